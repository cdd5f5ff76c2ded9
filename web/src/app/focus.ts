// The focus of who uses keys: where what had it is drawn no more, it goes to what stands in its place.

/** What has the focus, and all that it stands in, the innermost first. */
let path: Element[] = [];
let isByKeys = false;
/** What a key was pressed on that is still held. */
let pressedOn: EventTarget | null = null;

/** From now on no focus is lost to what the page draws. */
export function keepFocus(): void {
  addEventListener("keydown", press, true);
  addEventListener("pointerdown", () => (isByKeys = false), true);
  document.addEventListener("focusin", ({ target }) => (path = pathOf(target as Element)));
  document.addEventListener("focusout", ({ target }) => setTimeout(() => forgetIfLeft(target as Element)));
  const changes = { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] };
  new MutationObserver(giveOn).observe(document.body, changes);
}

/** A key that is held presses what it was pressed on, and nothing that has the focus since. */
function press(event: KeyboardEvent): void {
  isByKeys = true;
  if (!event.repeat) pressedOn = event.target;
  else if (event.target !== pressedOn && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

function pathOf(element: Element): Element[] {
  const found: Element[] = [];
  for (let at: Element | null = element; at; at = at.parentElement) found.push(at);
  return found;
}

/** Who presses beside everything wants no focus; another window takes none away. */
function forgetIfLeft(left: Element): void {
  if (path[0] === left && canHold(left) && document.activeElement !== left) path = [];
}

function canHold(element: Element): boolean {
  return element.isConnected && !element.matches(":disabled");
}

function giveOn(changes: MutationRecord[]): void {
  const [last, ...around] = path;
  if (!last || !isNowhere(last)) return;
  if (canHold(last)) {
    // What is put elsewhere in the page, as a row of a list is, loses the focus on its way.
    if (changes.some(({ removedNodes }) => [...removedNodes].some((node) => node.contains(last))))
      (last as HTMLElement).focus({ preventScroll: true });
    return;
  }
  const there = around.find((element) => element.isConnected && element.closest("#app"));
  // A part of the page is read by its name when it has the focus as a whole; the next tabulator leads into it.
  const part =
    there?.closest<HTMLElement>("section, aside, form, main, dialog, [tabindex='-1']") ??
    document.getElementById("content");
  path = [];
  // A ring around something that nobody has chosen would puzzle who points: for them it is the part.
  const next = isByKeys && part ? findNext(part) : null;
  if (next) next.focus();
  else if (part) focusWhole(part);
}

function isNowhere(last: Element): boolean {
  const { activeElement } = document;
  return (
    activeElement === null || activeElement === document.body || (activeElement === last && !canHold(last))
  );
}

/** What is to be done next in a part: what it offers first, or else a move. A second press must consent to nothing. */
function findNext(part: HTMLElement): HTMLElement | null {
  const wanted = [
    ...part.querySelectorAll<HTMLElement>("button.primary:not([data-consent])"),
    ...part.querySelectorAll<HTMLElement>(
      ".board[data-turn='true'] :is(button, [tabindex='0']):not([aria-disabled='true'])",
    ),
  ];
  return wanted.find(isOpen) ?? null;
}

function isOpen(element: HTMLElement): boolean {
  return !element.matches(":disabled") && element.getClientRects().length > 0;
}

function focusWhole(part: HTMLElement): void {
  if (!part.hasAttribute("tabindex")) part.tabIndex = -1;
  part.focus({ preventScroll: true });
}
