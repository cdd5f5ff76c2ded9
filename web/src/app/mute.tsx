// Not to let somebody speak at a table, for how long, and to let them speak again.
import { useState } from "preact/hooks";
import type { RoomView } from "../sdk/views/room";
import { Ask } from "./ask";
import type { Person } from "./people";
import { muteLine, mutedNow, nameAt } from "./muted";
import type { Store } from "./store";
import { useTick } from "./use";
import { texts } from "./words";
import { houseWords } from "./words/house";

/** 0: as long as the table is there. */
const MINUTES: readonly number[] = [5, 30, 0];

interface Props {
  store: Store;
  room: RoomView;
  person: Person;
  /** Called when it is done. */
  done: () => void;
}

export function Mute({ store, room, person: { player, name }, done }: Props) {
  const [minutes, setMinutes] = useState(MINUTES[0] ?? 0);
  useTick(1_000);
  const muted = mutedNow(store, room).find((one) => one.player === player);
  const isBusy = store.connection.waitsFor("mute");
  const mute = async () => {
    if (isBusy) return;
    const outcome = await store.ask({ type: "mute", room: room.id, player, minutes });
    if (!outcome.done) return;
    store.passing.toast(texts.talk.muted(name));
    done();
  };
  if (muted) {
    return (
      <div class="decision">
        <p data-testid="muted-until">{muteLine(muted, store.nowMs)}</p>
        <Ask testId="unmute" wish={{ type: "unmute", room: room.id, player }}>
          {texts.talk.unmute}
        </Ask>
      </div>
    );
  }
  return (
    <div class="decision">
      <label for="mute-minutes">{texts.talk.mute}</label>
      <div class="row">
        <select
          id="mute-minutes"
          data-testid="mute-minutes"
          value={String(minutes)}
          onChange={(event) => setMinutes(Number(event.currentTarget.value))}
        >
          {MINUTES.map((choice) => (
            <option key={choice} value={String(choice)}>
              {choice === 0 ? texts.talk.muteForGood : texts.talk.muteFor(choice)}
            </option>
          ))}
        </select>
        <button data-testid="mute" aria-busy={isBusy} onClick={() => void mute()}>
          {texts.talk.muteNow}
        </button>
      </div>
      <p class="muted small">{texts.talk.muteHint}</p>
    </div>
  );
}

/** All who are mute at a table, also those who have gone. */
export function MutedList({ store, room }: { store: Store; room: RoomView }) {
  useTick(1_000);
  const muted = mutedNow(store, room);
  return (
    <section class="decision" aria-label={houseWords().host.muted}>
      <h3>{houseWords().host.muted}</h3>
      {muted.length === 0 && <p class="muted small">{houseWords().host.nobodyMuted}</p>}
      <ul class="banned" data-testid="muted">
        {muted.map((one) => {
          const name = nameAt(store, room, one.player);
          return (
            <li key={one.player}>
              <span class="banned-who">
                <strong>{name}</strong>
                <span class="muted small">{muteLine(one, store.nowMs)}</span>
              </span>
              <Ask
                testId="unmute"
                label={houseWords().host.unmuteName(name)}
                wish={{ type: "unmute", room: room.id, player: one.player }}
              >
                {texts.talk.unmute}
              </Ask>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
