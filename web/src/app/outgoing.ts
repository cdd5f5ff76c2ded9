// Lines of chat that are on their way: shown at once, until the chat itself shows them or the server says no.
import type { Failure, Outcome } from "../sdk/commands";
import type { ChatLine } from "../sdk/views/chat";

export interface OutgoingLine {
  key: string;
  /** The id of the room, "" for the lobby. */
  room: string;
  text: string;
  /** `said`: the server has taken it, and the chat is about to show it. */
  state: "sending" | "said" | "failed";
  /** Why it failed. */
  failure: Failure | null;
  /** The lines that the chat showed when it was said: none of them is this one. */
  before: ReadonlySet<string>;
  /** The name of the line of the chat that is this one. */
  shownAs: string | null;
}

/** A line of the chat, or one on its way; who follows the key sees one line all the while. */
export type Row = { key: string; line: ChatLine } | { key: string; outgoing: OutgoingLine };

/** Failed lines that nobody looks at are forgotten, the oldest first. */
const FAILED_MAX = 20;

export class Outgoing {
  #lines: OutgoingLine[] = [];
  #count = 0;
  /** The keys of lines that were ours before the chat showed them, by room, channel and number. */
  #adopted = new Map<string, string>();

  /** Begin to say a line in a chat that shows these lines. */
  begin(room: string, text: string, shown: readonly ChatLine[]): OutgoingLine {
    const key = `mine-${++this.#count}`;
    const before = new Set(shown.map((line) => nameOf(room, line)));
    const line: OutgoingLine = { key, room, text, state: "sending", failure: null, before, shownAs: null };
    this.#lines.push(line);
    return line;
  }

  /** The server has answered. */
  settle(line: OutgoingLine, outcome: Outcome): void {
    line.state = outcome.done ? "said" : "failed";
    if (!outcome.done) {
      line.failure = outcome;
      line.shownAs = null;
    }
    const failed = this.#lines.filter((other) => other.state === "failed");
    for (const old of failed.slice(0, -FAILED_MAX)) this.forget(old);
  }

  /** Find one's own lines among those that a chat shows; `isWhole`: nothing that was told is held back. */
  look(room: string, me: string, shown: readonly ChatLine[], isWhole: boolean): void {
    for (const line of this.#lines.filter((other) => other.room === room)) {
      if (line.state !== "failed" && line.shownAs === null) this.#adopt(line, me, shown);
      if (line.state === "said" && (isWhole || line.shownAs !== null)) this.forget(line);
    }
  }

  /** What a chat shows now. */
  rows(room: string, shown: readonly ChatLine[]): Row[] {
    const lines = shown.map((line) => ({
      key: this.#adopted.get(nameOf(room, line)) ?? nameOf("", line),
      line,
    }));
    const mine = this.#lines.filter((line) => line.room === room && line.shownAs === null);
    return [...lines, ...mine.map((outgoing) => ({ key: outgoing.key, outgoing }))];
  }

  /** Take a line off: it was shown, or its writer has seen why not. */
  forget(line: OutgoingLine): void {
    this.#lines = this.#lines.filter((other) => other !== line);
  }

  /** The rooms in which lines are on their way. */
  get rooms(): Set<string> {
    return new Set(this.#lines.map((line) => line.room));
  }

  /** Whether a text would be lost with the page. */
  get hasFailed(): boolean {
    return this.#lines.some((line) => line.state === "failed");
  }

  #adopt(line: OutgoingLine, me: string, shown: readonly ChatLine[]): void {
    const isMine = (one: ChatLine): boolean =>
      !line.before.has(nameOf(line.room, one)) &&
      one.kind === "said" &&
      one.player === me &&
      essence(one.text) === essence(line.text);
    const found = shown.find((one) => isMine(one) && !this.#adopted.has(nameOf(line.room, one)));
    if (!found) return;
    line.shownAs = nameOf(line.room, found);
    this.#adopted.set(line.shownAs, line.key);
    const [oldest] = this.#adopted.keys();
    if (this.#adopted.size > ADOPTED_MAX && oldest !== undefined) this.#adopted.delete(oldest);
  }
}

const ADOPTED_MAX = 500;

/** Each channel counts its own lines. */
function nameOf(room: string, { channel, number }: ChatLine): string {
  return `${room}/${channel ?? "all"}/${number}`;
}

/** What is left of a text whatever the server cleans it of: white space, marks, and what can't be seen. */
function essence(text: string): string {
  return text.normalize("NFC").replace(/[\p{C}\p{Z}\p{Mn}\p{Me}]/gu, "");
}
