// A film of a game in real time for its drawing: where it is by the clock, and what is between two ticks there.
import type { LiveSource } from "../../games/live/source";
import type { Outcome } from "../../sdk/commands";
import type { Moment, Reel } from "../../sdk/film";
import type { LiveFrame } from "../../sdk/live/live";
import type { Value } from "../../sdk/messages";
import type { Playing } from "./playing";

export const OVER: Outcome = { done: false, code: "not_your_turn", detail: "" };

/** Where the film was at a moment of the clock, from which on it has run at one speed. */
interface Run {
  filmMs: number;
  nowMs: number;
  speed: number;
}

/** Runs by the clock alone: pictures that come late are of a later moment, and none of them waits for another. */
export class FilmSource implements LiveSource {
  readonly rules = {};
  /** Through which one looks, null: as everybody did. */
  seat: number | null = null;
  #index = 0;
  /** null: it stands still at the frame. */
  #run: Run | null = null;

  constructor(
    private readonly reel: Reel,
    /** Ticks a second. */
    readonly rate: number,
  ) {}

  /** Run, or stand still at a frame, as the page has it. */
  follow({ index, isPlaying, speed }: Playing, nowMs = performance.now()): void {
    if (!isPlaying) {
      this.#index = index;
      this.#run = null;
    } else if (!this.#run) {
      this.#run = { filmMs: this.reel.at(index).atMs, nowMs, speed };
    } else if (this.#run.speed !== speed) {
      this.#run = { filmMs: this.#filmMs(this.#run, nowMs), nowMs, speed };
    }
  }

  /** The frame that is being reached. */
  index(nowMs = performance.now()): number {
    return this.#run ? this.reel.reaching(this.#filmMs(this.#run, nowMs)) : this.#index;
  }

  /** Whether the film has come to its end by the clock. */
  isOver(nowMs = performance.now()): boolean {
    return this.#run !== null && this.#filmMs(this.#run, nowMs) >= this.reel.at(this.reel.length - 1).atMs;
  }

  frame(nowMs = performance.now()): LiveFrame {
    const index = this.index(nowMs);
    const after = this.reel.at(index);
    const before = this.reel.at(Math.max(0, index - 1));
    const views = { before: before.game.view, after: after.game.view };
    const secrets = { secretBefore: this.#secret(before), secretAfter: this.#secret(after) };
    const tick = Math.round((after.atMs * this.rate) / 1_000);
    return { tick, ...views, ...secrets, part: this.#part(after.atMs, nowMs), ageMs: 0, lead: 0 };
  }

  #secret({ own }: Moment): Value {
    return this.seat === null ? null : (own?.[this.seat]?.secret ?? null);
  }

  input(): Promise<Outcome> {
    return Promise.resolve(OVER);
  }

  pingMs(): number {
    return 0;
  }

  /** Films leave out ticks in which nothing changed: all that moves does so in the last one before a frame. */
  #part(atMs: number, nowMs: number): number {
    if (!this.#run) return 1;
    const left = (atMs - this.#filmMs(this.#run, nowMs)) * (this.rate / 1_000);
    return Math.max(0, Math.min(1, 1 - left));
  }

  #filmMs({ filmMs, nowMs: sinceMs, speed }: Run, nowMs: number): number {
    return filmMs + (nowMs - sinceMs) * speed;
  }
}
