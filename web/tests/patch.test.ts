// A change applies as lobby/wire/patch.py applies it.
import { describe, expect, test } from "vitest";
import type { Value } from "../src/sdk/messages";
import { fold, Misfit, type Change } from "../src/sdk/patch";

const VECTORS: [rule: string, before: Value, change: Change, after: Value][] = [
  ["an empty change changes nothing", { a: 1 }, {}, { a: 1 }],
  ["a value replaces the whole view", { a: 1 }, { value: [1] }, [1]],
  ["a value may be null", 3, { value: null }, null],
  ["set adds and replaces", { a: 1, b: 2 }, { set: { b: 3, c: 4 } }, { a: 1, b: 3, c: 4 }],
  ["delete takes keys away", { a: 1, b: 2 }, { delete: ["a"] }, { b: 2 }],
  ["change goes deeper", { a: { b: 1, c: 2 } }, { change: { a: { set: { b: 9 } } } }, { a: { b: 9, c: 2 } }],
  ["a splice takes out and puts in", [1, 2, 3, 4], { splice: [[1, 2, [7, 8, 9]]] }, [1, 7, 8, 9, 4]],
  [
    "splices apply one after the other",
    [1, 2, 3],
    {
      splice: [
        [0, 1, []],
        [2, 0, [4]],
      ],
    },
    [2, 3, 4],
  ],
  [
    "indices of a list's change are those after all splices",
    [{ n: 0 }, { n: 1 }],
    { splice: [[0, 1, []]], change: [[0, { set: { n: 5 } }]] },
    [{ n: 5 }],
  ],
  ["a keyed item called value is still set", { value: 1 }, { set: { value: 2 } }, { value: 2 }],
  ["bytes are replaced as a whole", new Uint8Array([1]), { value: new Uint8Array([2]) }, new Uint8Array([2])],
];

describe("fold", () => {
  test.each(VECTORS)("%s", (_rule, before, change, after) => {
    expect(fold(before, change)).toEqual(after);
  });

  test("never changes the view that it was given", () => {
    const view = { list: [{ n: 1 }], other: { x: 1 } };
    const copy = structuredClone(view);

    const next = fold(view, { change: { list: { splice: [[0, 1, []]] } } }) as typeof view;

    expect(view).toEqual(copy);
    expect(next.other).toBe(view.other);
  });

  test.each<[string, Value, Change]>([
    ["parts for a number", 3, { set: { a: 1 } }],
    ["a key to delete that is not there", {}, { delete: ["a"] }],
    ["a key to change that is not there", {}, { change: { a: { value: 1 } } }],
    ["an index past the end", [1], { change: [[1, { value: 2 }]] }],
    ["a splice past the end", [1], { splice: [[1, 1, []]] }],
    ["a splice before the beginning", [1], { splice: [[-1, 1, []]] }],
    ["an index before the beginning", [1], { change: [[-1, { value: 2 }]] }],
    ["splices for a map", {}, { splice: [[0, 0, [1]]] }],
    ["keys for a list", [], { set: { a: 1 } }],
    ["a list's change written as a map", [1], { change: { 0: { value: 2 } } }],
  ])("refuses %s", (_rule, view, change) => {
    expect(() => fold(view, change)).toThrow(Misfit);
  });
});
