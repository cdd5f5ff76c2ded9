// The moment of who has won: a round, until the next one begins, or all of it.
import type { Drawing } from "../drawing";
import type { Arena } from "./rules";
import { Swatch } from "./score";
import { texts } from "../../app/words";

export interface Won {
  /** 0: the whole game. */
  round: number;
  seats: number[];
}

/** Return who has won the round that ended between two views; null where none did. */
export function wonBetween(before: Arena, after: Arena): Won | null {
  const seats = after.wins.flatMap((wins, seat) => (wins > (before.wins[seat] ?? 0) ? [seat] : []));
  if (seats.length === 0) return null;
  // The last round is not followed by another one.
  return { round: after.round > before.round ? after.round - 1 : after.round, seats };
}

/** Return who has won what is over; null while a round goes on. */
export function wonNow(arena: Arena, last: Won | null, { result }: Pick<Drawing, "result">): Won | null {
  if (result) return { round: 0, seats: result.places.flatMap((place, seat) => (place === 1 ? [seat] : [])) };
  return arena.clock < 0 ? last : null;
}

/** Whether most of the heads that a banner on top could cover are in the upper half. */
export function isAbove({ bodies, size: [columns, rows] }: Arena, seats: readonly number[]): boolean {
  const heads = seats.flatMap((seat) => bodies[seat]?.at(-1) ?? []);
  const upper = heads.filter((head) => head < (columns * rows) / 2);
  return 2 * upper.length > heads.length;
}

interface BannerProps {
  won: Won;
  drawing: Drawing;
  arena: Arena;
}

/** Stands where the winners' heads are not. */
export function WonBanner({ won, drawing, arena }: BannerProps) {
  const { players, me } = drawing;
  const isDraw = won.seats.length > 1 && won.seats.length === players.length;
  const winner = won.seats.length === 1 ? texts.live.winner : texts.live.winners;
  return (
    <div
      class={isAbove(arena, won.seats) ? "arena-won arena-won-below" : "arena-won"}
      data-testid="arena-won"
      role="status"
    >
      <strong>{won.round ? texts.live.goesTo(won.round) : isDraw ? texts.result.draw : winner}</strong>
      {won.seats.map((seat) => (
        <span class="arena-who" key={seat}>
          <Swatch seat={seat} />
          <span class="arena-name">{seat === me ? texts.common.you : players[seat]?.name}</span>
        </span>
      ))}
    </div>
  );
}
