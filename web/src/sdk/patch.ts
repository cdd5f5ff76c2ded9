// Applies the change between two views, the counterpart of lobby/wire/patch.py. Views are never mutated.
import type { Value } from "./messages";

type Entries = { [key: string]: Value };
export type Change = Entries;

/** A change that does not fit the view: the client has lost track and needs a snapshot. */
export class Misfit extends Error {}

/** Return the view after the change; throw Misfit where the change does not fit the view. */
export function fold(view: Value, change: Value): Value {
  if (!isEntries(change)) throw new Misfit("a change that is no map");
  if ("value" in change) return change.value as Value;
  if (Object.keys(change).length === 0) return view;
  if (Array.isArray(view)) return foldList(view, change);
  if (isEntries(view)) return foldEntries(view, change);
  throw new Misfit(`a change of parts for a ${view === null ? "null" : typeof view}`);
}

function foldEntries(view: Entries, parts: Change): Entries {
  const { set = {}, delete: gone = [], change = {}, ...unknown } = parts;
  if (!isEntries(set) || !Array.isArray(gone) || !isEntries(change) || !isEmpty(unknown)) {
    throw new Misfit("a change of a list, or none at all, for a map");
  }
  const result = { ...view, ...set };
  for (const key of gone) {
    if (typeof key !== "string" || !Object.hasOwn(result, key))
      throw new Misfit(`no ${String(key)} to delete`);
    delete result[key];
  }
  for (const [key, inner] of Object.entries(change)) {
    if (!Object.hasOwn(result, key)) throw new Misfit(`no ${key} to change`);
    result[key] = fold(result[key] as Value, inner);
  }
  return result;
}

function foldList(view: Value[], parts: Change): Value[] {
  const { splice = [], change = [], ...unknown } = parts;
  if (!Array.isArray(splice) || !Array.isArray(change) || !isEmpty(unknown)) {
    throw new Misfit("a change of a map, or none at all, for a list");
  }
  const result = [...view];
  for (const [at, removed, items] of splice as [number, number, Value[]][]) {
    const isInside = at >= 0 && removed >= 0 && at + removed <= result.length;
    if (!isInside || !Array.isArray(items))
      throw new Misfit(`no ${removed} items at ${at} of ${result.length}`);
    result.splice(at, removed, ...items);
  }
  for (const [index, inner] of change as [number, Value][]) {
    const item = result[index];
    if (item === undefined) throw new Misfit(`no item ${index} of ${result.length} to change`);
    result[index] = fold(item, inner);
  }
  return result;
}

function isEmpty(entries: object): boolean {
  return Object.keys(entries).length === 0;
}

function isEntries(value: Value): value is Entries {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}
