// What may carry a session: a WebSocket, or one poll after the other. The session above knows no difference.
import type { Command, Hello, Limits, Ping, Resume, ServerMessage, Signal } from "./messages";

export type TransportName = "websocket" | "polling";

/** What bytes go through; the browser's own unless somebody tries out another one. */
export interface Line {
  open(url: string): WebSocket;
  fetch(url: URL, init: RequestInit): Promise<Response>;
}

/** The session, as what carries it sees it. */
export interface Carried {
  line(): Line | null;
  limits(): Limits;
  /** Return the hello of now; each one is another attempt, and the newest one wins. */
  hello(): Hello;
  /** Return the commands above this number that have no answer, in order. */
  waiting(after: number): readonly Command[];
  /** By which the server knows us at its door, "" before it does. */
  mark(): string;
  /** The commands up to this number have gone out. */
  sent(upTo: number): void;
  hear(message: ServerMessage): void;
  /** It has ended by itself; `retryMs` is when the server wants to be asked again, null: it did not say. */
  lost(retryMs: number | null): void;
}

/** After `close` nothing of it is heard any more. */
export interface Transport {
  readonly name: TransportName;
  /** The last round trip of the network; 0: not known. */
  readonly roundTripMs: number;
  /** There are commands to say. Called after the first welcome only. */
  speak(): void;
  /** Say something that has no number and no answer. */
  say(message: Ping | Resume | Signal): void;
  /** Called every second, so that the server hears of us often enough. */
  keepAlive(): void;
  /** Ask for a sign of life now. */
  probe(): void;
  close(): void;
}

/** Return an address of the server whose page is at `base`. */
export function addressOf(base: string | URL, name: string): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/${name}`;
  url.search = url.hash = "";
  return url;
}
