// The one file that polls: every poll is a whole connection in one request, and the newest one wins.
import { decode, encode } from "@msgpack/msgpack";
import { decodeMessage, encodeMessage } from "./bytes";
import type { ClientMessage, Ping, Resume, ServerMessage, Signal } from "./messages";
import { addressOf, type Carried, type Transport } from "./transport";

const MEDIA_TYPE = "application/msgpack";
/** What the head of a binary in an array, or of the array, takes at most. */
const HEAD_BYTES = 5;
/** A poll that has asked for something is given so much time before another one carries what was asked since. */
const ANSWER_MS = 1_000;
/** One that only waits, or only told what may be lost, is followed sooner. */
const TOLD_MS = 250;
/** Whoever talks without a pause must hear, too: a poll is never followed before it could be answered. */
const ROUND_TRIPS = 2;
/** Where polls come back at once with nothing in them, somebody on the way does not let them wait. */
const EMPTY_EVERY_MS = 1_000;

/** Carries a session over polls: one is held by the server nearly always. */
export class PollingTransport implements Transport {
  readonly name = "polling";
  readonly #url: URL;
  #newest: AbortController | null = null;
  #older: AbortController | null = null;
  #isWelcome = false;
  #isOver = false;
  /** What goes out with the next poll, besides commands. */
  #unsaid: (Resume | Signal)[] = [];
  #startedAt = 0;
  /** How soon after its start the newest poll may be followed by another one. */
  #patienceMs = 0;
  roundTripMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    base: string | URL,
    private readonly carried: Carried,
  ) {
    this.#url = addressOf(base, "poll");
    void this.#poll(0);
  }

  speak(): void {
    this.#pollSoon();
  }

  say(message: Ping | Resume | Signal): void {
    if (message.type === "ping") return;
    this.#unsaid.push(message);
    this.#pollSoon();
  }

  keepAlive(): void {
    // A poll is heard as a ping is, and is never held for longer than the server wants to hear from us.
  }

  probe(): void {
    void this.#poll(0);
  }

  close(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#older?.abort();
    this.#newest?.abort();
  }

  #pollSoon(): void {
    // The first poll is answered at once, and the next one carries it.
    if (this.#isWelcome) this.#pollIn(this.#startedAt + this.#patienceMs - Date.now());
  }

  #pollIn(ms: number): void {
    clearTimeout(this.#timer);
    // Also after no time at all: what is asked for in one go goes out in one poll.
    this.#timer = setTimeout(() => void this.#poll(), Math.max(0, ms));
  }

  async #poll(waitMs = this.#isWelcome ? this.carried.limits().ping_ms : 0): Promise<void> {
    clearTimeout(this.#timer);
    const poll = this.#supersede();
    const body = this.#compose();
    this.#startedAt = Date.now();
    const answer = await this.#ask(body, waitMs, poll.signal);
    if (this.#isOver || poll !== this.#newest) return;
    this.#older?.abort();
    if (!answer.frames) this.#lost(answer.retryMs);
    else this.#hear(answer.frames, waitMs);
  }

  /** The server answers the older poll at once, so that its connection serves again: only a third one ends it. */
  #supersede(): AbortController {
    this.#older?.abort();
    this.#older = this.#newest;
    return (this.#newest = new AbortController());
  }

  #compose(): Uint8Array<ArrayBuffer> {
    const frames = [encodeMessage(this.carried.hello())];
    let left = this.carried.limits().poll_bytes - HEAD_BYTES - sizeOf(frames[0] as Uint8Array);
    const fits = (message: ClientMessage): boolean => {
      const frame = encodeMessage(message);
      if (sizeOf(frame) > left) return false;
      left -= sizeOf(frame);
      frames.push(frame);
      return true;
    };
    this.#patienceMs = 0;
    // Only a welcome says whether the session is known, and what may be said again.
    if (this.#isWelcome) {
      const commands = this.carried.waiting(0);
      const misfit = commands.findIndex((command) => !fits(command));
      const last = (misfit < 0 ? commands : commands.slice(0, misfit)).at(-1);
      if (last) this.carried.sent(last.number);
      this.#unsaid.forEach(fits);
      this.#patienceMs = last ? ANSWER_MS : frames.length > 1 ? TOLD_MS : 0;
    }
    this.#unsaid = [];
    if (frames.length > 1) this.#patienceMs = Math.max(this.#patienceMs, ROUND_TRIPS * this.roundTripMs);
    return encode(frames);
  }

  async #ask(body: Uint8Array<ArrayBuffer>, waitMs: number, signal: AbortSignal): Promise<Answer> {
    this.#url.search = `wait_ms=${waitMs}`;
    const headers = { "content-type": MEDIA_TYPE };
    try {
      const line = this.carried.line();
      const init: RequestInit = { method: "POST", body, headers, signal, cache: "no-store" };
      const response = await (line ? line.fetch(this.#url, init) : fetch(this.#url, init));
      if (!response.ok) return { frames: null, retryMs: retryAfterMs(response) };
      return { frames: decodeAll(await response.arrayBuffer()), retryMs: null };
    } catch {
      // Cut, refused, or aborted by ourselves: the browser's own console says which.
      return { frames: null, retryMs: null };
    }
  }

  #hear(frames: ServerMessage[], waitMs: number): void {
    const isAnswer = frames.some(({ type }) => type === "welcome" || type === "goodbye");
    if (!isAnswer) return this.#lost(null);
    const isEmpty = frames.every(({ type }) => type === "welcome" || type === "caught_up");
    this.#isWelcome = true;
    for (const message of frames) {
      if (this.#isOver) return;
      this.carried.hear(message);
    }
    if (this.#isOver) return;
    const elapsedMs = Date.now() - this.#startedAt;
    if (waitMs === 0) this.roundTripMs = elapsedMs;
    const isHasty = isEmpty && elapsedMs < Math.min(EMPTY_EVERY_MS, waitMs);
    if (isHasty && this.carried.waiting(0).length === 0) this.#pollIn(EMPTY_EVERY_MS);
    else void this.#poll();
  }

  #lost(retryMs: number | null): void {
    this.close();
    this.carried.lost(retryMs);
  }
}

interface Answer {
  frames: ServerMessage[] | null;
  retryMs: number | null;
}

/** What is no array of frames was said by somebody on the way, in the server's place. */
function decodeAll(data: ArrayBuffer): ServerMessage[] | null {
  try {
    return (decode(data) as Uint8Array[]).map(decodeMessage);
  } catch (error) {
    console.warn("the answer to a poll can't be read", error);
    return null;
  }
}

function sizeOf(frame: Uint8Array): number {
  return frame.length + HEAD_BYTES;
}

/** It is in whole seconds: all who were turned away in one would come back in one moment. */
function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get("retry-after"));
  return seconds > 0 ? (seconds + Math.random()) * 1_000 : null;
}
