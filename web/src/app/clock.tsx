// A countdown in room time.
import type { RoomView } from "../sdk/views";
import type { Store } from "./store";
import { useTick } from "./use";
import { clockText } from "./words";

const HURRY_MS = 15_000;

/** The time left until `untilMs` of room time. */
export function Countdown(props: { store: Store; room: RoomView; untilMs: number; label: string }) {
  useTick(250);
  const left = props.room.zero_ms + props.untilMs - props.store.nowMs;
  return (
    <span class={left < HURRY_MS ? "clock hurry" : "clock"} role="timer" aria-label={props.label}>
      {clockText(left)}
    </span>
  );
}
