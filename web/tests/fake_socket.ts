// A WebSocket that stands in for the network; the frames on it are real.
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

/** The socket that was opened last. */
export const latest = () => FakeSocket.made.at(-1) as FakeSocket;

/** From now on every WebSocket is such a one, and the clock stands still. */
export function takeNetwork(): void {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.made = [];
}

/** The network is the real one again. */
export function giveNetworkBack(): void {
  vi.useRealTimers();
  vi.unstubAllGlobals();
}
