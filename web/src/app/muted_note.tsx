// What tells who is mute why nobody hears them.
import { muteLine, mutedNow } from "./muted";
import { useStore, useTick } from "./use";
import { texts } from "./words";

export function MutedNote() {
  const store = useStore();
  useTick(1_000);
  const { room } = store;
  const mine = room && mutedNow(store, room).find(({ player }) => player === store.me);
  return mine ? (
    <p class="muted-note" data-testid="muted-note">
      <strong>{texts.talk.youAreMuted}</strong> {muteLine(mine, store.nowMs)}
    </p>
  ) : null;
}
