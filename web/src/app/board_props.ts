// What a board of any kind is drawn from.
import type { Drawing } from "../games/drawing";
import type { Match } from "../games/own/match";
import type { GameView } from "../sdk/views/game";
import type { Table } from "./table";

export interface BoardProps {
  table: Table;
  game: GameView;
  drawing: Drawing;
  match: Match;
  /** The page that the game brings; null: it brings none. */
  page: string | null;
}
