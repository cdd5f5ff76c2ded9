// A WebSocket and a fetch that stand in for the network; the frames on them are real.
import { decode, encode } from "@msgpack/msgpack";
import { vi } from "vitest";
import type { ClientMessage, Command, Hello, ServerMessage, Welcome } from "../src/sdk/messages";

export class FakeSocket {
  static made: FakeSocket[] = [];
  binaryType = "blob";
  sent: ClientMessage[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.made.push(this);
  }
  send(data: Uint8Array) {
    this.sent.push(decode(data) as ClientMessage);
  }
  close() {
    this.closed = true;
  }
  say(message: ServerMessage) {
    this.onmessage?.({ data: encode(message).slice().buffer });
  }
  greet(session: Welcome["session"]) {
    this.onopen?.();
    this.say(welcome(session));
    this.say({ type: "caught_up" });
  }
  get hello() {
    return this.sent[0] as Hello;
  }
  get commands() {
    return this.sent.filter((message): message is Command => "number" in message);
  }
}

export const limits = {
  frame_bytes: 16384,
  unanswered: 3,
  chat_characters: 500,
  name_characters: 24,
  ping_ms: 10_000,
  silence_ms: 30_000,
  poll_bytes: 16_384,
};
export const welcome = (session: Welcome["session"]): Welcome => ({
  type: "welcome",
  protocol: 1,
  session,
  player: { id: "p", name: "Ann", kind: "person" },
  build: "b",
  newer_page: false,
  time_ms: 0,
  limits,
});

/** One poll that was asked for; it is held until it is answered. */
export class FakePoll {
  static made: FakePoll[] = [];
  readonly sent: ClientMessage[];
  readonly waitMs: number;
  readonly response: Promise<Response>;
  aborted = false;
  #resolve: (response: Response) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  constructor(
    readonly url: URL,
    init: RequestInit,
  ) {
    this.sent = (decode(init.body as Uint8Array) as Uint8Array[]).map(
      (frame) => decode(frame) as ClientMessage,
    );
    this.waitMs = Number(url.searchParams.get("wait_ms"));
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    init.signal?.addEventListener("abort", () => {
      this.aborted = true;
      this.#reject(new DOMException("aborted", "AbortError"));
    });
    FakePoll.made.push(this);
  }
  /** Answer, and let the client hear it. */
  async say(...messages: ServerMessage[]) {
    this.#resolve(new Response(encode(messages.map((message) => encode(message)))));
    await settle();
  }
  async greet(session: Welcome["session"], ...more: ServerMessage[]) {
    await this.say(welcome(session), { type: "caught_up" }, ...more);
  }
  async fail(status?: number, headers: Record<string, string> = {}) {
    if (status === undefined) this.#reject(new TypeError("fetch failed"));
    else this.#resolve(new Response("", { status, headers }));
    await settle();
  }
  get hello() {
    return this.sent[0] as Hello;
  }
  get commands() {
    return this.sent.filter((message): message is Command => "number" in message);
  }
}

/** Let everything happen that needs no time. */
const settle = () => vi.advanceTimersByTimeAsync(0);

/** The poll that was asked for last. */
export const latestPoll = () => FakePoll.made.at(-1) as FakePoll;

/** The socket that was opened last. */
export const latest = () => FakeSocket.made.at(-1) as FakeSocket;

/** From now on every WebSocket and every poll is such a one, and the clock stands still. */
export function takeNetwork(): void {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("fetch", (url: URL, init: RequestInit) => new FakePoll(new URL(url), init).response);
  vi.spyOn(console, "warn").mockReturnValue();
  FakeSocket.made = [];
  FakePoll.made = [];
}

/** The network is the real one again. */
export function giveNetworkBack(): void {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
}
