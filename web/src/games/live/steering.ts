// Up, right, down, left: by arrow keys and WASD, by swipes, and by whatever else says a heading.
import { useEffect, useRef } from "preact/hooks";
import { HEADINGS, type Heading } from "./headings";

export type Steer = (heading: Heading) => void;

/** By the key's place on the keyboard: WASD stay where they are on any layout. */
const KEYS: Record<string, Heading> = {
  ArrowUp: "up",
  ArrowRight: "right",
  ArrowDown: "down",
  ArrowLeft: "left",
  KeyW: "up",
  KeyD: "right",
  KeyS: "down",
  KeyA: "left",
};

/** Steer by keys, wherever the focus is, except where keys mean something else already. */
export function useKeys(isOn: boolean, steer: Steer): void {
  const latest = useRef(steer);
  latest.current = steer;
  useEffect(() => {
    if (!isOn) return;
    const hear = (event: KeyboardEvent) => {
      const heading = KEYS[event.code];
      if (!heading || event.ctrlKey || event.metaKey || event.altKey || means(event.target)) return;
      event.preventDefault();
      if (!event.repeat) latest.current(heading);
    };
    addEventListener("keydown", hear);
    return () => removeEventListener("keydown", hear);
  }, [isOn]);
}

function means(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("dialog, input, select, textarea, [role=log]") !== null;
}

/** So many pixels are a swipe; a finger that stays on the glass can swipe again and again. */
const SWIPE_PIXELS = 22;

/** Return handlers for an element that is swiped over. */
export function swipes(steer: Steer) {
  let from: { x: number; y: number; pointer: number } | null = null;
  const begin = (event: PointerEvent) => {
    from = { x: event.clientX, y: event.clientY, pointer: event.pointerId };
  };
  return {
    onPointerDown: begin,
    onPointerMove: (event: PointerEvent) => {
      if (from?.pointer !== event.pointerId) return;
      const heading = swipeOf(event.clientX - from.x, event.clientY - from.y);
      if (!heading) return;
      begin(event);
      steer(heading);
    },
    onPointerUp: () => (from = null),
    onPointerCancel: () => (from = null),
  };
}

/** Return which way so many pixels to the right and down are, null while they are no swipe. */
export function swipeOf(right: number, down: number): Heading | null {
  if (Math.max(Math.abs(right), Math.abs(down)) < SWIPE_PIXELS) return null;
  if (Math.abs(right) > Math.abs(down)) return right > 0 ? "right" : "left";
  return down > 0 ? "down" : "up";
}

/** Whether moves are the four headings, whatever else they are. */
export function areHeadings(choices: readonly unknown[]): boolean {
  return HEADINGS.every((heading) => choices.includes(heading));
}
