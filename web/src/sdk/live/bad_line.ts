// A bad network in front of a good one, to see how a game feels on it: every byte is late, and now and then the line is cut.

import type { Line } from "../transport";

export interface Conditions {
  /** Milliseconds that each way takes longer. */
  delayMs: number;
  /** By how much more or less, at most. */
  jitterMs: number;
  /** Seconds between two cuts, on average; 0: none. */
  cutEverySeconds: number;
}

export const CUT_MS = 1_500;

/** Return how long something is under way, `chance` from 0 to 1. */
export function underWayMs({ delayMs, jitterMs }: Conditions, chance: number): number {
  return Math.max(0, delayMs + (2 * chance - 1) * jitterMs);
}

/** One line that all sockets of a page go through: while it is cut no new one opens. */
export class BadLine implements Line {
  #cutUntil = 0;

  constructor(
    readonly conditions: Conditions,
    private readonly chance: () => number = Math.random,
  ) {}

  /** A WebSocket on this line. */
  open(url: string): WebSocket {
    return new BadSocket(url, this) as unknown as WebSocket;
  }

  /** A request on this line. */
  async fetch(url: URL, init: RequestInit): Promise<Response> {
    await this.#pass();
    const response = await fetch(url, init);
    await this.#pass();
    return response;
  }

  async #pass(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.underWayMs()));
    if (this.isCut) throw new TypeError("the line is cut");
  }

  get isCut(): boolean {
    return Date.now() < this.#cutUntil;
  }

  cut(): void {
    this.#cutUntil = Date.now() + CUT_MS;
  }

  underWayMs(): number {
    return underWayMs(this.conditions, this.chance());
  }

  /** Return when the next cut is due, null for never: as often as said, whenever asked. */
  untilCutMs(): number | null {
    const { cutEverySeconds } = this.conditions;
    return cutEverySeconds > 0 ? cutEverySeconds * 1_000 * (0.5 + this.chance()) : null;
  }
}

/** What the transport uses of a WebSocket, with all of it late and in order. */
class BadSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: MessageEvent<ArrayBuffer>) => void) | null = null;
  onclose: (() => void) | null = null;
  binaryType = "arraybuffer";
  readonly #real: WebSocket;
  #isOver = false;
  /** What is under way, and when the last of it arrives: bytes don't overtake each other. */
  readonly #ways = { out: new Way(), in: new Way() };
  #cutter: ReturnType<typeof setTimeout> | undefined;

  constructor(
    url: string,
    private readonly line: BadLine,
  ) {
    this.#real = new WebSocket(url);
    this.#real.binaryType = "arraybuffer";
    this.#real.onopen = () => this.#later("in", () => this.onopen?.());
    this.#real.onmessage = (event: MessageEvent<ArrayBuffer>) =>
      this.#later("in", () => this.onmessage?.(event));
    this.#real.onclose = () => this.#later("in", () => this.#lost());
    const untilCutMs = line.isCut ? 0 : line.untilCutMs();
    if (untilCutMs !== null) this.#cutter = setTimeout(() => this.#beCut(), untilCutMs);
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    this.#later("out", () => this.#real.send(data));
  }

  close(code: number): void {
    this.#isOver = true;
    clearTimeout(this.#cutter);
    this.#real.close(code);
  }

  #later(way: "out" | "in", call: () => void): void {
    this.#ways[way].send(this.line.underWayMs(), () => this.#isOver || call());
  }

  /** What is under way is lost, and nothing gets through for a while. */
  #beCut(): void {
    if (this.#isOver) return;
    if (!this.line.isCut) this.line.cut();
    this.#lost();
  }

  #lost(): void {
    if (this.#isOver) return;
    this.close(1000);
    this.onclose?.();
  }
}

/** One direction. Timers may fire out of order by a part of a millisecond: each takes the first in the queue. */
class Way {
  #queue: (() => void)[] = [];
  #arrivesAt = 0;

  send(ms: number, call: () => void): void {
    const now = Date.now();
    this.#arrivesAt = Math.max(this.#arrivesAt, now + ms);
    this.#queue.push(call);
    setTimeout(() => this.#queue.shift()?.(), this.#arrivesAt - now);
  }
}
