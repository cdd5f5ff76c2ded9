// The one file that touches WebSocket.
import { decodeMessage, encodeMessage } from "./bytes";
import type { ClientMessage, ServerMessage } from "./messages";
import { addressOf, type Carried, type Transport } from "./transport";

const NORMAL = 1000;

/** Carries a session over one WebSocket. */
export class WebSocketTransport implements Transport {
  readonly name = "websocket";
  #socket: WebSocket | null = null;
  /** The highest command that went out on this socket. */
  #said = 0;
  #sentAt = Date.now();
  /** When something was said that is answered at once, and has no answer yet. */
  #askedAt: number | null = null;
  roundTripMs = 0;

  constructor(
    base: string | URL,
    private readonly carried: Carried,
  ) {
    try {
      this.#connect(socketUrl(base, carried.mark()));
    } catch (error) {
      // A page over https may not even ask for ws; whoever made this one hears of it like of any other cut.
      console.warn("no WebSocket", error);
      setTimeout(() => this.#lost());
    }
  }

  speak(): void {
    for (const command of this.carried.waiting(this.#said)) {
      this.#send(command);
      this.#said = command.number;
    }
    this.carried.sent(this.#said);
  }

  say(message: ClientMessage): void {
    this.#send(message);
  }

  keepAlive(): void {
    if (Date.now() - this.#sentAt >= this.carried.limits().ping_ms) this.probe();
  }

  probe(): void {
    this.#send({ type: "ping" });
  }

  close(): void {
    this.#isOver = true;
    const socket = this.#socket;
    if (!socket) return;
    // Take-over: nothing of the old connection is acted on afterwards.
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(NORMAL);
  }

  #isOver = false;

  #connect(url: string): void {
    const socket = this.carried.line()?.open(url) ?? new WebSocket(url);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#send(this.carried.hello());
    socket.onmessage = (event: MessageEvent<ArrayBuffer>) => this.#hear(event.data);
    socket.onclose = () => this.#lost();
  }

  #hear(data: ArrayBuffer): void {
    const message = decoded(data);
    if (message?.type === "pong" || message?.type === "welcome") this.#answered();
    if (message) this.carried.hear(message);
    else this.#lost();
  }

  #answered(): void {
    if (this.#askedAt !== null) this.roundTripMs = Date.now() - this.#askedAt;
    this.#askedAt = null;
  }

  #send(message: ClientMessage): void {
    this.#sentAt = Date.now();
    // Of two pings on their way the first is answered first.
    if (message.type === "ping" || message.type === "hello") this.#askedAt ??= this.#sentAt;
    this.#socket?.send(encodeMessage(message));
  }

  #lost(): void {
    if (this.#isOver) return;
    this.close();
    this.carried.lost(null);
  }
}

/** Return where the WebSocket of a server is; with the mark it is that of a session that the server knows. */
export function socketUrl(base: string | URL, mark = ""): string {
  const url = addressOf(base, "ws");
  url.protocol = url.protocol.replace("http", "ws");
  if (mark) url.search = `mark=${mark}`;
  return url.href;
}

/** Whatever something on the way has made of a frame: what can't be read is no frame of ours. */
function decoded(data: ArrayBuffer): ServerMessage | null {
  try {
    return decodeMessage(data);
  } catch (error) {
    console.warn("a frame that can't be read", error);
    return null;
  }
}
