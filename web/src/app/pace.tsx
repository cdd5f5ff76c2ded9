// Whether a table is for one sitting or for days: the choice, and what is said at a table of days.
import type { Pace } from "../sdk/messages";
import { texts } from "./words";

const PACES: Pace[] = ["live", "slow"];

export function PaceChoice({ pace, choose }: { pace: Pace; choose: (pace: Pace) => void }) {
  return (
    <fieldset class="paces">
      <legend class="unseen">{texts.newTable.howLong}</legend>
      {PACES.map((one) => (
        <label key={one} class="pace">
          <input
            type="radio"
            name="pace"
            data-testid={`pace-${one}`}
            checked={pace === one}
            onChange={() => choose(one)}
          />
          <span>
            <strong>{texts.newTable.paces[one].title}</strong>
            <span class="muted small">{texts.newTable.paces[one].text}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Above the board of a table of days. */
export function DaysNote({ isSeated }: { isSeated: boolean }) {
  return (
    <p class="days-note" data-testid="days-note">
      <strong>{texts.table.playedOverDays}</strong>{" "}
      {isSeated ? texts.table.goWhenYouLike : texts.table.nobodyNeedStay}
    </p>
  );
}
