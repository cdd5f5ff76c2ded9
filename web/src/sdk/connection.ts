// The one file that touches WebSocket: a session that survives its connections.
import { delayMs } from "./backoff";
import { decodeMessage, encodeMessage, randomBytes } from "./bytes";
import {
  PROTOCOL,
  type ClientMessage,
  type Goodbye,
  type GoodbyeCode,
  type Kind,
  type Limits,
  type Player,
  type RefusalCode,
  type ServerMessage,
  type Value,
  type Welcome,
} from "./messages";
import { answer, expire, markSent, NOTHING_PENDING, take, unsent, type Pending, type Wish } from "./pending";
import { hear, NO_TOPICS, offsets, type Topics } from "./topics";

export type Status =
  | { name: "connecting" }
  | { name: "online" }
  /** `at`: the clock of `Date.now()` at the next attempt. */
  | { name: "reconnecting" | "offline"; at: number }
  /** Another window took the session over; only `useHere` comes back. */
  | { name: "elsewhere" }
  | { name: "refused"; detail: string };

/** How a command ended. `unknown`: it was sent and the session was lost; `too_many`: it was never taken. */
export type Outcome =
  { done: true; result: Value } | { done: false; code: RefusalCode | "unknown" | "too_many"; detail: string };

export interface Options {
  url: string;
  /** The build of the page, "" where there is none. */
  build: string;
  /** Names the player; without it the cookie does. */
  token?: Uint8Array | undefined;
  /** The name that a new player wishes for. */
  name?: string | undefined;
  /** What a new player is; a person unless told. */
  kind?: Kind | undefined;
  isOffline?: () => boolean;
  /** Calls back every so many milliseconds, until the result is called; an ordinary timer unless given. */
  every?: (ms: number, callback: () => void) => () => void;
  /** Called after each change; with the message, where one caused it. */
  onChange: (message: ServerMessage | null) => void;
}

/** Until the server has said its own. */
const FIRST_LIMITS: Limits = {
  frame_bytes: 16_384,
  unanswered: 64,
  chat_characters: 500,
  name_characters: 24,
  ping_ms: 10_000,
  silence_ms: 30_000,
  poll_bytes: 32_768,
};
const OPENING_MS_MAX = 10_000;
const PROBE_MS_MAX = 5_000;
const CHECK_EVERY_MS = 1_000;
const FAILURES_UNTIL_OFFLINE = 3;

/** After these the same session would only fail again. */
const SPOILT: ReadonlySet<GoodbyeCode> = new Set<GoodbyeCode>([
  "bad_session",
  "malformed",
  "out_of_order",
  "too_large",
  "unanswered",
]);

export class Connection {
  status: Status = { name: "connecting" };
  topics: Topics = NO_TOPICS;
  player: Player | null = null;
  limits: Limits = FIRST_LIMITS;
  newerPage = false;
  /** The server's wall clock minus ours. */
  skewMs = 0;

  #session = randomBytes(16);
  #secret = randomBytes(16);
  #pending: Pending = NOTHING_PENDING;
  #outcomes = new Map<number, (outcome: Outcome) => void>();
  #socket: WebSocket | null = null;
  #welcomed = false;
  #failures = 0;
  #retryMs: number | null = null;
  #sentAt = 0;
  /** By when something must be heard. */
  #deadline = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopTicking: () => void = () => undefined;

  constructor(private readonly options: Options) {}

  /** Connect, and stay connected until `stop`. */
  start(): void {
    const every = this.options.every ?? everyWithTimer;
    this.#stopTicking = every(CHECK_EVERY_MS, () => this.#check());
    this.#open();
  }

  /** End the connection for good; nothing that is heard later is told. */
  stop(): void {
    this.#stopTicking();
    clearTimeout(this.#timer);
    this.#drop();
  }

  /** Come back from another window that took the session over. */
  useHere(): void {
    if (this.status.name === "elsewhere") this.#open();
  }

  /** Something hints that the network has changed: try at once, or look whether the connection lives. */
  wake(): void {
    if (this.status.name === "reconnecting" || this.status.name === "offline") {
      this.#open();
    } else if (this.#welcomed) {
      this.#deadline = Math.min(this.#deadline, Date.now() + PROBE_MS_MAX);
      this.#send({ type: "ping" });
    }
  }

  /** How many commands wait for their answers. */
  get unanswered(): number {
    return this.#pending.waiting.length;
  }

  /** Whether a command of this type waits for its answer. */
  waitsFor(type: Wish["type"]): boolean {
    return this.#pending.waiting.some((command) => command.type === type);
  }

  /** Ask for something; it is sent when there is a connection, again after a cut, and answered once. */
  ask(wish: Wish): Promise<Outcome> {
    const pending = take(this.#pending, wish, this.limits.unanswered);
    if (pending === null) {
      const detail = `${this.#pending.waiting.length} commands wait for an answer already`;
      return Promise.resolve({ done: false, code: "too_many", detail });
    }
    this.#pending = pending;
    const outcome = new Promise<Outcome>((resolve) => this.#outcomes.set(pending.given, resolve));
    if (this.#welcomed) this.#sendPending(unsent(pending));
    this.options.onChange(null);
    return outcome;
  }

  /** Say something that may be lost. */
  signal(room: string, kind: string, value: Value): void {
    if (this.#welcomed) this.#send({ type: "signal", room, kind, value });
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.#drop();
    const socket = new WebSocket(this.options.url);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#deadline = Date.now() + OPENING_MS_MAX;
    socket.onopen = () => this.#sayHello();
    socket.onmessage = (event: MessageEvent<ArrayBuffer>) => this.#receive(event.data);
    socket.onclose = () => this.#lost();
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#welcomed = false;
    if (!socket) return;
    // Take-over: nothing of the old connection is acted on afterwards.
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #sayHello(): void {
    this.#send({
      type: "hello",
      protocol: [PROTOCOL, PROTOCOL],
      session: this.#session,
      secret: this.#secret,
      kind: this.options.kind ?? "person",
      build: this.options.build,
      ...(this.options.token && { token: this.options.token }),
      // A server that has forgotten the player gives the name back to who comes with it.
      ...nameOf(this.player?.name ?? this.options.name),
      last: this.#pending.sent,
      offsets: offsets(this.topics),
    });
  }

  #receive(data: ArrayBuffer): void {
    this.#deadline = Date.now() + this.limits.silence_ms;
    this.#hear(decodeMessage(data));
  }

  #hear(message: ServerMessage): void {
    const before = this.topics;
    this.topics = hear(before, message);
    if (message.type === "welcome") this.#welcome(message);
    else if (message.type === "done")
      this.#settle(message.number, { done: true, result: message.result ?? null });
    else if (message.type === "refused") this.#settle(message.number, { ...message, done: false });
    else if (message.type === "goodbye") this.#leave(message);
    if (this.topics.repairing && !before.repairing)
      this.#send({ type: "resume", offsets: offsets(this.topics) });
    this.options.onChange(message);
  }

  #welcome(welcome: Welcome): void {
    this.#welcomed = true;
    this.#failures = 0;
    this.status = { name: "online" };
    this.player = welcome.player;
    this.limits = welcome.limits;
    this.newerPage = welcome.newer_page;
    this.skewMs = welcome.time_ms - Date.now();
    if (welcome.session === "expired") this.#forgetSent();
    this.#sendPending(this.#pending.waiting);
  }

  #leave(goodbye: Goodbye): void {
    this.#retryMs = goodbye.retry_ms ?? null;
    if (goodbye.code === "taken_over") this.#rest({ name: "elsewhere" });
    else if (goodbye.code === "unsupported_protocol") this.#rest({ name: "refused", detail: goodbye.detail });
    else if (SPOILT.has(goodbye.code)) this.#renew();
  }

  /** Stay away: the server said that coming back does not help. */
  #rest(status: Status): void {
    clearTimeout(this.#timer);
    this.#drop();
    this.status = status;
  }

  /** Begin another session of the same player. */
  #renew(): void {
    this.#forgetSent();
    this.#session = randomBytes(16);
    this.#secret = randomBytes(16);
    this.topics = { ...this.topics, told: {} };
    for (const resolve of this.#outcomes.values()) resolve(UNKNOWN);
    this.#outcomes.clear();
    this.#pending = NOTHING_PENDING;
  }

  #forgetSent(): void {
    const { pending, unknown } = expire(this.#pending);
    this.#pending = pending;
    for (const command of unknown) this.#settle(command.number, UNKNOWN);
  }

  #settle(number: number, outcome: Outcome): void {
    this.#pending = answer(this.#pending, number);
    const resolve = this.#outcomes.get(number);
    this.#outcomes.delete(number);
    resolve?.(outcome);
  }

  #lost(): void {
    this.#drop();
    clearTimeout(this.#timer);
    const wait = this.#retryMs ?? delayMs(this.#failures);
    this.#retryMs = null;
    const isOffline = this.#failures >= FAILURES_UNTIL_OFFLINE || this.options.isOffline?.() === true;
    this.#failures += 1;
    this.status = { name: isOffline ? "offline" : "reconnecting", at: Date.now() + wait };
    this.#timer = setTimeout(() => this.#open(), wait);
    this.options.onChange(null);
  }

  /** Once a second: say something when idle, give a silent connection up, and come back when it is time. */
  #check(): void {
    const now = Date.now();
    if (!this.#socket) {
      if ("at" in this.status && now >= this.status.at) this.#open();
    } else if (now > this.#deadline) {
      this.#lost();
    } else if (this.#welcomed && now - this.#sentAt >= this.limits.ping_ms) {
      this.#send({ type: "ping" });
    }
  }

  #sendPending(commands: Pending["waiting"]): void {
    for (const command of commands) this.#send(command);
    this.#pending = markSent(this.#pending);
  }

  #send(message: ClientMessage): void {
    this.#sentAt = Date.now();
    this.#socket?.send(encodeMessage(message));
  }
}

function nameOf(name: string | undefined): { name?: string } {
  return name === undefined ? {} : { name };
}

function everyWithTimer(ms: number, callback: () => void): () => void {
  const timer = setInterval(callback, ms);
  return () => clearInterval(timer);
}

const UNKNOWN: Outcome = {
  done: false,
  code: "unknown",
  detail: "the server no longer knows whether this took effect",
};
