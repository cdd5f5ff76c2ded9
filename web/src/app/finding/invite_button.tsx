// Asking somebody to come: to the table that one is at, or to a new one.
import { useState } from "preact/hooks";
import type { Outcome } from "../../sdk/commands";
import type { PlayerName, ProfileLook } from "../../sdk/views/people";
import type { RoomView } from "../../sdk/views/room";
import type { Store } from "../store";
import { texts } from "../words";
import { calledAs } from "../words/bots";

interface Props {
  store: Store;
  who: PlayerName;
  /** What a new table is for, where one is at none. */
  game: string | undefined;
  /** Whether the server lets one ask them; where it does not the button says why. */
  isInvitable: boolean;
}

export function InviteButton({ store, who, game, isInvitable }: Props) {
  const [state, setState] = useState<"" | "asking" | "asked" | "not_met">(isInvitable ? "" : "not_met");
  const room = tableOf(store);
  const name = calledAs(who);
  const invite = async () => {
    if (state !== "") return;
    setState("asking");
    const outcome = room ? await ask(store, room.id, who) : await askToNew(store, who, game);
    if (!outcome.done && outcome.code !== "not_met") store.passing.fail(outcome);
    setState(outcome.done ? "asked" : outcome.code === "not_met" ? "not_met" : "");
  };
  if (state === "asked") {
    return (
      <span class="muted small" role="status">
        {texts.people.invited(name)}
      </span>
    );
  }
  const label = room ? texts.people.inviteTo(name) : texts.people.hostTable(name);
  const note = `invite-note-${who.player}`;
  return (
    <span class="invite-one">
      <button
        data-testid={`invite-${who.player}`}
        aria-label={label}
        title={label}
        aria-busy={state === "asking"}
        aria-disabled={state === "not_met"}
        aria-describedby={state === "not_met" ? note : undefined}
        onClick={() => void invite()}
      >
        {texts.people.invite}
      </button>
      {state === "not_met" && (
        <span class="muted small" id={note} data-testid="not-invitable">
          {texts.people.notMet}
        </span>
      )}
    </span>
  );
}

/** The table that one sits at, where a game has not begun. */
function tableOf(store: Store): RoomView | undefined {
  return store.visit.rooms.find(
    (room) => room.phase !== "playing" && room.seats.some((place) => place.status === "open"),
  );
}

function ask({ connection }: Store, room: string, { player }: PlayerName): Promise<Outcome> {
  return connection.ask({ type: "invite", room, player });
}

/** Open a table and invite somebody to it. It is looked up before whether they can be, and no table is left behind. */
async function askToNew(store: Store, who: PlayerName, game = store.games[0]?.id): Promise<Outcome> {
  const { connection } = store;
  const look = await connection.ask({ type: "profile", player: who.player });
  if (!look.done) return look;
  if (!(look.result as unknown as ProfileLook).invitable) return { done: false, code: "not_met", detail: "" };
  const opened = await connection.ask({ type: "create", game: game ?? "" });
  if (!opened.done) return opened;
  const { room, code } = opened.result as { room: string; code: string };
  const outcome = await ask(store, room, who);
  if (!outcome.done) {
    await connection.ask({ type: "leave", room });
    return outcome;
  }
  // Who asks somebody to play wants to play.
  await connection.ask({ type: "sit", room });
  store.go({ name: "room", code });
  return outcome;
}
