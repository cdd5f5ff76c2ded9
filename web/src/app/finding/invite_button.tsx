// Asking somebody to come: to the table that one is at, or to a new one.
import { useState } from "preact/hooks";
import type { PlayerName, RoomView } from "../../sdk/views";
import type { Store } from "../store";
import { texts } from "../words";

interface Props {
  store: Store;
  who: PlayerName;
  /** What a new table is for, where one is at none. */
  game: string | undefined;
}

export function InviteButton({ store, who, game }: Props) {
  const [isAsked, setAsked] = useState(false);
  const room = tableOf(store);
  const invite = async () => {
    const to = room ?? (await open(store, game ?? store.games[0]?.id));
    if (!to) return;
    const outcome = await store.ask({ type: "invite", room: to.id, player: who.player });
    if (outcome.done) setAsked(true);
    if (!room) store.go({ name: "room", code: to.code });
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

async function open(store: Store, game: string | undefined): Promise<{ id: string; code: string } | null> {
  if (game === undefined) return null;
  const outcome = await store.ask({ type: "create", game });
  if (!outcome.done) return null;
  const { room, code } = outcome.result as { room: string; code: string };
  return { id: room, code };
}
