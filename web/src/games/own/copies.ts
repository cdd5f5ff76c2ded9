// Values that go to and come from a page which we did not write: copies on the way in, a check on the way out.
import type { Value } from "../../sdk/messages";

const copies = new WeakMap<object, Value>();

/** Return a frozen copy; what is the same in the next view is the same object in its copy, too. */
export function copyOf(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  const copy = makeCopy(value);
  copies.set(value, copy);
  return copy;
}

function makeCopy(value: Value & object): Value {
  // Bytes can't be frozen; a copy of them harms nobody.
  if (value instanceof Uint8Array) return value.slice();
  if (Array.isArray(value)) return Object.freeze(value.map(copyOf)) as Value[];
  const entries = Object.entries(value).map(([key, inner]) => [key, copyOf(inner)]);
  return Object.freeze(Object.fromEntries(entries)) as Value;
}

const DEPTH_MAX = 32;

/** Return why something is no value that can travel, and where; null for one that is. */
export function findFault(value: unknown, path: string, depth = 0): string | null {
  if (depth > DEPTH_MAX) return `${path} is nested more than ${DEPTH_MAX} deep`;
  if (value === null || typeof value === "boolean" || typeof value === "string") return null;
  if (value instanceof Uint8Array || Number.isSafeInteger(value)) return null;
  if (typeof value === "number") return `${path} is ${value}: only whole numbers travel, so round it`;
  if (Array.isArray(value)) return first(value.entries(), (key) => `${path}[${key}]`, depth);
  if (isPlain(value)) return first(Object.entries(value), (key) => `${path}.${key}`, depth);
  return `${path} is ${describe(value)}: allowed are null, true, false, whole numbers, texts, Uint8Array, lists and plain objects`;
}

function first<Key>(
  entries: Iterable<[Key, unknown]>,
  name: (key: Key) => string,
  depth: number,
): string | null {
  for (const [key, inner] of entries) {
    const fault = findFault(inner, name(key), depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function describe(value: unknown): string {
  return typeof value === "object" ? `a ${value?.constructor?.name ?? "object"}` : typeof value;
}
