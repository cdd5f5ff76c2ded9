// Forms: what is typed, what it means, and what is wrong with it.
import { expect, test } from "vitest";
import { begin, type Draft } from "../src/forms/drafts";
import { fits, recordOf } from "../src/forms/fits";
import { stepped } from "../src/forms/numbers";
import { pathIn, read } from "../src/forms/read";
import { readable } from "../src/forms/words";
import type { Form, FormField } from "../src/sdk/forms";
import type { Value } from "../src/sdk/messages";

const free = { least: null, most: null };
const integer: Form = { type: "integer", least: 1, most: 9 };
const text: Form = { type: "text", least: null, most: 5 };
const field = (name: string, form: Form, rest: Partial<FormField> = {}) =>
  ({ ...form, name, required: true, default: null, ...rest }) as FormField;
const bid: Form = {
  type: "record",
  title: "Bid",
  fields: [
    field("amount", integer),
    field("colour", { type: "choice", choices: ["red", "green"] }),
    field("why", text, { required: false, default: "fun" }),
    field("tags", { type: "list", of: text, least: null, most: 2 }, { required: false }),
  ],
};
const pass: Form = { type: "record", title: "Pass", fields: [] };
const move: Form = { type: "either", of: [bid, pass, { type: "nothing" }] };

test.each<[Form, Value]>([
  [integer, 7],
  [{ type: "integer", ...free }, -3],
  [{ type: "boolean" }, true],
  [text, "häß"],
  [{ type: "bytes", ...free }, new Uint8Array([0, 255])],
  [{ type: "nothing" }, null],
  [{ type: "choice", choices: [1, 2, 3] }, 2],
  [{ type: "list", of: { type: "list", of: integer, ...free }, ...free }, [[1], [], [2, 3]]],
  [{ type: "row", of: [integer, text] }, [4, "ab"]],
  [
    { type: "map", of: integer },
    { a: 1, b: 2 },
  ],
  [bid, { amount: 3, colour: "green", why: "x", tags: ["a"] }],
  [move, {}],
  [move, null],
  [{ type: "any" }, { deep: [1, "two", null, true] }],
])("of the form %j a value that is put in comes out again: %j", (form, value) => {
  expect(read(form, begin(form, value))).toEqual({ value });
  expect(fits(form, value)).toBe(true);
});

test.each<[Form, Draft, string]>([
  [integer, "", "A whole number is missing: 1 to 9"],
  [integer, "1.5", "1.5 is no whole number"],
  [integer, "1e3", "1e3 is no whole number"],
  [integer, "12", "12 is not allowed: 1 to 9"],
  [{ type: "integer", ...free }, "9007199254740993", "9007199254740993 is no whole number"],
  [text, "abcdef", "6 characters, allowed: at most 5"],
  [{ type: "text", least: 1, most: 5 }, "", "Something must be written here"],
  [{ type: "bytes", ...free }, "0g", "Bytes are written as pairs of 0–9 and a–f, such as 00 ff"],
  [{ type: "choice", choices: ["a", "b"] }, -1, "Choose one"],
  [{ type: "list", of: text, least: 1, most: null }, [], "0 given, allowed: at least 1"],
  [
    { type: "map", of: integer },
    {
      pairs: [
        ["a", "1"],
        ["a", "2"],
      ],
    },
    "“a” is there twice",
  ],
  [{ type: "any" }, "[1, 2.5]", "Only whole numbers are allowed"],
])("the form %j with %j says what is wrong: %s", (form, draft, words) => {
  const { faults } = read(form, draft);

  expect(faults?.map((fault) => fault.text)).toEqual([words]);
});

test("characters are counted as the server counts them", () => {
  expect(read(text, "🂡🂡🂡🂡🂡").faults).toBeUndefined();
});

test("every fault is told at once, each with the way to its field", () => {
  const { faults } = read(bid, ["0", -1, "", ["far too long"]]);

  expect(faults?.map((fault) => fault.path)).toEqual([["amount"], ["colour"], ["tags", "0"]]);
});

test("a form begins with the defaults, and what only the game knows is not sent when left empty", () => {
  const draft = begin(bid) as Draft[];

  expect(draft).toEqual(["", -1, "fun", []]);
  expect(read(bid, ["2", 0, "fun", []])).toEqual({ value: { amount: 2, colour: "red", why: "fun" } });
});

test("what is typed for one kind of move stays while another is looked at", () => {
  const draft = begin(move) as { kind: number; drafts: Draft[] };

  expect(read(move, { ...draft, kind: 1 })).toEqual({ value: {} });
  expect(draft.drafts).toHaveLength(3);
});

test.each([
  ["hello", "hello"],
  ["12", 12],
  ['"12"', "12"],
  ["true", true],
])("where the game says nothing closer, %s is %j", (typed, value) => {
  expect(read({ type: "any" }, typed)).toEqual({ value });
});

test("text that begins like JSON and is none is not sent", () => {
  expect(read({ type: "any" }, '{"a": ').faults?.[0]?.text).toMatch(/^Begins like JSON and is none/);
});

test.each([
  ["move: str, not int @ $.amount", ["amount"]],
  ["options: not allowed @ $.tags[0].name", ["tags", "0", "name"]],
  ["the game has no options", []],
])("the server's words “%s” lead to the field %j", (detail, path) => {
  expect(pathIn(detail)).toEqual(path);
});

test("of several records a value is the one whose fields it has", () => {
  expect(recordOf(move, { amount: 3, colour: "red" })).toBe(bid);
  expect(recordOf(move, {})).toBe(pass);
  expect(recordOf(move, { other: 1 })).toBeUndefined();
});

test("steps stay within the bounds, and begin at the least", () => {
  expect([stepped("9", 1, { least: 1, most: 9 }), stepped("", 1, { least: 3, most: 9 })]).toEqual([9, 3]);
  expect([stepped("", -1, free), stepped("4", -1, free)]).toEqual([0, 3]);
});

test.each([
  ["dice_per_player", "Dice per player"],
  ["RaiseBid", "Raise bid"],
  ["lastTrick", "Last trick"],
])("the name %s reads “%s”", (name, words) => {
  expect(readable(name)).toBe(words);
});
