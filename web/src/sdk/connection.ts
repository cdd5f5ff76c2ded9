// A session that survives its connections, whatever carries them.
import { Backoff } from "./backoff";
import { Choice } from "./choice";
import type { Kept, Outcome } from "./commands";
import { Goodbyes } from "./goodbyes";
import { Links } from "./links";
import type {
  Command,
  Goodbye,
  GoodbyeCode,
  Limits,
  Player,
  ServerMessage,
  Value,
  Welcome,
} from "./messages";
import type { Options } from "./options";
import { Patience } from "./patience";
import type { Wish } from "./pending";
import { memoryOf } from "./remembered";
import { Session } from "./session";
import type { Topics } from "./topics";
import type { Carried, Line, TransportName } from "./transport";

export type Status =
  | { name: "connecting" }
  | { name: "online" }
  /** `at`: the clock of `Date.now()` at the next attempt. */
  | { name: "reconnecting" | "offline"; at: number }
  /** Another window took the session over; only `useHere` comes back. */
  | { name: "elsewhere" }
  /** Coming back does not help; `useHere` tries nevertheless. */
  | { name: "refused"; code: string; detail: string; untilMs: number | null };

const CHECK_EVERY_MS = 1_000;
/** Where a WebSocket has got through, one takes over from polls within this time as a rule: only then they are slow. */
const SLOW_AFTER_MS = 3_000;
/** A restart of the server is over within this time as a rule: only then it is called offline. */
const OFFLINE_AFTER_MS = 5_000;

export class Connection {
  status: Status = { name: "connecting" };
  /** The server is there, and lets nobody else in just now. */
  isCrowded = false;
  /** Why the server has ended the last connection; null: it did not say so, or one is online again. */
  goodbye: GoodbyeCode | null = null;

  readonly #session: Session;
  readonly #links: Links;
  readonly #choice: Choice;
  readonly #goodbyes = new Goodbyes();
  readonly #backoff = new Backoff();
  readonly #patience = new Patience();
  #line: Line | null = null;
  /** The last round trip that was asked for and known. */
  #pingMs = 0;
  /** From when on polls are called slow. */
  #slowAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopTicking: () => void = () => undefined;

  constructor(private readonly options: Options) {
    this.#choice = new Choice(options.memory ?? memoryOf(options.url));
    this.#session = new Session(options);
    this.#links = new Links(options.url, this.#carried(), () => this.#patience.beginTrial());
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
    this.#links.drop();
  }

  get topics(): Topics {
    return this.#session.topics;
  }

  get player(): Player | null {
    return this.#session.player;
  }

  get limits(): Limits {
    return this.#session.limits;
  }

  get newerPage(): boolean {
    return this.#session.newerPage;
  }

  /** The server's wall clock minus ours. */
  get skewMs(): number {
    return this.#session.skewMs;
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
    const isTrying = this.#links.current !== null && this.#patience.isFresh;
    // There is hope anew, unless the server itself has said to come later.
    if (isAway && !this.isCrowded) this.#backoff.forget();
    if (this.#isOverdue || (isAway && !isTrying)) this.#openAnew();
    else this.#probe();
  }

  /** Something hints that this is another network now; `isSure`: what went through the last one is gone. */
  networkChanged(isSure = false): void {
    this.#choice.networkChanged(Date.now());
    if (isSure && this.#links.isWelcome) this.#openAnew();
    else this.wake();
  }

  /** From now on everything goes through another line; null: straight to the network. */
  useLine(line: Line | null): void {
    this.#line = line;
    if (this.#links.current) this.#open();
  }

  /**
   * The last round trip in milliseconds that is known, also while the line is cut; 0: none yet. With `probe` the
   * next one is measured now, and a line that says nothing is given up.
   */
  ping(probe = false): number {
    if (probe) this.#probe();
    this.#pingMs = this.#links.current?.roundTripMs || this.#pingMs;
    return this.#pingMs;
  }

  /** What carries the session now, null while nothing does. */
  get transport(): TransportName | null {
    return this.#links.isWelcome ? (this.#links.current?.name ?? null) : null;
  }

  /** Polls carry the session, and no WebSocket is about to. */
  get isSlow(): boolean {
    return this.transport === "polling" && Date.now() >= this.#slowAt;
  }

  /** What was asked for and has no answer yet. */
  get kept(): Kept[] {
    return this.#session.commands.kept;
  }

  /** How many commands wait for their answers. */
  get unanswered(): number {
    return this.#session.commands.waiting.length;
  }

  /** Whether a command of this type waits for its answer. */
  waitsFor(type: Wish["type"]): boolean {
    return this.#session.commands.waiting.some((command) => command.type === type);
  }

  /** Ask for something; it is sent when there is a connection, again after a cut, and answered once. */
  ask(wish: Wish): Promise<Outcome> {
    const { explain } = this.options;
    const answer = this.#session.commands.ask(this.#timed(wish), this.limits);
    const outcome = explain
      ? answer.then((told): Outcome | Promise<Outcome> => (told.done ? told : explain(told)))
      : answer;
    if (this.#links.isWelcome) this.#links.current?.speak();
    this.options.onChange(null);
    return outcome;
  }

  /** Say something that may be lost. */
  signal(room: string, kind: string, value: Value): void {
    if (this.#links.isWelcome) this.#links.current?.say({ type: "signal", room, kind, value });
  }

  /** A move says what the network takes of its time, which a turn clock gives back. */
  #timed(wish: Wish): Wish {
    const lag = this.#links.current?.roundTripMs ?? 0;
    return wish.type === "play" && lag > 0 ? { ...wish, lag_ms: lag } : wish;
  }

  #carried(): Carried {
    const { commands } = this.#session;
    return {
      line: () => this.#line,
      limits: () => this.limits,
      hello: () => this.#session.hello(),
      waiting: (after: number): readonly Command[] => commands.waitingAfter(after),
      mark: () => this.#session.mark,
      sent: (upTo) => commands.markSent(upTo),
      hear: (message) => this.#hear(message),
      lost: (retryMs) => {
        // A browser is not told why a WebSocket was refused; a poll is, and goes in turns with it.
        if (this.#links.current?.name === "polling") this.isCrowded = retryMs !== null;
        this.#lost(retryMs);
      },
    };
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.#patience.begin(this.#choice.next);
    this.#links.open(this.#choice.next);
  }

  /** What was shown so far may be old by now: nobody must take it for what there is. */
  #openAnew(): void {
    if (this.status.name === "online") this.status = { name: "reconnecting", at: Date.now() };
    this.#open();
    this.options.onChange(null);
  }

  /** Look whether the link lives. */
  #probe(): void {
    if (!this.#links.isWelcome) return;
    this.#patience.probe(this.ping());
    this.#links.current?.probe();
  }

  #hear(message: ServerMessage): void {
    this.#links.isHeard = true;
    this.#patience.heard(this.limits.silence_ms);
    const isDamaged = this.#session.hear(message);
    if (message.type === "welcome") this.#welcome(message);
    else if (message.type === "caught_up") this.#backoff.forget();
    else if (message.type === "goodbye") this.#leave(message);
    if (isDamaged) this.#links.current?.say(this.#session.repair());
    this.#session.settleShown();
    this.options.onChange(message);
  }

  #welcome(welcome: Welcome): void {
    const isFirst = !this.#links.isWelcome;
    this.#links.isWelcome = true;
    if (isFirst && this.#links.current) this.#worked(this.#links.current.name);
    this.#links.isOnTrial = false;
    this.#patience.welcomed();
    this.status = { name: "online" };
    this.isCrowded = false;
    this.goodbye = null;
    this.#session.welcome(welcome);
    this.#links.current?.speak();
  }

  /** Where polls came first by chance, as after a restart, a WebSocket is tried at once. */
  #worked(name: TransportName): void {
    const now = Date.now();
    this.#choice.worked(name, now, this.isCrowded);
    this.#slowAt = now;
    if (!this.#choice.takeTry(now)) return;
    this.#slowAt += SLOW_AFTER_MS;
    this.#links.tryWebSocket();
  }

  #leave({ code, detail, retry_ms, until_ms = null }: Goodbye): void {
    this.goodbye = code;
    const after = this.#goodbyes.take(code, Date.now());
    if (after === "renew") this.#session.renew();
    if (after === "elsewhere") this.#rest({ name: "elsewhere" });
    else if (after === "refused") this.#rest({ name: "refused", code, detail, untilMs: until_ms });
    // Who shuts down comes back; all others are there, and don't want us now.
    else if (code === "shutdown") this.#lost(retry_ms ?? null, false);
    else this.#lost(retry_ms ?? null, true, this.#goodbyes.count - 1);
  }

  /** Stay away: the server said that coming back does not help. */
  #rest(status: Status): void {
    this.#session.settle();
    clearTimeout(this.#timer);
    this.#links.drop();
    this.status = status;
  }

  /** `isTurnedAway`: the server itself wants us to come later; `repeats`: so often it has said the same before. */
  #lost(retryMs: number | null = null, isTurnedAway = retryMs !== null || this.isCrowded, repeats = 0): void {
    if (this.#links.isOnTrial) {
      // The polls have worked so far: nobody need know that something else does not.
      this.#open();
      return;
    }
    const isOffline = this.options.isOffline?.() === true;
    if (this.#links.current && !this.#links.isHeard && !isOffline)
      this.#choice.failed(this.#links.current.name);
    this.#links.drop();
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
    return this.#links.current !== null && this.#patience.isOver;
  }

  /** Once a second: say something when idle, give a silent link up, and come back when it is time. */
  #check(): void {
    const now = Date.now();
    const wasAsleep = this.#patience.wasAsleep(now);
    if (wasAsleep && this.#links.current) {
      this.wake();
    } else if (this.#isOverdue) {
      if (!this.#links.isHeard) this.#patience.heardNothing();
      this.#lost();
    } else if (!this.#links.current) {
      if ("at" in this.status && now >= this.status.at) this.#open();
    } else if (this.#links.isWelcome) {
      this.#links.current.keepAlive();
      if (this.#choice.takeTry(now)) this.#links.tryWebSocket();
    }
  }
}

function everyWithTimer(ms: number, callback: () => void): () => void {
  const timer = setInterval(callback, ms);
  return () => clearInterval(timer);
}
