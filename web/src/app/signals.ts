// What the people at a table tell each other that may be lost: who types, emotes, and what a game's own page shows.
import type { Signalled, Value } from "../sdk/messages";
import type { Passing } from "./passing";
import type { Tab } from "./tab";
import type { Talk } from "./talk";
import type { Visit } from "./visit";

type SignalListener = (signal: Signalled) => void;

export class Signals {
  #listeners = new Set<SignalListener>();

  constructor(
    private readonly tab: Tab,
    private readonly visit: Visit,
    private readonly talk: Talk,
    private readonly passing: Passing,
  ) {}

  /** Call `listener` for each signal in the room that is shown; the result ends that. */
  listen(listener: SignalListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tell the others something; the sender sees it, too. */
  send(kind: string, value: Value): void {
    const { roomId } = this.visit;
    if (roomId === null) return;
    this.tab.connection.signal(roomId, kind, value);
    if (kind === "emote") this.passing.sign({ player: this.tab.me, kind, value });
  }

  /** Show what somebody else tells. */
  hear(signal: Signalled): void {
    if (signal.room !== this.visit.roomId || this.talk.hides(signal.player)) return;
    this.passing.sign(signal);
    for (const listener of this.#listeners) listener(signal);
  }
}
