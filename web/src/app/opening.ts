// Going to a table to play at: a new one, any with a free seat, or the next one of the same people.
import type { Outcome } from "../sdk/commands";
import type { Pace, Value } from "../sdk/messages";
import type { Wish } from "../sdk/pending";
import type { RoomLook } from "../sdk/views/lobby";
import type { Passing } from "./passing";
import type { Tab } from "./tab";
import type { Visit } from "./visit";

/** What a new table is to be like. */
export type TableWish = Omit<Extract<Wish, { type: "create" }>, "type" | "house"> & {
  pace: Pace;
  house?: Record<string, Value>;
};

interface Opened {
  room: string;
  code: string;
}

export class Opening {
  constructor(
    private readonly tab: Tab,
    private readonly visit: Visit,
    private readonly passing: Passing,
  ) {}

  /** Open a table and go there. A refusal is for the form to tell. */
  async create(wish: TableWish): Promise<Outcome> {
    const outcome = await this.tab.connection.ask({ type: "create", ...wish });
    if (outcome.done) this.#goTo(outcome.result as unknown as Opened, wish.pace);
    return outcome;
  }

  /** Take a seat in a game at once, and go there. */
  async quickPlay(game: string): Promise<void> {
    const outcome = await this.tab.ask({ type: "quick_play", game });
    if (outcome.done) this.visit.go({ name: "room", code: (outcome.result as unknown as Opened).code });
  }

  /** Go to the new table of the people of one that is over; who asks first opens it. */
  async playAgain({ room, pace }: RoomLook): Promise<void> {
    const outcome = await this.tab.ask({ type: "again", room });
    if (outcome.done) this.#goTo(outcome.result as unknown as Opened, pace);
  }

  /** Go to a table that is about to be played at. One over days keeps a seat for who closes the page at once. */
  #goTo({ room, code }: Opened, pace: Pace): void {
    if (pace === "slow") void this.#sit(room);
    this.visit.go({ name: "room", code });
  }

  /** Who comes back to a table of theirs has a seat already. */
  async #sit(room: string): Promise<void> {
    const outcome = await this.tab.connection.ask({ type: "sit", room });
    if (!outcome.done && outcome.code !== "already_seated") this.passing.fail(outcome);
  }
}
