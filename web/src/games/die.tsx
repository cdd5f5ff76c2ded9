// A die with its pips.
import { texts } from "../app/words";

const PIPS: Record<number, [number, number][]> = {
  1: [[50, 50]],
  2: [
    [28, 28],
    [72, 72],
  ],
  3: [
    [26, 26],
    [50, 50],
    [74, 74],
  ],
  4: [
    [28, 28],
    [72, 28],
    [28, 72],
    [72, 72],
  ],
  5: [
    [27, 27],
    [73, 27],
    [50, 50],
    [27, 73],
    [73, 73],
  ],
  6: [
    [28, 24],
    [72, 24],
    [28, 50],
    [72, 50],
    [28, 76],
    [72, 76],
  ],
};

/** A die; without a face it lies under a cup. */
export function Die({ face, isLit }: { face: number | null; isLit?: boolean }) {
  return (
    <svg
      viewBox="0 0 100 100"
      class={`die ${face === null ? "hidden" : ""} ${isLit ? "lit" : ""}`}
      role="img"
      aria-label={face === null ? texts.dice.hidden : String(face)}
    >
      <rect x="4" y="4" width="92" height="92" rx="20" />
      {(PIPS[face ?? 0] ?? []).map(([x, y]) => (
        <circle key={`${x} ${y}`} cx={x} cy={y} r="9.5" />
      ))}
    </svg>
  );
}
