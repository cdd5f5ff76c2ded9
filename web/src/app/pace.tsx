// Whether a table is for one sitting or for days: the choice, and what is said at a table of days.
import type { Pace } from "../sdk/messages";

const PACES: { pace: Pace; title: string; text: string }[] = [
  { pace: "live", title: "In one sitting", text: "Everybody is here until the game is over." },
  { pace: "slow", title: "Over days", text: "Come, move, go: your seat is kept while you are away." },
];

export function PaceChoice({ pace, choose }: { pace: Pace; choose: (pace: Pace) => void }) {
  return (
    <fieldset class="paces">
      <legend class="unseen">How long a game takes</legend>
      {PACES.map((one) => (
        <label key={one.pace} class="pace">
          <input
            type="radio"
            name="pace"
            data-testid={`pace-${one.pace}`}
            checked={pace === one.pace}
            onChange={() => choose(one.pace)}
          />
          <span>
            <strong>{one.title}</strong>
            <span class="muted small">{one.text}</span>
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
      <strong>Played over days.</strong>{" "}
      {isSeated ? "Go when you like: your seat is kept." : "Nobody need stay: who has a seat keeps it."}
    </p>
  );
}
