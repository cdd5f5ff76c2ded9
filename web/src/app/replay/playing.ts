// Where a replay is, and whether it runs: a pure fold over what is done to it.

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16] as const;

export interface Playing {
  index: number;
  isPlaying: boolean;
  speed: number;
  /** With the pauses that the players made, else one step a second. */
  asPlayed: boolean;
  /** Another one where the picture did not just go one step on: nothing of the last one may be animated further. */
  cut: number;
}

export type Act =
  | { type: "toggle" }
  | { type: "pause" }
  | { type: "go"; to: number }
  | { type: "step"; by: number }
  /** The film has come that far by itself; in real time not every frame is told of. */
  | { type: "reach"; to: number }
  | { type: "speed"; speed: number }
  | { type: "asPlayed"; asPlayed: boolean };

export const BEGIN: Playing = { index: 0, isPlaying: false, speed: 1, asPlayed: true, cut: 0 };

/** Return what is after an act, in a replay of so many frames. */
export function play(before: Playing, act: Act, length: number): Playing {
  const last = length - 1;
  switch (act.type) {
    case "toggle":
      if (before.isPlaying) return { ...before, isPlaying: false };
      return { ...go(before, before.index === last ? 0 : before.index, last), isPlaying: last > 0 };
    case "pause":
      return { ...before, isPlaying: false };
    case "go":
      return { ...go(before, act.to, last), isPlaying: false };
    case "step":
      return { ...go(before, before.index + act.by, last), isPlaying: false };
    case "reach": {
      // Whoever has stopped it meanwhile has chosen the frame.
      if (!before.isPlaying) return before;
      const index = Math.max(before.index, Math.min(last, act.to));
      return { ...before, index, isPlaying: index < last };
    }
    case "speed":
      return { ...before, speed: act.speed };
    case "asPlayed":
      return { ...before, asPlayed: act.asPlayed };
    default:
      act satisfies never;
      return before;
  }
}

function go(before: Playing, to: number, last: number): Playing {
  const index = Math.max(0, Math.min(last, to));
  const isOn = index === before.index || index === before.index + 1;
  return { ...before, index, cut: isOn ? before.cut : before.cut + 1 };
}

const STEADY_MS = 1_000;
/** Who thinks for a minute is not watched thinking for a minute. */
const LONGEST_MS = 3_000;
const SHORTEST_MS = 150;

/** Return how long a frame is shown, where the next one came so many milliseconds after it. */
export function waitMs(gapMs: number, { speed, asPlayed }: Playing): number {
  const shown = asPlayed ? Math.max(SHORTEST_MS, Math.min(LONGEST_MS, gapMs)) : STEADY_MS;
  return shown / speed;
}

/** Return what a key means, null for one that means nothing here. */
export function actOf(key: string, length: number): Act | null {
  switch (key) {
    case " ":
    case "k":
      return { type: "toggle" };
    case "ArrowLeft":
      return { type: "step", by: -1 };
    case "ArrowRight":
      return { type: "step", by: 1 };
    case "Home":
      return { type: "go", to: 0 };
    case "End":
      return { type: "go", to: length - 1 };
    default:
      return null;
  }
}
