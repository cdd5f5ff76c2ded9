// What the page gives to the drawing of a game.
import type { Value } from "../sdk/messages";
import type { GamePlayer, GameResult } from "../sdk/views";

export interface Drawing {
  /** What the game's `public` says. */
  view: Value;
  /** What the game's `secret` says for one's own seat; null without. */
  secret: Value;
  /** Legal moves, none when it is not one's turn; null: the game does not list them. */
  moves: Value[] | null;
  turn: number[];
  /** One's own seat, null for who watches. */
  me: number | null;
  players: GamePlayer[];
  absent: number[];
  result: GameResult | null;
  act: (move: Value) => void;
}
