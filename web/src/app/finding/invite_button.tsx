// Asking somebody to come: to the table that one is at, or to a new one.
import { useState } from "preact/hooks";
import type { PlayerName, RoomView } from "../../sdk/views";
import type { Store } from "../store";
import { texts } from "../words";

export function InviteButton({ store, who }: { store: Store; who: PlayerName }) {
  const [isAsked, setAsked] = useState(false);
  const room = tableOf(store);
  const invite = async () => {
    const to = room?.id ?? (await open(store));
    if (to === null) return;
    const outcome = await store.ask({ type: "invite", room: to, player: who.player });
    if (outcome.done) setAsked(true);
  };
  if (isAsked) return <span class="muted small">{texts.people.invited(who.name)}</span>;
  const label = room ? texts.people.inviteTo(who.name) : texts.people.hostTable(who.name);
  return (
    <button
      data-testid={`invite-${who.player}`}
      aria-label={label}
      title={label}
      onClick={() => void invite()}
    >
      {texts.people.invite}
    </button>
  );
}

/** The table that one sits at, where a game has not begun. */
function tableOf(store: Store): RoomView | undefined {
  return store.rooms.find(
    (room) => room.phase !== "playing" && room.seats.some((place) => place.status === "open"),
  );
}

async function open(store: Store): Promise<string | null> {
  const game = store.games[0];
  if (!game) return null;
  const outcome = await store.ask({ type: "create", game: game.id });
  return outcome.done ? (outcome.result as { room: string }).room : null;
}
