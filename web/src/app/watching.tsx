// Watching a table late, or not at all: what says so, and the choice of it.
import type { House } from "../sdk/views";
import { texts } from "./words";

export type Watching = House["watching"];

const DELAY_MS = 120_000;
const CHOICES: readonly Watching[] = ["open", "delayed", "closed"];

/** Return what a choice means for a table that is to be opened. */
export function houseFor(watching: Watching): { [name: string]: string | number } {
  if (watching === "open") return {};
  return watching === "delayed" ? { watching, delay_ms: DELAY_MS } : { watching };
}

/** Return what of a choice a game can have: in real time there is no watching late. */
export function watchingFor(watching: Watching, isLive: boolean): Watching {
  return isLive && watching === "delayed" ? "open" : watching;
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
  /** Whether the game goes on in real time. */
  isLive?: boolean;
}

export function WatchingChoice({ watching, choose, isFixed = false, isLive = false }: Choice) {
  return (
    <label class="watching-choice">
      <span>{texts.watching.who}</span>
      <select
        data-testid="watching"
        value={watching}
        disabled={isFixed}
        onChange={(event) => choose(event.currentTarget.value as Watching)}
      >
        {CHOICES.filter((one) => watchingFor(one, isLive) === one).map((one) => (
          <option key={one} value={one}>
            {texts.watching.choices[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
