// What is shown for a few seconds: toasts, and the signs that members give each other.
import type { Signalled, Value } from "../sdk/messages";

export interface Toast {
  key: number;
  title: string;
  detail: string;
}

export interface Sign {
  player: string;
  kind: string;
  value: Value;
}

const TOAST_MS = 6_000;
const TOASTS_MAX = 2;
const SIGN_MS: Record<string, number> = { typing: 3_500, emote: 4_000 };

export class Passing {
  toasts: Toast[] = [];
  signs: Sign[] = [];
  #toasted = 0;

  constructor(private readonly changed: () => void) {}

  /** Show a line, and below it what it is about; the same again takes the place of the one before. */
  toast(title: string, detail = ""): void {
    const toast = { key: ++this.#toasted, title, detail };
    const others = this.toasts.filter((other) => other.title !== title || other.detail !== detail);
    this.toasts = [...others.slice(1 - TOASTS_MAX), toast];
    setTimeout(() => this.dismiss(toast.key), TOAST_MS);
    this.changed();
  }

  dismiss(key: number): void {
    this.toasts = this.toasts.filter((toast) => toast.key !== key);
    this.changed();
  }

  /** Show a sign of a kind that we know; one with the value false ends the one before. */
  sign({ player, kind, value }: Pick<Signalled, "player" | "kind" | "value">): void {
    const lasts = SIGN_MS[kind];
    if (lasts === undefined) return;
    const others = this.signs.filter((sign) => sign.player !== player || sign.kind !== kind);
    const sign = { player, kind, value };
    this.signs = value === false ? others : [...others, sign];
    setTimeout(() => this.#forget(sign), lasts);
    this.changed();
  }

  #forget(sign: Sign): void {
    this.signs = this.signs.filter((other) => other !== sign);
    this.changed();
  }
}
