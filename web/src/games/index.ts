// Which drawing a game has.
import type { FunctionComponent } from "preact";
import { later } from "../app/later";
import { ConnectFour } from "./connect_four";
import { AnyGame } from "./default";
import type { Drawing } from "./drawing";
import { TicTacToe } from "./tic_tac_toe";

const DRAWINGS: Record<string, FunctionComponent<Drawing>> = {
  tic_tac_toe: TicTacToe,
  connect_four: ConnectFour,
  liars_dice: later(async () => (await import("./liars_dice")).LiarsDice),
  snake_arena: later(async () => (await import("./snake_arena")).SnakeArena),
};

/** Whether a game has a drawing of its own here. */
export function hasDrawing(game: string): boolean {
  return Object.hasOwn(DRAWINGS, game);
}

/** Games whose drawing shows the scores all the time. */
const WITH_SCORES: ReadonlySet<string> = new Set(["snake_arena"]);

/** Whether the scores of a game stand in its drawing, so that they need no line of their own. */
export function drawsScores(game: string): boolean {
  return WITH_SCORES.has(game);
}

/** Return the drawing of a game; one that has none of its own is still playable. */
export function drawingOf(game: string): FunctionComponent<Drawing> {
  return DRAWINGS[game] ?? AnyGame;
}
