// What a browser knows of the rules of snake arena: enough to show one's own snake before the server has told of it.
import { HEADINGS, type Heading } from "../live/headings";

export interface Arena {
  /** Columns and rows. */
  size: [number, number];
  /** Per seat its cells, `y * columns + x`, the head last; none while it is away. */
  bodies: number[][];
  /** Per seat the headings it will take, one a tick. */
  turns: number[][];
  food: number[];
  /** Of this round. */
  points: number[];
  /** Rounds won. */
  wins: number[];
  round: number;
  rounds: number;
  /** Seconds to the end of the round, or below 0 to its beginning. */
  clock: number;
}

const TURNS_MAX = 2;

/** Return the heading of a body, from 0 (up) clockwise. */
export function headingOf(body: readonly number[], columns: number): number {
  const step = (body.at(-1) ?? 0) - (body.at(-2) ?? 0);
  return [-columns, 1, columns, -1].indexOf(step);
}

/** Return where a snake will head next, as it has been told. */
export function nextHeading({ bodies, turns, size }: Arena, seat: number): number {
  return turns[seat]?.[0] ?? headingOf(bodies[seat] ?? [], size[0]);
}

export function predict(view: Arena, move: Heading, seat: number): Arena {
  const body = view.bodies[seat] ?? [];
  const turns = view.turns[seat] ?? [];
  const turn = HEADINGS.indexOf(move);
  const last = turns.at(-1) ?? headingOf(body, view.size[0]);
  if (body.length === 0 || (turn - last) % 2 === 0 || turns.length >= TURNS_MAX) return view;
  return { ...view, turns: view.turns.with(seat, [...turns, turn]) };
}

/** A step of one's own snake. In front of a wall or a body it waits: that it has crashed only the server says. */
export function advance(view: Arena, seat: number): Arena {
  const body = view.bodies[seat] ?? [];
  if (body.length === 0 || view.clock < 0) return view;
  const head = ahead(body.at(-1) ?? 0, nextHeading(view, seat), view.size);
  if (head === null || view.bodies.some((other) => other.indexOf(head) > 0)) return view;
  const grown = [...body.slice(view.food.includes(head) ? 0 : 1), head];
  const turns = view.turns.with(seat, (view.turns[seat] ?? []).slice(1));
  return { ...view, turns, bodies: view.bodies.with(seat, grown) };
}

function ahead(cell: number, heading: number, [columns, rows]: Arena["size"]): number | null {
  const x = (cell % columns) + ([0, 1, 0, -1][heading] ?? 0);
  const y = Math.floor(cell / columns) + ([-1, 0, 1, 0][heading] ?? 0);
  return x < 0 || x >= columns || y < 0 || y >= rows ? null : y * columns + x;
}
