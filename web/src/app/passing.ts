// What is shown for a few seconds: toasts, and the signs that members give each other.
import type { Failure, FailureCode } from "../sdk/commands";
import type { Signalled, Value } from "../sdk/messages";
import { detailLine, failureLine } from "./lines";

export interface Toast {
  key: number;
  title: string;
  detail: string;
  /** What has failed, where the server told when to try again: that time runs. */
  failure?: Failure;
}

export interface Sign {
  player: string;
  kind: string;
  value: Value;
}

const TOAST_MS = 6_000;
/** A toast with a time that runs stays until that is over, but not for ever. */
const RUNNING_MS_MAX = 20_000;
const TOASTS_MAX = 2;
const SIGN_MS: Record<string, number> = { typing: 3_500, emote: 4_000 };

export class Passing {
  toasts: Toast[] = [];
  signs: Sign[] = [];
  #toasted = 0;

  constructor(private readonly changed: () => void) {}

  /** Show a line, and below it what it is about; the same again takes the place of the one before. */
  toast(title: string, detail = "", failure?: Failure): void {
    const toast = { key: ++this.#toasted, title, detail, ...(failure && { failure }) };
    const others = this.toasts.filter((other) => other.title !== title || other.detail !== detail);
    this.toasts = [...others.slice(1 - TOASTS_MAX), toast];
    const waitMs = (failure?.retryAt ?? 0) - Date.now();
    setTimeout(
      () => this.dismiss(toast.key),
      Math.max(TOAST_MS, Math.min(RUNNING_MS_MAX, waitMs + TOAST_MS)),
    );
    this.changed();
  }

  /** Show why something was not done, and how long it takes until it would be, where the server has told. */
  fail(failure: Failure): void {
    const { code, detail, retryAt } = failure;
    this.tell(code, detail, retryAt === undefined ? undefined : failure);
  }

  /** Show why something was not done. */
  tell(code: FailureCode, detail: string, failure?: Failure): void {
    this.toast(failureLine(code), detailLine(code, detail), failure);
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
