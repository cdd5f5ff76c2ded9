// From what was typed to the value that goes out, or to what is wrong with it.
import type { Form, FormField } from "../sdk/forms";
import type { Value } from "../sdk/messages";
import { defaultOf, isBlank, type Chosen, type Draft, type Named } from "./drafts";
import { boundsWords } from "./words";
import { texts } from "../app/words";

/** `path` leads to the field: names of fields and numbers of items. */
export interface Fault {
  path: string[];
  text: string;
}

export type Read = { value: Value; faults?: undefined } | { faults: Fault[] };

/** Return the value of a draft; without one, every fault at once. */
export function read(form: Form, draft: Draft): Read {
  const faults: Fault[] = [];
  const value = readAt(form, draft, [], faults);
  return faults.length > 0 ? { faults } : { value };
}

/** Return the path that the server's own words about a value name: "… @ $.bid[0]". */
export function pathIn(detail: string): string[] {
  const named = /(?:@ )?\$((?:\.\w+|\[[^\]]*\])*)/.exec(detail)?.[1] ?? "";
  return [...named.matchAll(/\.(\w+)|\[['"]?([^\]'"]*)['"]?\]/g)].map((part) => part[1] ?? part[2] ?? "");
}

function readAt(form: Form, draft: Draft, path: string[], faults: Fault[]): Value {
  const wrong = (text: string): null => {
    faults.push({ path, text });
    return null;
  };
  switch (form.type) {
    case "integer":
      return readInteger(form, (draft as string).trim(), wrong);
    case "boolean":
      return draft as boolean;
    case "text":
      return readText(form, draft as string, wrong);
    case "bytes":
      return readBytes(form, (draft as string).replaceAll(/\s/g, ""), wrong);
    case "nothing":
      return null;
    case "choice":
      return draft === -1 ? wrong(texts.faults.chooseOne) : (form.choices[draft as number] ?? null);
    case "list":
      return readList(form, draft as Draft[], path, faults);
    case "row":
      return form.of.map((inner, at) =>
        readAt(inner, (draft as Draft[])[at] ?? null, [...path, String(at)], faults),
      );
    case "map":
      return readMap(form.of, (draft as Named).pairs, path, faults);
    case "record":
      return readRecord(form.fields, draft as Draft[], path, faults);
    case "either":
      return readEither(form.of, draft as Chosen, path, faults);
    case "any":
      return readAny((draft as string).trim(), wrong);
    default:
      form satisfies never;
      return null;
  }
}

type Wrong = (text: string) => null;
type Bounds = { least: number | null; most: number | null };

function isOutside(amount: number, { least, most }: Bounds): boolean {
  return (least !== null && amount < least) || (most !== null && amount > most);
}

function readInteger(form: Bounds, text: string, wrong: Wrong): Value {
  const allowed = boundsWords(form);
  if (text === "") return wrong(texts.faults.numberMissing(allowed));
  const number = Number(text);
  if (!/^[+-]?\d+$/.test(text) || !Number.isSafeInteger(number))
    return wrong(texts.faults.noWholeNumber(text));
  // Minus zero is zero.
  return isOutside(number, form) ? wrong(texts.faults.notAllowed(number, allowed)) : number + 0;
}

function readText(form: Bounds, text: string, wrong: Wrong): Value {
  const length = [...text].length;
  if (length === 0 && (form.least ?? 0) > 0) return wrong(texts.faults.textMissing);
  return isOutside(length, form) ? wrong(texts.faults.textLength(length, boundsWords(form))) : text;
}

function readBytes(form: Bounds, text: string, wrong: Wrong): Value {
  if (!/^([\da-f]{2})*$/i.test(text)) return wrong(texts.faults.noBytes);
  const bytes = Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  return isOutside(bytes.length, form)
    ? wrong(texts.faults.bytesLength(bytes.length, boundsWords(form)))
    : bytes;
}

function readList(form: Bounds & { of: Form }, drafts: Draft[], path: string[], faults: Fault[]): Value {
  if (isOutside(drafts.length, form))
    faults.push({ path, text: texts.faults.listLength(drafts.length, boundsWords(form)) });
  return drafts.map((draft, at) => readAt(form.of, draft, [...path, String(at)], faults));
}

function readMap(form: Form, pairs: [string, Draft][], path: string[], faults: Fault[]): Value {
  const names = pairs.map(([name]) => name);
  names.forEach((name, at) => {
    if (names.indexOf(name) < at) faults.push({ path, text: texts.faults.twice(name) });
  });
  return Object.fromEntries(
    pairs.map(([name, draft], at) => [name, readAt(form, draft, [...path, String(at)], faults)]),
  );
}

/** What is left empty and has a default that only the game knows is not sent. */
function readRecord(fields: FormField[], drafts: Draft[], path: string[], faults: Fault[]): Value {
  const value: { [name: string]: Value } = {};
  fields.forEach((field, at) => {
    const draft = drafts[at] ?? null;
    if (!field.required && defaultOf(field) === undefined && isBlank(draft)) return;
    value[field.name] = readAt(field, draft, [...path, field.name], faults);
  });
  return value;
}

function readEither(forms: Form[], { kind, drafts }: Chosen, path: string[], faults: Fault[]): Value {
  const form = forms[kind];
  return form ? readAt(form, drafts[kind] ?? null, path, faults) : null;
}

/** JSON where it is meant as such, else plain text. */
function readAny(text: string, wrong: Wrong): Value {
  try {
    const value = JSON.parse(text) as Value;
    return hasFraction(value) ? wrong(texts.faults.onlyWhole) : value;
  } catch (error) {
    if (!/^[[{"]/.test(text)) return text;
    return wrong(texts.faults.noJson(error instanceof Error ? error.message : String(error)));
  }
}

function hasFraction(value: Value): boolean {
  if (typeof value === "number") return !Number.isSafeInteger(value);
  return typeof value === "object" && value !== null && Object.values(value).some(hasFraction);
}
