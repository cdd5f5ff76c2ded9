// Where something is wrong: brought to where it can be seen, and given the focus.

/** Show the first field of a form that is wrong: on a phone it is mostly above what was pressed. */
export function showFault(form: Element | null): void {
  const wrong = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
  if (!wrong) return;
  wrong.scrollIntoView({ block: "center" });
  // A group of radio buttons takes no focus itself.
  const input = wrong.tabIndex >= 0 ? wrong : wrong.querySelector("input");
  input?.focus({ preventScroll: true });
}
