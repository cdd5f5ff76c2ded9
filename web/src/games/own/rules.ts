// What a page of its own knows of the game's rules, as it exports it; asked with frozen copies, as its `draw` is.
import type { Foretelling } from "../../sdk/live/rules";
import { copyOf } from "./copies";

/** Give the rules of a page to whom foretells by them. */
export function takeRules(page: Foretelling, rules: Foretelling): void {
  const { predict, advance, smooth, predictSecret, advanceSecret, smoothSecret } = page;
  if (predict) rules.predict ??= (view, move, seat) => predict(copyOf(view), move, seat);
  if (advance) rules.advance ??= (view, seat) => advance(copyOf(view), seat);
  if (smooth) rules.smooth ??= (view, seat) => smooth(copyOf(view), seat);
  if (predictSecret)
    rules.predictSecret ??= (own, move, seat, view) => predictSecret(copyOf(own), move, seat, copyOf(view));
  if (advanceSecret)
    rules.advanceSecret ??= (own, seat, view) => advanceSecret(copyOf(own), seat, copyOf(view));
  if (smoothSecret) rules.smoothSecret ??= (own, seat) => smoothSecret(copyOf(own), seat);
}
