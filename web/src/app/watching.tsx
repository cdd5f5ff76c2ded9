// Watching a table late, or not at all: what says so, and the choice of it.
import type { House } from "../sdk/views/room";
import { spanWords } from "./clock_words";
import { texts } from "./words";

export type Watching = House["watching"];

export const USUAL_DELAY_MS = 120_000;
const DELAYS_MS: readonly number[] = [30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000];
const CHOICES: readonly Watching[] = ["open", "delayed", "closed"];

/** Return what a choice means for a table that is to be opened; a delay that was never chosen is the usual one. */
export function houseFor(watching: Watching, delayMs: number): { [name: string]: string | number } {
  if (watching === "open") return {};
  return watching === "delayed" ? { watching, delay_ms: delayMs || USUAL_DELAY_MS } : { watching };
}

/** Return what of a choice a table can have; `isAtOnce`: there is no watching late. */
export function watchingFor(watching: Watching, isAtOnce: boolean): Watching {
  return isAtOnce && watching === "delayed" ? "open" : watching;
}

/** How late it is what is shown. */
export function LateBadge({ ms }: { ms: number }) {
  const seconds = Math.round(ms / 1000);
  return (
    <span class="late" data-testid="late" title={texts.watching.lateHint}>
      {texts.watching.late(Math.floor(seconds / 60), seconds % 60)}
    </span>
  );
}

export function ClosedNote() {
  return (
    <p class="watching-closed" data-testid="watching-closed">
      <b>{texts.watching.closed}</b> {texts.watching.closedHint}
    </p>
  );
}

interface Choice {
  watching: Watching;
  choose: (to: Watching) => void;
  isFixed?: boolean;
  /** Whether there is no watching late: in real time, or where results count. */
  isAtOnce?: boolean;
}

export function WatchingChoice({ watching, choose, isFixed = false, isAtOnce = false }: Choice) {
  return (
    <label class="field">
      <span class="field-label">{texts.watching.who}</span>
      <select
        data-testid="watching"
        value={watching}
        disabled={isFixed}
        onChange={(event) => choose(event.currentTarget.value as Watching)}
      >
        {CHOICES.filter((one) => watchingFor(one, isAtOnce) === one).map((one) => (
          <option key={one} value={one}>
            {texts.watching.choices[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

interface Delay {
  delayMs: number;
  choose: (ms: number) => void;
  isFixed?: boolean;
}

/** How late watchers see a game; one that a program has chosen is among the choices. */
export function DelayChoice({ delayMs, choose, isFixed = false }: Delay) {
  const choices = [...new Set([...DELAYS_MS, delayMs])].sort((one, other) => one - other);
  return (
    <label class="field">
      <span class="field-label">{texts.watching.howLate}</span>
      <select
        data-testid="delay"
        value={String(delayMs)}
        disabled={isFixed}
        onChange={(event) => choose(Number(event.currentTarget.value))}
      >
        {choices.map((ms) => (
          <option key={ms} value={String(ms)}>
            {spanWords(ms)}
          </option>
        ))}
      </select>
    </label>
  );
}
