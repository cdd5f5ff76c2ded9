// A button that asks the server for something, and shows that it waits for the answer.
import type { ComponentChildren } from "preact";
import type { Wish } from "../sdk/pending";
import { useStore } from "./use";

interface Props {
  wish: Wish & { room: string };
  class?: string;
  testId: string;
  pressed?: boolean;
  /** Whether it binds who presses it: no key gets there but on purpose. */
  isConsent?: boolean;
  /** For screen readers, where the button's text leaves out what it is about. */
  label?: string;
  children: ComponentChildren;
}

/** It keeps the focus while it waits, and a second press asks for nothing. */
export function Ask({ wish, class: classes = "", testId, pressed, isConsent, label, children }: Props) {
  const store = useStore();
  const waiting = store.kept.filter(({ command }) => command.type === wish.type && "room" in command);
  const isBusy = waiting.some(({ command }) => isSame(command, wish));
  return (
    <button
      class={classes}
      data-testid={testId}
      data-consent={isConsent}
      aria-busy={isBusy}
      aria-pressed={pressed}
      aria-label={label}
      onClick={() => waiting.length === 0 && void store.ask(wish)}
    >
      {children}
    </button>
  );
}

function isSame(command: Wish, wish: Wish): boolean {
  return JSON.stringify({ ...command, number: 0 }) === JSON.stringify({ ...wish, number: 0 });
}
