// What is typed into a form so far. A draft need not be a value yet: a number may be half typed.
import type { Form, FormField } from "../sdk/forms";
import type { Value } from "../sdk/messages";
import { fits } from "./fits";

export type Draft = string | boolean | number | null | Draft[] | Chosen | Named;

/** Of an `either`: which one, and what was typed for each. */
export interface Chosen {
  kind: number;
  drafts: Draft[];
}

/** Of a `map`: the names in the order in which they were added. */
export interface Named {
  pairs: [string, Draft][];
}

/** A list that must have hundreds of items begins with fewer; the rest is added by hand. */
const ITEMS_BEGUN_MAX = 20;

/** Return the draft to begin with: that of a value, where there is one. */
export function begin(form: Form, value?: Value): Draft {
  switch (form.type) {
    case "integer":
      return typeof value === "number"
        ? String(value)
        : form.least === form.most
          ? String(form.least ?? "")
          : "";
    case "boolean":
      return value === true;
    case "text":
      return typeof value === "string" ? value : "";
    case "bytes":
      return value instanceof Uint8Array ? hexOf(value) : "";
    case "nothing":
      return null;
    case "choice":
      return beginChoice(form.choices, value);
    case "list":
      return beginList(form, value);
    case "row":
      return form.of.map((inner, index) => begin(inner, Array.isArray(value) ? value[index] : undefined));
    case "map":
      return { pairs: Object.entries(asDict(value)).map(([name, inner]) => [name, begin(form.of, inner)]) };
    case "record":
      return form.fields.map((field) => begin(field, asDict(value)[field.name] ?? defaultOf(field)));
    case "either":
      return beginEither(form.of, value);
    case "any":
      return value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
    default:
      form satisfies never;
      return null;
  }
}

/** Return whether nothing was typed. */
export function isBlank(draft: Draft): boolean {
  if (Array.isArray(draft)) return draft.length === 0;
  if (draft !== null && typeof draft === "object" && "pairs" in draft) return draft.pairs.length === 0;
  return draft === "" || draft === -1;
}

/** Return what the game takes without the field, undefined where that is not known. */
export function defaultOf(field: FormField): Value | undefined {
  if (field.required || (field.default === null && !fits(field, null))) return undefined;
  return field.default;
}

function beginChoice(choices: Value[], value: Value | undefined): number {
  if (choices.length === 1) return 0;
  return value === undefined ? -1 : choices.findIndex((choice) => choice === value);
}

function beginList(form: Extract<Form, { type: "list" }>, value: Value | undefined): Draft[] {
  if (Array.isArray(value)) return value.map((inner) => begin(form.of, inner));
  const fewest = Math.min(form.least ?? 0, ITEMS_BEGUN_MAX);
  return Array.from({ length: fewest }, () => begin(form.of));
}

function beginEither(forms: Form[], value: Value | undefined): Chosen {
  const kind =
    value === undefined
      ? 0
      : Math.max(
          0,
          forms.findIndex((form) => fits(form, value)),
        );
  return { kind, drafts: forms.map((form, index) => begin(form, index === kind ? value : undefined)) };
}

function asDict(value: Value | undefined): { [key: string]: Value } {
  const isDict = typeof value === "object" && value !== null && !Array.isArray(value);
  return isDict && !(value instanceof Uint8Array) ? value : {};
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
