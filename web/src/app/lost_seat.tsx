// Why one has no seat any more in the game that is shown: who was away for too long may just have come back.
import type { GameView } from "../sdk/views/game";
import type { Table } from "./table";
import { texts } from "./words";

export function LostSeat({ table: { store, room } }: { table: Table }) {
  const { lostSeat } = texts.match;
  const own = store.talk
    .linesOf(room.id)
    .findLast(({ kind, player }) => kind in lostSeat && player === store.me);
  if (!own) return null;
  return (
    <p class="muted lost-seat" role="status" data-testid="lost-seat">
      {lostSeat[own.kind as keyof typeof lostSeat]}
    </p>
  );
}

/** Whether one has played this game, and plays it no more. */
export function hasGone({ store, mine }: Table, { players, absent }: GameView): boolean {
  return mine === null && absent.some((seat) => players[seat]?.player === store.me);
}
