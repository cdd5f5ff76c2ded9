// Which transport the next attempt takes. A WebSocket is better; polls get through where it does not.
import type { Memory } from "./remembered";
import type { TransportName } from "./transport";

/** While polls carry the session a WebSocket is tried after these times; the last one goes on. */
const TRY_AFTER_MS = [2_000, 30_000, 120_000, 600_000] as const;

export class Choice {
  next: TransportName;
  #tries = 0;
  #tryAt = Infinity;
  /** A WebSocket has got through this network: that polls came first was chance, as after a restart. */
  #isOpen = false;

  constructor(
    private readonly memory: Memory,
    private readonly hasWebSocket = typeof WebSocket !== "undefined",
  ) {
    this.next = hasWebSocket ? (memory.recall(Date.now()) ?? "websocket") : "polling";
  }

  /** An attempt has been welcomed. `wasCrowded`: others still wait to get in. */
  worked(name: TransportName, now: number, wasCrowded = false): void {
    this.memory.remember(name, now);
    this.next = name;
    if (name === "websocket") [this.#tries, this.#isOpen] = [0, true];
    this.#plan(now);
    if (name === "polling" && this.#isOpen && !wasCrowded) this.#tryAt = Math.min(this.#tryAt, now);
  }

  /** An attempt has not even been answered, although the browser is online. */
  failed(name: TransportName): void {
    if (this.hasWebSocket) this.next = name === "websocket" ? "polling" : "websocket";
  }

  /** Whether a WebSocket should be tried while polls go on; it is planned again. */
  takeTry(now: number): boolean {
    if (this.next === "websocket" || now < this.#tryAt) return false;
    this.#tries += 1;
    this.#isOpen = false;
    this.#plan(now);
    return true;
  }

  /** Another network may let through what the last one did not. */
  networkChanged(now: number): void {
    this.#tries = 0;
    this.#isOpen = false;
    this.#tryAt = Math.min(this.#tryAt, now);
  }

  #plan(now: number): void {
    const afterMs = TRY_AFTER_MS[Math.min(this.#tries, TRY_AFTER_MS.length - 1)] ?? Infinity;
    this.#tryAt = this.hasWebSocket ? now + afterMs : Infinity;
  }
}
