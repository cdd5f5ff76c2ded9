// A game in real time at the table of the page: its boards hear each tick, for which the page is not drawn anew.
import type { ServerMessage } from "../sdk/messages";
import type { Held } from "../sdk/topics";
import { gameView, liveSeatTopic } from "../sdk/views/read";
import type { Tab } from "./tab";
import type { Visit } from "./visit";

/** Hears what the tick topic of the room shows, and with it that of one's own seat. */
type TickListener = (held: Held, own: Held | undefined) => void;

export class RealTime {
  /** When an input was lost to a cut the last time, by `Date.now()`. */
  inputLostAt = -Infinity;
  #listeners = new Set<TickListener>();
  #held: Held | undefined;
  #own: Held | undefined;

  constructor(
    private readonly tab: Tab,
    private readonly visit: Visit,
    private readonly changed: () => void,
  ) {}

  /** Call `listener` with what the tick topic of the room shows, now and after each tick; the result ends that. */
  listen(listener: TickListener): () => void {
    this.#listeners.add(listener);
    if (this.#held) listener(this.#held, this.#own);
    return () => this.#listeners.delete(listener);
  }

  /** Whether one plays in real time now: there, what is done while the line is cut has no effect. */
  get isPlaying(): boolean {
    const { room, seat } = this.visit;
    const game = room && gameView(this.tab.connection.topics, room.id);
    return Boolean(game?.tick_rate) && game?.view === null && seat !== undefined;
  }

  /** Tell that an input had no effect, as the line is cut. */
  noteLostInput(): void {
    this.inputLostAt = Date.now();
    this.changed();
  }

  /** Tell who draws ticks of them. Returns whether there is nothing else to see: the page need not be drawn anew. */
  hear(message: ServerMessage | null): boolean {
    const [before, ownBefore] = [this.#held, this.#own];
    const { roomId, seat } = this.visit;
    const { shown } = this.tab.connection.topics;
    this.#held = roomId === null ? undefined : shown[`live/${roomId}`];
    this.#own = seat === undefined ? undefined : shown[liveSeatTopic(seat)];
    if (this.#held && (this.#held !== before || this.#own !== ownBefore))
      for (const listener of this.#listeners) listener(this.#held, this.#own);
    const isTick = message?.type === "patch" && message.topic.startsWith("live/");
    return isTick && notesOf(before) === notesOf(this.#held) && notesOf(ownBefore) === notesOf(this.#own);
  }
}

/** What a tick has noted; unchanged notes are the same list. */
function notesOf(held: Held | undefined): unknown {
  return (held?.view as { notes?: unknown } | undefined)?.notes;
}
