// A view between two others. clients/live/blend.py is the same: docs/reference/live.json holds both to it.
import type { Value } from "../messages";

/**
 * Return what is between two views, `part` (0 to 1) of the way from `before` to `after`.
 *
 * An integer that stands at the same place in both goes evenly from the one to the other, rounded to the nearest, a half
 * upwards; all else is as in `after`. A place is a key, or an index in lists of equal length.
 */
export function blend(before: Value, after: Value, part: number): Value {
  if (before === after || part >= 1) return after;
  if (typeof before === "number" && typeof after === "number")
    return Math.floor(before + (after - before) * part + 0.5);
  if (Array.isArray(before) && Array.isArray(after))
    return before.length === after.length
      ? after.map((item, at) => blend(before[at] as Value, item, part))
      : after;
  if (isDict(before) && isDict(after)) {
    const blended = Object.entries(after).map(([key, item]) => {
      const was = Object.hasOwn(before, key) ? (before[key] as Value) : item;
      return [key, blend(was, item, part)];
    });
    return Object.fromEntries(blended) as Value;
  }
  return after;
}

function isDict(value: Value): value is { [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
