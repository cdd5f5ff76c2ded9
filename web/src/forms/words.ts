// How names and values of a game read: "dice_per_player" is "Dice per player".
import { texts } from "../app/words";
import type { Form } from "../sdk/forms";
import type { Value } from "../sdk/messages";

/** Return a name of a program in words. */
export function readable(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, (_, end: string, begin: string) => `${end} ${begin.toLowerCase()}`)
    .replaceAll("_", " ")
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Return a small value in words. */
export function valueWords(value: Value): string {
  if (value === null) return texts.common.none;
  if (typeof value === "boolean") return value ? texts.common.yes : texts.common.no;
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return bytesWords(value);
  if (Array.isArray(value)) return value.map(valueWords).join(", ");
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([key, inner]) => (inner === true ? readable(key) : `${readable(key)} ${valueWords(inner)}`))
    .join(", ");
}

/** Return how much there is, as bytes say little to a reader. */
export function bytesWords({ length }: Uint8Array): string {
  return length < 2_048 ? texts.forms.bytes(length) : texts.forms.kib(Math.round(length / 1_024));
}

/** Return what one of several kinds of value is called. */
export function kindWords(form: Form): string {
  if (form.type === "record" && form.title) return readable(form.title);
  const [only, ...others] = form.type === "choice" ? form.choices : [];
  return only !== undefined && others.length === 0 ? choiceWords(only) : texts.forms.kinds[form.type];
}

/** Return how a choice reads; words of a program become words. */
export function choiceWords(value: Value): string {
  return typeof value === "string" && /^[a-z][a-z\d_]*$/.test(value) ? readable(value) : valueWords(value);
}

/** Return what a number or a length may be, "" where everything goes. */
export function boundsWords({ least, most }: { least: number | null; most: number | null }): string {
  if (least !== null && most !== null)
    return least === most ? texts.forms.exactly(least) : texts.forms.between(least, most);
  if (least !== null) return texts.forms.atLeast(least);
  return most === null ? "" : texts.forms.atMost(most);
}
