// What this tab is to the server: the player of this browser or another guest, on a line that may be a bad one.
import type { Kept, Outcome } from "../sdk/commands";
import { Connection } from "../sdk/connection";
import type { ServerMessage } from "../sdk/messages";
import type { Wish } from "../sdk/pending";
import { every } from "../sdk/ticker";
import type { Line } from "../sdk/transport";
import { isOffline } from "../sdk/wake";
import { explain } from "./explain";
import { becomeAnother, becomeOneself, guestToken } from "./identity";
import type { Passing } from "./passing";

/** Commands that the page gives by itself: nobody waits for them. */
const OWN_BUSINESS: ReadonlySet<Wish["type"]> = new Set<Wish["type"]>([
  "subscribe",
  "unsubscribe",
  "join",
  "look",
  "search",
  "profile",
  "leaders",
]);

export class Tab {
  /** Another one for each player that the tab becomes. */
  connection: Connection;
  isGuest = false;
  /** Whether a bad network is on trial. */
  isLineBad = false;
  #line: Line | null = null;

  constructor(
    private readonly build: string,
    private readonly passing: Passing,
    private readonly hear: (message: ServerMessage | null) => void,
    private readonly changed: () => void,
  ) {
    this.connection = this.#connect();
  }

  get me(): string {
    return this.connection.player?.id ?? "";
  }

  /** The wall clock of the server. */
  get nowMs(): number {
    return Date.now() + this.connection.skewMs;
  }

  /** What the player asked for and has no answer yet. */
  get kept(): Kept[] {
    return this.connection.kept.filter(({ command }) => !OWN_BUSINESS.has(command.type));
  }

  /** Ask the server for something; a refusal is shown as a toast. */
  async ask(wish: Wish): Promise<Outcome> {
    const outcome = await this.connection.ask(wish);
    if (!outcome.done) this.passing.fail(outcome);
    return outcome;
  }

  /** Change the player's name; false where it was refused. */
  async rename(name: string): Promise<boolean> {
    const outcome = await this.ask({ type: "set_name", name });
    if (!outcome.done) return false;
    const { player } = this.connection;
    if (player) player.name = (outcome.result as { name: string }).name;
    this.changed();
    return true;
  }

  /** Be another guest in this tab, or oneself again; a new player is a new session. */
  become(another: boolean): void {
    if (another) becomeAnother();
    else becomeOneself();
    this.connection.stop();
    this.connection = this.#connect();
    this.connection.useLine(this.#line);
    this.connection.start();
  }

  /** From now on all that this tab says and hears goes through another line; null: straight to the network. */
  useLine(line: Line | null): void {
    this.isLineBad = line !== null;
    this.#line = line;
    this.connection.useLine(line);
    this.changed();
  }

  #connect(): Connection {
    const token = guestToken();
    this.isGuest = token !== undefined;
    return new Connection({
      url: document.baseURI,
      build: this.build,
      token,
      explain,
      isOffline,
      every,
      onChange: (message) => this.hear(message),
    });
  }
}
