// A session that survives its connections, whatever carries them.
import { Backoff } from "./backoff";
import { randomBytes } from "./bytes";
import { Choice } from "./choice";
import { Commands, type Failure, type Kept, type Outcome } from "./commands";
import { Goodbyes } from "./goodbyes";
import {
  PROTOCOL,
  type Command,
  type Goodbye,
  type GoodbyeCode,
  type Hello,
  type Kind,
  type Limits,
  type Player,
  type ServerMessage,
  type Value,
  type Welcome,
} from "./messages";
import type { Wish } from "./pending";
import { PollingTransport } from "./polling";
import { memoryOf, type Memory } from "./remembered";
import { damaged, hear, NO_TOPICS, offsets, type Topics } from "./topics";
import type { Carried, Line, Transport, TransportName } from "./transport";
import { WebSocketTransport } from "./websocket";

export type Status =
  | { name: "connecting" }
  | { name: "online" }
  /** `at`: the clock of `Date.now()` at the next attempt. */
  | { name: "reconnecting" | "offline"; at: number }
  /** Another window took the session over; only `useHere` comes back. */
  | { name: "elsewhere" }
  /** Coming back does not help; `useHere` tries nevertheless. */
  | { name: "refused"; code: string; detail: string; untilMs: number | null };

export interface Options {
  /** Where the page of the server is, http(s). */
  url: string | URL;
  /** The build of the page, "" where there is none. */
  build: string;
  /** Names the player; without it the cookie does. */
  token?: Uint8Array | undefined;
  /** The name that a new player wishes for. */
  name?: string | undefined;
  /** What a new player is; a person unless told. */
  kind?: Kind | undefined;
  /** Says why a command changed nothing in other words; as the server said it unless given. */
  explain?: (failure: Failure) => Promise<Failure>;
  isOffline?: () => boolean;
  /** Calls back every so many milliseconds, until the result is called; an ordinary timer unless given. */
  every?: (ms: number, callback: () => void) => () => void;
  /** Remembers what worked; the browser's storage unless given. */
  memory?: Memory;
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
/** From an attempt to its welcome. A WebSocket that hangs is given up sooner: there is another way. */
const WELCOME_MS_MAX: Record<TransportName, number> = { websocket: 5_000, polling: 10_000 };
/** From a question that must be answered at once to its answer, and so many round trips more. */
const PROBE_MS_MAX = 3_000;
const PROBE_ROUND_TRIPS = 2;
/** Who was not called for so long was asleep. */
const ASLEEP_MS = 5_000;
/** Clocks that differ by so much more than at the welcome were set: a pong takes less, or the line is given up as a rule. */
const CLOCK_SET_MS = 5_000;
/** An attempt this young knows of the network that there is now. */
const FRESH_MS = 1_000;
const CHECK_EVERY_MS = 1_000;
/** Where a WebSocket has got through, one takes over from polls within this time as a rule: only then they are slow. */
const SLOW_AFTER_MS = 3_000;
/** A restart of the server is over within this time as a rule: only then it is called offline. */
const OFFLINE_AFTER_MS = 5_000;
/** Who has failed may just be slow: each time that nothing came gives the next attempt more, up to so much. */
const MORE_FOR_SLOW = 0.5;
const MORE_FOR_SLOW_MAX = 4;

export class Connection {
  status: Status = { name: "connecting" };
  topics: Topics = NO_TOPICS;
  player: Player | null = null;
  limits: Limits = FIRST_LIMITS;
  newerPage = false;
  /** The server's wall clock minus ours. */
  skewMs = 0;
  #line: Line | null = null;

  readonly #commands = new Commands();
  /** The server is there, and lets nobody else in just now. */
  isCrowded = false;
  /** Why the server has ended the last connection; null: it did not say so, or one is online again. */
  goodbye: GoodbyeCode | null = null;

  readonly #choice: Choice;
  readonly #goodbyes = new Goodbyes();
  /** Of commands, by their numbers: told once the views show it, since who acts on an old view is refused. */
  #outcomes: [number, Outcome][] = [];
  #session = randomBytes(16);
  #secret = randomBytes(16);
  /** From the last welcome; a server that has too much to do lets those in first who have one. */
  #mark = "";
  /** Hellos of this session, over all transports. */
  #attempt = 0;
  /** What the newest hello named as the highest number sent. */
  #last = 0;
  #link: Transport | null = null;
  /** The last round trip that was asked for and known. */
  #pingMs = 0;
  /** A WebSocket that is tried while polls carry the session; after its hello it is the link. */
  #trial: Transport | null = null;
  #isOnTrial = false;
  #isHeard = false;
  #isWelcome = false;
  readonly #backoff = new Backoff();
  /** Attempts in a row of which nothing was heard in time. */
  #slow = 0;
  #openedAt = 0;
  /** From when on polls are called slow. */
  #slowAt = 0;
  #checkedAt = Date.now();
  /** By when something must be heard. */
  #deadline = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopTicking: () => void = () => undefined;

  constructor(private readonly options: Options) {
    this.#choice = new Choice(options.memory ?? memoryOf(options.url));
  }

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

  /** Come back from another window that took the session over, or from a refusal. */
  useHere(): void {
    if (this.status.name !== "elsewhere" && this.status.name !== "refused") return;
    this.#goodbyes.forget();
    this.status = { name: "connecting" };
    this.#open();
    this.options.onChange(null);
  }

  /** Somebody looks at the page again, or the network is back: try at once, or look whether the link lives. */
  wake(): void {
    const isAway = this.status.name === "reconnecting" || this.status.name === "offline";
    const isTrying = this.#link !== null && Date.now() - this.#openedAt < FRESH_MS;
    // There is hope anew, unless the server itself has said to come later.
    if (isAway && !this.isCrowded) this.#backoff.forget();
    if (this.#isOverdue || (isAway && !isTrying)) this.#openAnew();
    else this.#probe();
  }

  /** Something hints that this is another network now; `isSure`: what went through the last one is gone. */
  networkChanged(isSure = false): void {
    this.#choice.networkChanged(Date.now());
    if (isSure && this.#isWelcome) this.#openAnew();
    else this.wake();
  }

  /** From now on everything goes through another line; null: straight to the network. */
  useLine(line: Line | null): void {
    this.#line = line;
    if (this.#link) this.#open();
  }

  /**
   * The last round trip in milliseconds that is known, also while the line is cut; 0: none yet. With `probe` the
   * next one is measured now, and a line that says nothing is given up.
   */
  ping(probe = false): number {
    if (probe) this.#probe();
    this.#pingMs = this.#link?.roundTripMs || this.#pingMs;
    return this.#pingMs;
  }

  /** What carries the session now, null while nothing does. */
  get transport(): TransportName | null {
    return this.#isWelcome ? (this.#link?.name ?? null) : null;
  }

  /** Polls carry the session, and no WebSocket is about to. */
  get isSlow(): boolean {
    return this.transport === "polling" && Date.now() >= this.#slowAt;
  }

  /** What was asked for and has no answer yet. */
  get kept(): Kept[] {
    return this.#commands.kept;
  }

  /** How many commands wait for their answers. */
  get unanswered(): number {
    return this.#commands.waiting.length;
  }

  /** Whether a command of this type waits for its answer. */
  waitsFor(type: Wish["type"]): boolean {
    return this.#commands.waiting.some((command) => command.type === type);
  }

  /** Ask for something; it is sent when there is a connection, again after a cut, and answered once. */
  ask(wish: Wish): Promise<Outcome> {
    const { explain } = this.options;
    const answer = this.#commands.ask(this.#timed(wish), this.limits);
    const outcome = explain
      ? answer.then((told): Outcome | Promise<Outcome> => (told.done ? told : explain(told)))
      : answer;
    if (this.#isWelcome) this.#link?.speak();
    this.options.onChange(null);
    return outcome;
  }

  /** A move says what the network takes of its time, which a turn clock gives back. */
  #timed(wish: Wish): Wish {
    const lag = this.#link?.roundTripMs ?? 0;
    return wish.type === "play" && lag > 0 ? { ...wish, lag_ms: lag } : wish;
  }

  /** Say something that may be lost. */
  signal(room: string, kind: string, value: Value): void {
    if (this.#isWelcome) this.#link?.say({ type: "signal", room, kind, value });
  }

  readonly #carried: Carried = {
    line: () => this.#line,
    limits: () => this.limits,
    hello: () => this.#hello(),
    waiting: (after: number): readonly Command[] => this.#commands.waitingAfter(after),
    mark: () => this.#mark,
    sent: (upTo) => this.#commands.markSent(upTo),
    hear: (message) => this.#hear(message),
    lost: (retryMs) => {
      // A browser is not told why a WebSocket was refused; a poll is, and goes in turns with it.
      if (this.#link?.name === "polling") this.isCrowded = retryMs !== null;
      this.#lost(retryMs);
    },
  };

  #open(): void {
    clearTimeout(this.#timer);
    this.#drop();
    const name = this.#choice.next;
    this.#openedAt = Date.now();
    const patience = Math.min(MORE_FOR_SLOW_MAX, 1 + this.#slow * MORE_FOR_SLOW);
    this.#deadline = this.#openedAt + WELCOME_MS_MAX[name] * patience;
    this.#link = this.#make(name, this.#carried);
  }

  /** What was shown so far may be old by now: nobody must take it for what there is. */
  #openAnew(): void {
    if (this.status.name === "online") this.status = { name: "reconnecting", at: Date.now() };
    this.#open();
    this.options.onChange(null);
  }

  /** Look whether the link lives. */
  #probe(): void {
    if (!this.#isWelcome) return;
    const patienceMs = PROBE_MS_MAX + PROBE_ROUND_TRIPS * this.ping();
    this.#deadline = Math.min(this.#deadline, Date.now() + patienceMs);
    this.#link?.probe();
  }

  #make(name: TransportName, carried: Carried): Transport {
    const Made = name === "websocket" ? WebSocketTransport : PollingTransport;
    return new Made(this.options.url, carried);
  }

  #drop(): void {
    this.#link?.close();
    this.#trial?.close();
    this.#link = this.#trial = null;
    this.#isOnTrial = this.#isHeard = this.#isWelcome = false;
  }

  /** Try a WebSocket while the polls go on. They end when it is open, and begin again if it then says nothing. */
  #tryWebSocket(): void {
    const trial: Transport = this.#make("websocket", {
      ...this.#carried,
      hello: () => {
        this.#trial = null;
        this.#drop();
        this.#link = trial;
        this.#isOnTrial = true;
        this.#deadline = Date.now() + WELCOME_MS_MAX.websocket;
        return this.#hello();
      },
      lost: (retryMs) => {
        if (this.#link === trial) this.#lost(retryMs);
        else this.#trial = null;
      },
    });
    this.#trial?.close();
    this.#trial = trial;
  }

  #hello(): Hello {
    this.#attempt += 1;
    this.#last = this.#commands.last;
    return {
      type: "hello",
      protocol: [PROTOCOL, PROTOCOL],
      session: this.#session,
      secret: this.#secret,
      kind: this.options.kind ?? "person",
      build: this.options.build,
      ...(this.options.token && { token: this.options.token }),
      // A server that has forgotten the player gives the name back to who comes with it.
      ...nameOf(this.player?.name ?? this.options.name),
      last: this.#last,
      offsets: offsets(this.topics),
      attempt: this.#attempt,
    };
  }

  #hear(message: ServerMessage): void {
    this.#isHeard = true;
    this.#deadline = Date.now() + this.limits.silence_ms;
    const before = this.topics;
    this.topics = hear(before, message);
    if (message.type === "welcome") this.#welcome(message);
    else if (message.type === "pong") this.#setClock(message.time_ms);
    else if (message.type === "caught_up") this.#backoff.forget();
    else if (message.type === "done")
      this.#outcomes.push([message.number, { done: true, result: message.result ?? null }]);
    else if (message.type === "refused") this.#outcomes.push([message.number, { ...message, done: false }]);
    else if (message.type === "goodbye") this.#leave(message);
    if (this.topics.repairing && !before.repairing) this.#repair();
    if (!this.topics.repairing && !this.topics.catchingUp) this.#settle();
    this.options.onChange(message);
  }

  /** One of the two clocks was set meanwhile, or this machine slept; a pong that was long on its way is no reason. */
  #setClock(timeMs: number): void {
    const skewMs = timeMs - Date.now();
    if (Math.abs(skewMs - this.skewMs) > CLOCK_SET_MS) this.skewMs = skewMs;
  }

  #welcome(welcome: Welcome): void {
    const isFirst = !this.#isWelcome;
    this.#isWelcome = true;
    if (isFirst && this.#link) this.#worked(this.#link.name);
    this.#isOnTrial = false;
    this.#slow = 0;
    this.status = { name: "online" };
    this.isCrowded = false;
    this.goodbye = null;
    this.player = welcome.player;
    this.limits = welcome.limits;
    this.#mark = welcome.mark ?? "";
    this.newerPage = welcome.newer_page;
    this.skewMs = welcome.time_ms - Date.now();
    if (welcome.session === "expired") {
      this.#settle();
      this.#commands.expire(this.#last);
    }
    this.#link?.speak();
  }

  /** Where polls came first by chance, as after a restart, a WebSocket is tried at once. */
  #worked(name: TransportName): void {
    const now = Date.now();
    this.#choice.worked(name, now, this.isCrowded);
    this.#slowAt = now;
    if (!this.#choice.takeTry(now)) return;
    this.#slowAt += SLOW_AFTER_MS;
    this.#tryWebSocket();
  }

  #settle(): void {
    const outcomes = this.#outcomes;
    this.#outcomes = [];
    for (const [number, outcome] of outcomes) this.#commands.settle(number, outcome);
  }

  #repair(): void {
    const broken = damaged(this.topics);
    const resume = { type: "resume", offsets: offsets(this.topics) } as const;
    this.#link?.say(broken.length === 0 ? resume : { ...resume, damaged: broken });
  }

  #leave({ code, detail, retry_ms, until_ms = null }: Goodbye): void {
    this.goodbye = code;
    const after = this.#goodbyes.take(code, Date.now());
    if (after === "renew") this.#renew();
    if (after === "elsewhere") this.#rest({ name: "elsewhere" });
    else if (after === "refused") this.#rest({ name: "refused", code, detail, untilMs: until_ms });
    // Who shuts down comes back; all others are there, and don't want us now.
    else if (code === "shutdown") this.#lost(retry_ms ?? null, false);
    else this.#lost(retry_ms ?? null, true, this.#goodbyes.count - 1);
  }

  /** Stay away: the server said that coming back does not help. */
  #rest(status: Status): void {
    this.#settle();
    clearTimeout(this.#timer);
    this.#drop();
    this.status = status;
  }

  /** Begin another session of the same player. */
  #renew(): void {
    this.#settle();
    this.#session = randomBytes(16);
    this.#secret = randomBytes(16);
    this.#mark = "";
    this.#attempt = 0;
    this.topics = { ...this.topics, told: {} };
    this.#commands.renew();
  }

  /** `isTurnedAway`: the server itself wants us to come later; `repeats`: so often it has said the same before. */
  #lost(retryMs: number | null = null, isTurnedAway = retryMs !== null || this.isCrowded, repeats = 0): void {
    if (this.#isOnTrial) {
      // The polls have worked so far: nobody need know that something else does not.
      this.#open();
      return;
    }
    const isOffline = this.options.isOffline?.() === true;
    if (this.#link && !this.#isHeard && !isOffline) this.#choice.failed(this.#link.name);
    this.#drop();
    clearTimeout(this.#timer);
    const now = Date.now();
    const backoffMs = this.#backoff.next(now, isTurnedAway, repeats);
    const at = now + (retryMs ?? backoffMs);
    const isLong = this.#backoff.failingMs(now) >= OFFLINE_AFTER_MS;
    this.status = { name: isOffline || isLong ? "offline" : "reconnecting", at };
    this.#timer = setTimeout(() => this.#open(), at - now);
    this.options.onChange(null);
  }

  get #isOverdue(): boolean {
    return this.#link !== null && Date.now() > this.#deadline;
  }

  /** Once a second: say something when idle, give a silent link up, and come back when it is time. */
  #check(): void {
    const now = Date.now();
    const wasAsleep = now - this.#checkedAt >= ASLEEP_MS;
    this.#checkedAt = now;
    if (wasAsleep && this.#link) {
      this.wake();
    } else if (this.#isOverdue) {
      if (!this.#isHeard) this.#slow += 1;
      this.#lost();
    } else if (!this.#link) {
      if ("at" in this.status && now >= this.status.at) this.#open();
    } else if (this.#isWelcome) {
      this.#link.keepAlive();
      if (this.#choice.takeTry(now)) this.#tryWebSocket();
    }
  }
}

function nameOf(name: string | undefined): { name?: string } {
  return name === undefined ? {} : { name };
}

function everyWithTimer(ms: number, callback: () => void): () => void {
  const timer = setInterval(callback, ms);
  return () => clearInterval(timer);
}
