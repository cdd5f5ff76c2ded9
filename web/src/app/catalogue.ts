// The games that the server has on offer.
import type { Form, FormField } from "../sdk/forms";

/** A kind of bot that can play a game. */
export interface BotInfo {
  id: string;
  title: string;
}

export interface GameInfo {
  id: string;
  title: string;
  seats_min: number;
  seats_max: number;
  /** Ticks a second of a game in real time, 0: it goes by turns. */
  tick_rate: number;
  /** Whether dice may be drawn in it; missing: told by an older server. */
  chance?: boolean;
  options: FormField[];
  /** The team of each seat; none in a game without teams. */
  teams?: number[];
  /** The form of a move; null where the game declares none. */
  move: Form | null;
  /** The strongest first. */
  bots: BotInfo[];
  /** The module that draws the game, relative to the page; null: the game brings none. */
  page: string | null;
}

export class Catalogue {
  games: GameInfo[] = [];
  /** Whether the server was asked for the games, and has answered or failed to. */
  isKnown = false;

  constructor(private readonly fetched: () => void) {}

  /** Ask for the games. */
  async fetch(): Promise<void> {
    try {
      const response = await fetch(new URL("api/games", document.baseURI));
      if (response.ok) this.games = (await response.json()) as GameInfo[];
    } catch (error) {
      // The next welcome tries again; until then the page says that it is offline.
      console.warn("the list of games did not come", error);
    }
    this.isKnown = true;
    this.fetched();
  }

  /** Return the team of each seat of a game; none where it has no teams, or is not on offer any more. */
  teamsOf(game: string): readonly number[] {
    return this.games.find(({ id }) => id === game)?.teams ?? [];
  }
}
