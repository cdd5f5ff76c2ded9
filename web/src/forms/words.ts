// How names and values of a game read: "dice_per_player" is "Dice per player".
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
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
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
  if (length < 2_048) return length === 1 ? "1 byte" : `${length} bytes`;
  return `${Math.round(length / 1_024)} KiB`;
}

const KINDS: Record<Form["type"], string> = {
  integer: "Number",
  boolean: "Yes or no",
  text: "Text",
  bytes: "Bytes",
  nothing: "None",
  choice: "Choice",
  list: "List",
  row: "Row",
  map: "Names",
  record: "Record",
  either: "Choice",
  any: "Value",
};

/** Return what one of several kinds of value is called. */
export function kindWords(form: Form): string {
  if (form.type === "record" && form.title) return readable(form.title);
  const [only, ...others] = form.type === "choice" ? form.choices : [];
  return only !== undefined && others.length === 0 ? choiceWords(only) : KINDS[form.type];
}

/** Return how a choice reads; words of a program become words. */
export function choiceWords(value: Value): string {
  return typeof value === "string" && /^[a-z][a-z\d_]*$/.test(value) ? readable(value) : valueWords(value);
}

/** Return what a number or a length may be, "" where everything goes. */
export function boundsWords({ least, most }: { least: number | null; most: number | null }): string {
  if (least !== null && most !== null) return least === most ? `exactly ${least}` : `${least} to ${most}`;
  if (least !== null) return `at least ${least}`;
  return most === null ? "" : `at most ${most}`;
}
