// The way out of a table, and off a seat.
import { playing, type Table } from "./table";
import { useSure } from "./sure";
import { texts } from "./words";

/** Who plays in a running game gives it up by leaving: that takes two taps. */
export function Leave({ table }: { table: Table }) {
  const { store, room } = table;
  const leave = () => store.connection.waitsFor("leave") || void store.visit.leave(room);
  const { sure, press } = useSure(leave);
  const isBound = isInGame(table);
  const isAsking = isBound && sure;
  return (
    <button
      class={isAsking ? "warn" : "quiet"}
      data-testid="leave"
      aria-busy={store.connection.waitsFor("leave")}
      onClick={isBound ? press : leave}
    >
      {isAsking ? texts.table.reallyLeave : leaveText(table)}
    </button>
  );
}

/** Who gives the seat up in a running game has lost it: that takes two taps as well. */
export function Stand({ table }: { table: Table }) {
  const { store, room } = table;
  const isBusy = store.connection.waitsFor("stand");
  const stand = () => isBusy || void store.ask({ type: "stand", room: room.id });
  const { sure, press } = useSure(stand);
  const isBound = isInGame(table);
  const isAsking = isBound && sure;
  const text = room.phase === "playing" ? texts.match.giveUpSeat : texts.match.standUp;
  return (
    <button
      class={isAsking ? "warn" : "quiet"}
      data-testid="stand"
      aria-busy={isBusy}
      onClick={isBound ? press : stand}
    >
      {isAsking ? texts.match.reallyGiveUpSeat : text}
    </button>
  );
}

/** Whether the seat that one has is still in a game that runs. */
export function isInGame(table: Table): boolean {
  const me = playing(table);
  return me !== null && table.room.phase === "playing" && table.game?.absent.includes(me) === false;
}

/** Going away for a while needs no button. */
function leaveText({ room, mine }: Table): string {
  return room.pace === "slow" && mine !== null ? texts.table.leaveForGood : texts.table.leave;
}
