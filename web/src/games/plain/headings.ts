// When the rows and columns of a board need numbers: where moves name cells by them and are not clicked.
import { isDict } from "../../forms/fits";
import type { Form } from "../../sdk/forms";
import type { Value } from "../../sdk/messages";
import { pathsOf } from "./paths";

/** Return whether moves name a cell by row and column. */
export function hasPairs(form: Form | null, moves: readonly Value[]): boolean {
  return (form !== null && formHasPair(form)) || moves.some(valueHasPair);
}

function formHasPair(form: Form): boolean {
  switch (form.type) {
    case "row":
      return isPair(form.of.map(({ type }) => (type === "integer" ? 0 : null))) || form.of.some(formHasPair);
    case "list":
    case "map":
      return formHasPair(form.of);
    case "either":
      return form.of.some(formHasPair);
    case "record": {
      const integers = form.fields.filter(({ type }) => type === "integer");
      const example = Object.fromEntries(integers.map(({ name }) => [name, 0]));
      return isPair(example) || form.fields.some(formHasPair);
    }
    default:
      return false;
  }
}

function valueHasPair(value: Value): boolean {
  if (Array.isArray(value)) return isPair(value) || value.some(valueHasPair);
  return isDict(value) && (isPair(value) || Object.values(value).some(valueHasPair));
}

function isPair(value: Value): boolean {
  return pathsOf([value]).some(({ cells }) => cells.some(Array.isArray));
}
