// Whether a value is of a form, and of which of several.
import type { Form } from "../sdk/forms";
import type { Value } from "../sdk/messages";

/** Return whether the value has the shape of the form; bounds are not looked at. */
export function fits(form: Form, value: Value): boolean {
  switch (form.type) {
    case "integer":
      return Number.isInteger(value);
    case "boolean":
      return typeof value === "boolean";
    case "text":
      return typeof value === "string";
    case "bytes":
      return value instanceof Uint8Array;
    case "nothing":
      return value === null;
    case "choice":
      return form.choices.some((choice) => choice === value);
    case "list":
      return Array.isArray(value) && value.every((inner) => fits(form.of, inner));
    case "row":
      return (
        Array.isArray(value) &&
        value.length === form.of.length &&
        form.of.every((one, at) => fits(one, value[at] ?? null))
      );
    case "map":
      return isDict(value) && Object.values(value).every((inner) => fits(form.of, inner));
    case "record":
      return isDict(value) && fitsRecord(form.fields, value);
    case "either":
      return form.of.some((one) => fits(one, value));
    case "any":
      return true;
    default:
      form satisfies never;
      return false;
  }
}

/** Return the record of an `either`, at any depth, that the value is. */
export function recordOf(form: Form | null, value: Value): Extract<Form, { type: "record" }> | undefined {
  if (form?.type === "record") return fits(form, value) ? form : undefined;
  if (form?.type !== "either") return undefined;
  return form.of.map((one) => recordOf(one, value)).find((record) => record !== undefined);
}

/** Return whether the value is a dict. */
export function isDict(value: Value | undefined): value is { [key: string]: Value } {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}

type Fields = Extract<Form, { type: "record" }>["fields"];

function fitsRecord(fields: Fields, value: { [key: string]: Value }): boolean {
  const isKnown = Object.keys(value).every((key) => fields.some((field) => field.name === key));
  return (
    isKnown &&
    fields.every((field) => {
      const inner = value[field.name];
      return inner === undefined ? !field.required : fits(field, inner);
    })
  );
}
