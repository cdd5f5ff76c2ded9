// A session: what it has told the server and was told, whatever carries it.
import { randomBytes } from "./bytes";
import { Commands, type Outcome } from "./commands";
import {
  PROTOCOL,
  type Hello,
  type Limits,
  type Player,
  type Resume,
  type ServerMessage,
  type Welcome,
} from "./messages";
import type { Options } from "./options";
import { damaged, hear, NO_TOPICS, offsets, type Topics } from "./topics";

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
/** Clocks that differ by so much more than at the welcome were set: a pong takes less, or the line is given up as a rule. */
const CLOCK_SET_MS = 5_000;

export class Session {
  readonly commands = new Commands();
  topics: Topics = NO_TOPICS;
  player: Player | null = null;
  limits: Limits = FIRST_LIMITS;
  newerPage = false;
  /** The server's wall clock minus ours. */
  skewMs = 0;
  /** From the last welcome; a server that has too much to do lets those in first who have one. */
  mark = "";
  #id = randomBytes(16);
  #secret = randomBytes(16);
  /** Hellos of this session, over all transports. */
  #attempt = 0;
  /** What the newest hello named as the highest number sent. */
  #last = 0;
  /** Of commands, by their numbers: told once the views show it, since who acts on an old view is refused. */
  #outcomes: [number, Outcome][] = [];

  constructor(private readonly options: Options) {}

  /** Return the hello of now; each one is another attempt, and the newest one wins. */
  hello(): Hello {
    this.#attempt += 1;
    this.#last = this.commands.last;
    return {
      type: "hello",
      protocol: [PROTOCOL, PROTOCOL],
      session: this.#id,
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

  /** Take what the server tells. Returns whether something of it must be told once more. */
  hear(message: ServerMessage): boolean {
    const before = this.topics;
    this.topics = hear(before, message);
    if (message.type === "pong") this.#setClock(message.time_ms);
    else if (message.type === "done")
      this.#answered(message.number, { done: true, result: message.result ?? null });
    else if (message.type === "refused") this.#answered(message.number, { ...message, done: false });
    return this.topics.repairing && !before.repairing;
  }

  /** The server knows us, and whether it still knows the session. */
  welcome(welcome: Welcome): void {
    this.player = welcome.player;
    this.limits = welcome.limits;
    this.mark = welcome.mark ?? "";
    this.newerPage = welcome.newer_page;
    this.skewMs = welcome.time_ms - Date.now();
    if (welcome.session !== "expired") return;
    this.settle();
    this.commands.expire(this.#last);
  }

  /** Return what asks for the topics that can't be right. */
  repair(): Resume {
    const broken = damaged(this.topics);
    const resume = { type: "resume", offsets: offsets(this.topics) } as const;
    return broken.length === 0 ? resume : { ...resume, damaged: broken };
  }

  /** Tell what became of commands, where the views show it. */
  settleShown(): void {
    if (!this.topics.repairing && !this.topics.catchingUp) this.settle();
  }

  /** Tell what became of commands, also where no view is going to show it. */
  settle(): void {
    const outcomes = this.#outcomes;
    this.#outcomes = [];
    for (const [number, outcome] of outcomes) this.commands.settle(number, outcome);
  }

  /** Begin another session of the same player. */
  renew(): void {
    this.settle();
    this.#id = randomBytes(16);
    this.#secret = randomBytes(16);
    this.mark = "";
    this.#attempt = 0;
    this.topics = { ...this.topics, told: {} };
    this.commands.renew();
  }

  #answered(number: number, outcome: Outcome): void {
    this.#outcomes.push([number, outcome]);
  }

  /** One of the two clocks was set meanwhile, or this machine slept; a pong that was long on its way is no reason. */
  #setClock(timeMs: number): void {
    const skewMs = timeMs - Date.now();
    if (Math.abs(skewMs - this.skewMs) > CLOCK_SET_MS) this.skewMs = skewMs;
  }
}

function nameOf(name: string | undefined): { name?: string } {
  return name === undefined ? {} : { name };
}
