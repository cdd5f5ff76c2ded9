// Arrow keys move the focus over the buttons of a board.

const STEPS: Record<string, (columns: number) => number> = {
  ArrowLeft: () => -1,
  ArrowRight: () => 1,
  ArrowUp: (columns) => -columns,
  ArrowDown: (columns) => columns,
};

/** Return a key handler for a container whose buttons stand in rows of `columns`. */
export function moveFocus(columns: number) {
  return (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const step = STEPS[event.key]?.(columns);
    if (step === undefined) return;
    const buttons = [...event.currentTarget.querySelectorAll("button")];
    const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
}
