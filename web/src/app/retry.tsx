// A button to try again, which can be pressed once the time is over that the server has told.
import { durationText } from "./durations";
import { useTick } from "./use";
import { texts } from "./words";

interface Props {
  /** By the clock of this machine; undefined: at once. */
  retryAt: number | undefined;
  press: () => void;
  testId?: string;
}

/** It keeps the focus while it waits, and says for how long. */
export function Retry({ retryAt, press, testId = "try-again" }: Props) {
  useTick(1_000);
  const leftMs = retryAt === undefined ? 0 : retryAt - Date.now();
  const isWaiting = leftMs > 0;
  return (
    <button class="retry" data-testid={testId} aria-disabled={isWaiting} onClick={() => isWaiting || press()}>
      {isWaiting ? texts.common.tryAgainIn(durationText(roundedUp(leftMs))) : texts.common.tryAgain}
    </button>
  );
}

/** Whoever presses when it says so must not be too early. */
function roundedUp(ms: number): number {
  return Math.ceil(ms / 1_000) * 1_000;
}
