// What a game's own page, `view.js`, is given and may export: `draw(root, view, me, act)`, `hear`, `end`.
import type { Value } from "./messages";
import type { GameResult, Note } from "./views/game";

/** One seat of the game. */
export interface PlayerAt {
  seat: number;
  /** The id of the player, as signals name it. */
  player: string;
  name: string;
  kind: "person" | "bot";
  /** Whether the player has departed from this game. */
  absent: boolean;
}

/** Who looks at the game, and all that is known besides the view. A new one for each call of `draw`. */
export interface Me<Secret = any, Move = any> {
  /** One's own seat, null for who only watches. */
  seat: number | null;
  /** What the game's `secret` says for one's own seat, in real time at the tick of the view; null without. */
  secret: Secret;
  /** All legal moves, [] when it is not one's turn; null: the game does not list its moves. */
  moves: Move[] | null;
  /** Whether one must act. */
  turn: boolean;
  /** All seats that must act. */
  turns: number[];
  /** In the order of the seats. */
  players: PlayerAt[];
  /** The last notes, public ones and one's own, oldest first; animate those whose `number` is new. */
  notes: Note[];
  /** null while the game goes on. `places[seat]` is 1 for who won. */
  result: GameResult | null;
  /** Of a game in real time that goes on, else null. */
  live: LiveMe | null;
  /** Number of the game in its room: another one is a rematch, with another root. */
  game: number;
  /** Milliseconds until time is up, null without a limit: for a seat, or for whatever ends first for oneself. */
  left(seat?: number): number | null;
  /** Put the players' names for {0}, {1}, … */
  names(text: string): string;
}

/** Where between two ticks a picture is. `draw` is called for each picture then, with the view that is being reached. */
export interface LiveMe<View = any, Secret = any> {
  /** The view of the tick before. */
  before: View;
  /** What the game's `secret` said then; null without. */
  secretBefore: Secret;
  /** From 0 to 1: how far it is from `before` to the view, and from `secretBefore` to the secret. */
  part: number;
  /** The number of the tick that is being reached. */
  tick: number;
  /** Ticks a second. */
  rate: number;
  /** How old is what is shown of the others. */
  ageMs: number;
  /** The round trip of the network, 0: not known. */
  pingMs: number;
}

/** How a move ended. `code` is stable (`illegal_move`, `stale`, …), `detail` is for the player to read. */
export type Acted = { done: true } | { done: false; code: string; detail: string };

export interface Act<Move = any> {
  /** Make a move. A refusal is shown by the page, too; several at once go out in order. */
  (move: Move): Promise<Acted>;
  /** Tell the others something that may be lost; of each kind the latest one goes out, about 16 a second. */
  tell(kind: string, value: Value): void;
}

/** What somebody else has told by `act.tell`. */
export interface Heard<Told = any> {
  /** null: who only watches. */
  seat: number | null;
  player: string;
  kind: string;
  value: Told;
}

/** Called once at first and again after every change; the root is the same as long as the game is shown. */
export type Draw<View = any, Secret = any, Move = any> = (
  root: HTMLElement,
  view: View,
  me: Me<Secret, Move>,
  act: Act<Move>,
) => void | Promise<void>;

/** Optional: called for each signal of somebody else. */
export type Hear<Told = any> = (root: HTMLElement, signal: Heard<Told>, me: Me) => void;

/** Optional: called when the game is taken off the page. */
export type End = (root: HTMLElement) => void;

/** Optional, in real time: the view after an input of one's own, shown until the server has told of it. */
export type Predict<View = any, Move = any> = (view: View, move: Move, seat: number) => View;

/** Optional, in real time: the view after a tick, of which only what is the seat's own need be right. */
export type Advance<View = any> = (view: View, seat: number) => View;

/**
 * Optional, with `advance`: what of the view is the seat's own and a place. Where the server decides otherwise than was
 * foretold, its numbers go there evenly, within some 0.2 s. Of the same shape as the view; null for what may leap.
 */
export type Smooth<View = any> = (view: View, seat: number) => unknown;

/** The same three for what only the seat sees; `view` has the input or the tick already. */
export type PredictSecret<Secret = any, Move = any, View = any> = (
  secret: Secret,
  move: Move,
  seat: number,
  view: View,
) => Secret;
export type AdvanceSecret<Secret = any, View = any> = (secret: Secret, seat: number, view: View) => Secret;
export type SmoothSecret<Secret = any> = (secret: Secret, seat: number) => unknown;
