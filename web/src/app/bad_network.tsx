// The settings of the bad line. They last as long as the tab, so that nobody forgets them for good.
import { useState } from "preact/hooks";
import { BadLine, type Conditions } from "../sdk/live/bad_line";
import { keep, recall } from "./storage";
import type { Store } from "./store";
import { texts } from "./words";

const KEY = "lobby.bad_line";
const GOOD: Conditions = { delayMs: 0, jitterMs: 0, cutEverySeconds: 0 };
const MOST: Conditions = { delayMs: 2_000, jitterMs: 1_000, cutEverySeconds: 600 };
const NAMES = { delayMs: "delay", jitterMs: "jitter", cutEverySeconds: "cuts" } as const;

/** Put the line of this tab in, as it was before the page was loaded anew. */
export function restoreLine(store: Store): void {
  const kept = read();
  if (isBad(kept)) store.tab.useLine(new BadLine(kept));
}

export function BadNetwork({ store }: { store: Store }) {
  const [now, tell] = useState(read);
  const set = (changed: Partial<Conditions>) => {
    const next = { ...now, ...changed };
    tell(next);
    keep(KEY, JSON.stringify(next));
    store.tab.useLine(isBad(next) ? new BadLine(next) : null);
  };
  return (
    <details class="bad-line" data-testid="bad-line">
      <summary>{texts.badLine.title}</summary>
      <p class="muted small">{texts.badLine.hint}</p>
      {(Object.keys(NAMES) as (keyof Conditions)[]).map((field) => (
        <label class="field" key={field}>
          <span class="field-label">{texts.badLine[NAMES[field]]}</span>
          <input
            type="number"
            inputMode="numeric"
            min={0}
            max={MOST[field]}
            data-testid={`bad-line-${NAMES[field]}`}
            value={now[field]}
            onChange={(event) => set({ [field]: bounded(event.currentTarget.valueAsNumber, MOST[field]) })}
          />
        </label>
      ))}
    </details>
  );
}

function isBad(conditions: Conditions): boolean {
  return Object.values(conditions).some((value) => value > 0);
}

function bounded(value: number, most: number): number {
  return Number.isFinite(value) ? Math.max(0, Math.min(most, Math.round(value))) : 0;
}

function read(): Conditions {
  const kept = JSON.parse(recall(KEY) ?? "{}") as Partial<Conditions>;
  return { ...GOOD, ...kept };
}
