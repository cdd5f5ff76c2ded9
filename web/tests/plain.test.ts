// The default page of a game: what a value looks like, and where a move points.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { linesOf } from "../src/app/log_lines";
import { cardOf } from "../src/games/plain/cards";
import { moveWords, spoken } from "../src/games/plain/move_words";
import { EACH, fill, SEATS } from "../src/games/plain/names";
import { asked } from "../src/games/plain/round";
import { columnsOf, holdsSeats, shapeOf } from "../src/games/plain/shapes";
import { findTarget, movesOn, picksOf, type Target } from "../src/games/plain/targets";
import type { Form } from "../src/sdk/forms";
import type { Value } from "../src/sdk/messages";

const kindOf = (value: Value, key = "", seats = 2) => shapeOf(value, { key, seats }).kind;
const empty = (cells: number) => Array.from({ length: cells }, () => null as Value);
const grid = (rows: number, columns: number) => Array.from({ length: rows }, () => empty(columns));
const find = (view: Value, moves: Value[], secret: Value = null, before: Target | null = null) =>
  findTarget({ public: view, secret }, moves, 2, before);

test.each(["♠A", "A♠", "10♥", "QH", "TD", "♥️10", { rank: "Q", suit: "hearts" }, { rank: 7, suit: "♣" }])(
  "%j is a card",
  (value) => {
    expect(cardOf(value)).not.toBeNull();
  },
);

test.each(["D4", "A1", "11H", "Ann", "", "♠", "QHx", 10, null, { rank: "Q" }, { rank: "1", suit: "hearts" }])(
  "%j is no card",
  (value) => {
    expect(cardOf(value)).toBeNull();
  },
);

test.each<[Value, string, string]>([
  [null, "", "nothing"],
  [true, "", "boolean"],
  [3, "points", "number"],
  [1, "dealer", "seat"],
  [7, "dealer", "number"],
  ["QH", "top", "card"],
  [["♠A", null, "♥2"], "pile", "cards"],
  [new Uint8Array(3), "seal", "bytes"],
  [grid(3, 4), "", "grid"],
  [["..X", ".O.", "X.."], "board", "grid"],
  [["ab", "cd"], "words", "row"],
  [empty(9), "board", "grid"],
  [empty(42), "cells", "grid"],
  [[null, 0, 1, null, null, null, null, null, null], "anything", "grid"],
  [[1, 2, 3, 4, 5, 6, 1, 2, 3], "dice", "row"],
  [[4, 5], "scores", "each"],
  [[4, 5, 6], "scores", "row"],
  [[["♠A"], ["♥2"]], "hands", "each"],
  [{ "0": 3, "1": 4 }, "anything", "each"],
  [{ "{0}": 3, "{1}": 4 }, "anything", "each"],
  [
    [
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ],
    "bids",
    "each",
  ],
  [
    [
      { a: 1, b: 2 },
      { a: 3, b: 4 },
      { a: 5, b: 6 },
    ],
    "bids",
    "table",
  ],
  [
    [
      { by: 0, bid: 2 },
      { by: 1, bid: 4 },
    ],
    "bids",
    "table",
  ],
  [[{ a: 1 }, { b: 2 }, 3], "", "list"],
  [{ a: 1 }, "", "labelled"],
])("%j behind “%s” is shown as %s", (value, key, kind) => {
  expect(kindOf(value, key)).toBe(kind);
});

test.each([
  [9, "board", undefined, 3],
  [64, "board", undefined, 8],
  [42, "board", undefined, 7],
  [12, "board", 4, 4],
  [13, "board", undefined, null],
])("a list of %i behind “%s” has %s beside it and %s columns", (length, key, width, columns) => {
  expect(columnsOf(empty(length), { key, seats: 2, width })).toBe(columns);
});

test("the reference lists all keys that give players' names to values", () => {
  const page = readFileSync(new URL("../../docs/reference/default-page.md", import.meta.url), "utf-8");

  expect([...EACH, ...SEATS].filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
});

test("numbers of seats are told from numbers that count", () => {
  expect(
    holdsSeats(
      [
        [null, 0],
        [1, null],
      ],
      "",
      2,
    ),
  ).toBe(true);
  expect(
    holdsSeats(
      [
        [2, 4],
        [8, 0],
      ],
      "board",
      2,
    ),
  ).toBe(false);
  expect(
    holdsSeats(
      [
        [1, 0],
        [0, 1],
      ],
      "numbers",
      2,
    ),
  ).toBe(false);
});

test("a number is a cell of a flat board, a pair or a record one of a grid", () => {
  const flat = { board: [0, ...empty(8)], points: [1, 2] };
  const board = { board: grid(3, 4) };

  expect(find(flat, [1, 2, 8])).toEqual({ path: "public/board", counts: "cells", columns: 3 });
  expect(find(board, [[0, 1], [2, 3], "pass"])).toEqual({
    path: "public/board",
    counts: "cells",
    columns: 4,
  });
  expect(find(board, [{ row: 0, column: 3 }])?.path).toBe("public/board");
  expect(find(board, [{ place: [2, 3] }])?.path).toBe("public/board");
  expect(find(board, [[3, 0]])).toBeNull();
});

test("a number below the width of a grid is a column, and each of its cells makes the move", () => {
  const target = find({ board: grid(6, 7) }, [0, 3, 6]);

  expect(target).toEqual({ path: "public/board", counts: "columns", columns: 7 });
  expect(
    [...picksOf(target as Target, [0, 3, 6], grid(6, 7).flat())].filter(([, move]) => move === 1),
  ).toEqual([3, 10, 17, 24, 31, 38].map((cell) => [cell, 1]));
});

test("numbers that are cells of a grid stay so when only small ones are left", () => {
  const before = find({ board: grid(6, 7) }, [3, 30]);

  expect(find({ board: grid(6, 7) }, [3], null, before)?.counts).toBe("cells");
});

test("numbers that mean something else are no cells", () => {
  expect(find({ points: [3, 4], last: [1, 2, 3] }, [0, 1])).toBeNull();
  expect(find({ board: grid(3, 3) }, [[0, 0], { flag: [1, 1] }])).toBeNull();
  expect(find({ board: grid(3, 3) }, ["rock", "paper"])).toBeNull();
});

test("a number is a card of the own hand, and so is a card that is named", () => {
  const secret = { hand: ["♠A", "♥2", "♥3"] };
  const moves = ["♥2", "draw", "♠A"];
  const named = find({ top: "♥9" }, moves, secret) as Target;

  expect(find({ top: "♥9" }, [0, 2], secret)?.path).toBe("secret/hand");
  expect(named).toEqual({ path: "secret/hand", counts: "cards", columns: 3 });
  expect([...picksOf(named, moves, secret.hand)]).toEqual([
    [0, 2],
    [1, 0],
  ]);
  expect([...movesOn(named, moves)]).toEqual([0, 2]);
});

const form: Form = {
  type: "either",
  of: [
    {
      type: "record",
      title: "RaiseBid",
      fields: ["quantity", "face"].map((name) => ({
        ...{ type: "integer", least: null, most: null, name, required: true, default: null },
      })),
    },
    {
      type: "record",
      title: "Call",
      fields: [{ type: "choice", choices: [true], name: "call", required: true, default: null }],
    },
  ],
};

test.each<[Value, Form | null, string, string]>([
  [{ quantity: 3, face: 5 }, form, "Raise bid 3, 5", "Raise bid"],
  [{ call: true }, form, "Call", "Call"],
  [{ bid: [2, 3] }, null, "Bid 2, 3", "Bid"],
  [{ play: "♠A" }, null, "Play ace of spades", "Play"],
  ["QH", null, "queen of hearts", "Cards"],
  [["♠A", "♠2"], null, "ace of spades 2 of spades", "Cards"],
  ["take_all", null, "Take all", ""],
  ["ask {1}", null, "ask Bob", ""],
  [4, null, "4", "Numbers"],
])("the move %j reads “%s”", (move, of, words, group) => {
  const read = moveWords(move, of, ["Ann", "Bob"]);

  expect(spoken(read.parts)).toBe(words);
  expect(read.group).toBe(group);
});

test("names stand for the seats in braces only, and a name can't stand for another", () => {
  expect(fill("{0} beats {1} by {12}", ["{1}", "Bob"])).toBe("{1} beats Bob by {12}");
});

test("of seats that were asked together, those who have acted are told apart", () => {
  const round = asked([], [0, 1, 2]);

  expect(asked(round, [1])).toEqual([0, 1, 2]);
  expect(asked(asked(round, [1]), [0, 1, 2])).toEqual([0, 1, 2]);
  expect(asked([0], [1])).toEqual([1]);
  expect(asked(round, [])).toEqual([]);
});

test("the log has each line once, in order, private ones marked, and a note without words not at all", () => {
  const note = (number: number, text: string) => ({ number, text, value: null });
  const everybodys = [note(0, "start"), note(2, "Ann plays"), note(2, "Ann is out"), note(3, "")];

  const lines = linesOf(everybodys, [note(0, "You got aces"), note(2, "You lose")]);

  expect(lines.map((line) => line.text)).toEqual([
    "start",
    "You got aces",
    "Ann plays",
    "Ann is out",
    "You lose",
  ]);
  expect(lines.map((line) => line.isPrivate)).toEqual([false, true, false, false, true]);
  expect(new Set(lines.map((line) => line.key)).size).toBe(5);
  expect(linesOf(everybodys.slice(2), []).map((line) => line.key)).toEqual(
    linesOf(everybodys, [])
      .slice(2)
      .map((line) => line.key),
  );
});
