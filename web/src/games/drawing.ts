// What the page gives to the drawing of a game.
import type { Outcome } from "../sdk/commands";
import type { Form } from "../sdk/forms";
import type { Value } from "../sdk/messages";
import type { LiveSource } from "./live/source";
import type { GamePlayer, GameResult } from "../sdk/views/game";

export interface Drawing {
  /** What the game's `public` says. */
  view: Value;
  /** What the game's `secret` says for one's own seat; null without. */
  secret: Value;
  /** Legal moves, none when it is not one's turn; null: the game does not list them. */
  moves: Value[] | null;
  /** The form of a move; null where the game declares none. */
  move: Form | null;
  /** All seats that must act. */
  turn: number[];
  /** One's own seat, null for who watches. */
  me: number | null;
  players: GamePlayer[];
  absent: number[];
  result: GameResult | null;
  /** Of a game in real time that goes on: there `view` is null. */
  live?: LiveSource;
  /** Whether the game is long over, and only looked at. */
  isReplay?: boolean;
  /** Milliseconds until a seat must act, or with -1 until the game goes on by itself; null: no limit. */
  leftMs: (seat: number) => number | null;
  /** Make a move. A refusal is shown as a toast, unless the drawing tells of it itself. */
  act: (move: Value, tellsItself?: boolean) => Promise<Outcome>;
}
