// How much time is left.
import type { RoomView } from "../sdk/views/room";
import type { Store } from "./store";
import { useTick } from "./use";
import { clockText } from "./lines";
import { leftText, LONG_MS } from "./durations";

const HURRY_MS = 15_000;

/** The time left until `untilMs` of room time. */
export function Countdown(props: { store: Store; room: RoomView; untilMs: number; label: string }) {
  const { store, room, untilMs, label } = props;
  return <Clock leftMs={() => untilMs - store.roomNow(room)} label={label} />;
}

/** The time left, asked for again and again; null: there is no limit. */
export function Clock({ leftMs, label }: { leftMs: () => number | null; label: string }) {
  useTick(250);
  const left = leftMs();
  if (left === null) return null;
  return (
    <span class={left < HURRY_MS ? "clock hurry" : "clock"} role="timer" aria-label={label}>
      {left < LONG_MS ? clockText(left) : leftText(left)}
    </span>
  );
}
