// What somebody has changed in a form that others may change meanwhile: the rest shows what holds now.
import type { Draft } from "./drafts";

/** Drafts of fields, by their place in the record: only of those that were changed by hand. */
export type Touched = { readonly [at: number]: Draft };

/** Return what the form shows: what was changed by hand on top of what holds now. */
export function shownOf(held: readonly Draft[], touched: Touched): Draft[] {
  return held.map((draft, at) => (at in touched ? (touched[at] ?? null) : draft));
}

/** Return what is changed by hand after the form has become another; a field set back is as untouched. */
export function touch(touched: Touched, held: readonly Draft[], changed: readonly Draft[]): Touched {
  const shown = shownOf(held, touched);
  const after: { [at: number]: Draft } = {};
  changed.forEach((draft, at) => {
    const isChanged = at in touched || draft !== shown[at];
    if (isChanged && JSON.stringify(draft) !== JSON.stringify(held[at])) after[at] = draft;
  });
  return after;
}

/** Return what is still changed by hand after some of it was saved: also what was typed meanwhile. */
export function settle(touched: Touched, saved: Touched): Touched {
  const kept = Object.entries(touched).filter(([at, draft]) => saved[Number(at)] !== draft);
  return Object.fromEntries(kept);
}
