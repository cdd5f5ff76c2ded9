// Applies the change between two views, the counterpart of lobby/wire/patch.py. Views are never mutated.
import type { Value } from "./messages";

type Entries = { [key: string]: Value };
export type Change = Entries;

/** A change that does not fit the view: the client has lost track and needs a snapshot. */
export class Misfit extends Error {}

/** Return the view after the change; throw Misfit where the change does not fit the view. */
export function fold(view: Value, change: Change): Value {
  if ("value" in change) return change.value as Value;
  if (Object.keys(change).length === 0) return view;
  if (Array.isArray(view)) return foldList(view, change);
  if (isEntries(view)) return foldEntries(view, change);
  throw new Misfit(`a change of parts for a ${view === null ? "null" : typeof view}`);
}

function foldEntries(view: Entries, change: Change): Entries {
  const result = { ...view, ...(change.set as Entries | undefined) };
  for (const key of (change.delete as string[] | undefined) ?? []) {
    if (!Object.hasOwn(result, key)) throw new Misfit(`no ${key} to delete`);
    delete result[key];
  }
  for (const [key, inner] of Object.entries((change.change as Entries | undefined) ?? {})) {
    if (!Object.hasOwn(result, key)) throw new Misfit(`no ${key} to change`);
    result[key] = fold(result[key] as Value, inner as Change);
  }
  return result;
}

function foldList(view: Value[], change: Change): Value[] {
  const result = [...view];
  for (const [at, removed, items] of (change.splice as [number, number, Value[]][] | undefined) ?? []) {
    if (at + removed > result.length) throw new Misfit(`a splice at ${at} of ${result.length} items`);
    result.splice(at, removed, ...items);
  }
  for (const [index, inner] of (change.change as [number, Change][] | undefined) ?? []) {
    if (index >= result.length) throw new Misfit(`no item ${index} of ${result.length} to change`);
    result[index] = fold(result[index] as Value, inner);
  }
  return result;
}

function isEntries(value: Value): value is Entries {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
