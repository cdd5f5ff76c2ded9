// Moves that take more than one click, and several kinds of move at the same cell.
import { expect, test } from "vitest";
import { Clicks } from "../src/games/plain/clicks";
import { hasPairs } from "../src/games/plain/headings";
import { wordsOfMoves } from "../src/games/plain/move_words";
import { modesOf, pathsOf } from "../src/games/plain/paths";
import { findTarget } from "../src/games/plain/targets";
import type { Form, FormField } from "../src/sdk/forms";
import type { Value } from "../src/sdk/messages";

const grid = (rows: number, columns: number): Value[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => null));
const integer = (name: string): FormField =>
  ({ type: "integer", least: null, most: null, name, required: true, default: null }) as FormField;
const record = (title: string, ...fields: string[]): Form => ({
  type: "record",
  title,
  fields: fields.map(integer),
});

test.each<[Value, Value]>([
  [
    { source: [1, 2], target: [0, 2] },
    [
      [1, 2],
      [0, 2],
    ],
  ],
  [
    { target: [0, 2], source: [1, 2] },
    [
      [1, 2],
      [0, 2],
    ],
  ],
  [
    { source: { row: 1, column: 2 }, target: { row: 0, column: 2 } },
    [
      [1, 2],
      [0, 2],
    ],
  ],
  [
    { from_row: 1, from_column: 2, to_row: 0, to_column: 2 },
    [
      [1, 2],
      [0, 2],
    ],
  ],
  [
    { x1: 2, y1: 1, x2: 2, y2: 0 },
    [
      [1, 2],
      [0, 2],
    ],
  ],
  [
    [
      [1, 2],
      [0, 2],
    ],
    [
      [1, 2],
      [0, 2],
    ],
  ],
  [
    [1, 2, 0, 2],
    [
      [1, 2],
      [0, 2],
    ],
  ],
  [
    {
      path: [
        [5, 0],
        [3, 2],
        [1, 0],
      ],
    },
    [
      [5, 0],
      [3, 2],
      [1, 0],
    ],
  ],
  [{ source: 12, target: 8 }, [12, 8]],
  [{ what: "flag", row: 3, column: 4 }, [[3, 4]]],
  [{ row: 3, column: 4, kind: "open" }, [[3, 4]]],
  [{ x: 4, y: 3 }, [[3, 4]]],
  [["flag", 3, 4], [[3, 4]]],
  [["flag", [3, 4]], [[3, 4]]],
  [{ kind: "place", square: 4 }, [4]],
  [{ dig: [3, 4] }, [[3, 4]]],
])("the move %j is clicked at %j", (move, cells) => {
  expect(pathsOf([move])).toMatchObject([{ move: 0, cells }]);
});

test.each<[Value]>([
  [{ quantity: 3, face: 5 }],
  [{ amount: 3, colour: "red" }],
  [{ player: 1, rank: "Q" }],
  ["pass"],
  [{ pass: true }],
  [[1, 2, 3]],
  [["bid", 3]],
  [{ rank: 7, suit: "♣" }],
])("the move %j names no cell", (move) => {
  expect(pathsOf([move])).toEqual([]);
});

test("what tells moves at the same cell apart is a kind of move, with words", () => {
  const moves: Value[] = [
    { what: "open", row: 0, column: 1 },
    { what: "flag", row: 0, column: 1 },
    { what: "open", row: 2, column: 1 },
  ];

  const paths = pathsOf(moves);

  expect(modesOf(moves, paths, null).map(({ words }) => words)).toEqual(["Open", "Flag"]);
  expect(paths.map(({ mode }) => mode === paths[0]?.mode)).toEqual([true, false, true]);
});

test("kinds of move are called as their records or as their only field, or by their tags", () => {
  const wordsOf = (moves: Value[], form: Form | null = null) =>
    modesOf(moves, pathsOf(moves, form), form).map(({ words }) => words);
  const form: Form = {
    type: "either",
    of: [record("Place", "row", "column"), record("Shift", "source", "target")],
  };

  expect(wordsOf([{ dig: [0, 0] }, { flag: [0, 0] }])).toEqual(["Dig", "Flag"]);
  expect(
    wordsOf([
      { row: 1, column: 1, flag: true },
      { row: 1, column: 1, flag: false },
    ]),
  ).toEqual(["Flag", "No flag"]);
  expect(
    wordsOf(
      [
        { row: 1, column: 1 },
        { source: 1, target: 2 },
      ],
      form,
    ),
  ).toEqual([]);
  expect(
    wordsOf([
      ["open", 1, 1],
      ["flag", 1, 1],
    ]),
  ).toEqual(["Open", "Flag"]);
});

test("where it is not clear what a click means, nothing is clicked", () => {
  const unnamed: Value[] = [[1, 2], { row: 1, column: 3 }];
  const unfinished: Value[] = [
    {
      path: [
        [0, 0],
        [1, 1],
      ],
    },
    {
      path: [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
    },
  ];
  const twice: Value[] = [
    [0, 1],
    [0, 1],
  ];
  const mixed: Value[] = [{ square: 3 }, { square: [1, 1] }];

  for (const moves of [unnamed, unfinished, twice, mixed]) expect(pathsOf(moves)).toEqual([]);
});

const steps: Value[] = [
  { source: [1, 0], target: [0, 0] },
  { source: [1, 0], target: [0, 1] },
  { source: [1, 1], target: [0, 2] },
];
const clicksAfter = (cells: number[], moves: Value[] = steps) => {
  const view = { board: grid(3, 3) };
  const target = findTarget({ public: view, secret: null }, moves, 2, null);
  if (!target) throw new Error("there is no target");
  const paths = pathsOf(moves);
  return new Clicks(
    { target, moves, paths, chosen: { mode: paths[0]?.mode ?? "", cells } },
    view.board.flat(),
  );
};
const states = (clicks: Clicks) => Array.from({ length: 9 }, (_, cell) => clicks.stateOf(cell));

test("first the cells that can move are open, then those where the chosen one can go", () => {
  const [begin, chosen] = [clicksAfter([]), clicksAfter([3])];

  expect(states(begin)).toEqual(
    [..."...", "open", "open", ..."...."].map((cell) => (cell === "." ? "quiet" : cell)),
  );
  expect(begin.click(3)).toEqual([3]);
  expect(states(chosen).slice(0, 5)).toEqual(["open", "open", "quiet", "chosen", "source"]);
  expect([chosen.moveAt(0), chosen.moveAt(1), chosen.moveAt(2)]).toEqual([0, 1, undefined]);
  expect(chosen.click(1)).toBe(1);
});

test("a second click takes the choice back, one on another that can move takes its place", () => {
  const chosen = clicksAfter([3]);

  expect(chosen.click(3)).toEqual([]);
  expect(chosen.click(4)).toEqual([4]);
  expect(chosen.click(8)).toEqual([3]);
});

test("a move of one cell is made with one click", () => {
  expect(
    clicksAfter(
      [],
      [
        [0, 1],
        [2, 2],
      ],
    ).click(8),
  ).toBe(1);
});

test("numbers in moves of several kinds are cells only of what is a board without doubt", () => {
  const moves: Value[] = [{ bid: 3 }, { raise: 4 }];
  const find = (view: Value, secret: Value = null) => findTarget({ public: view, secret }, moves, 2, null);

  expect(find({ offers: [1, null, null, null, 2, 3] })).toBeNull();
  expect(find({ board: grid(3, 3).flat() })?.path).toBe("public/board");
});

test("a board has numbers where moves name its cells by row and column", () => {
  expect(hasPairs(record("Move", "row", "column"), [])).toBe(true);
  expect(hasPairs({ type: "row", of: [integer("a"), integer("b")] }, [])).toBe(true);
  expect(
    hasPairs(null, [
      "pass",
      {
        jump: [
          [1, 2],
          [3, 4],
        ],
      },
    ]),
  ).toBe(true);
  expect(hasPairs(record("Bid", "quantity", "face"), [{ quantity: 1, face: 2 }])).toBe(false);
});

test("what is the same in all moves is not said with each", () => {
  const said = (moves: Value[], form: Form | null = null) =>
    wordsOfMoves(moves, form, []).map(({ spoken }) => spoken);
  const form = record("Bid", "quantity", "face");

  expect(
    said(
      [
        { quantity: 1, face: 2 },
        { quantity: 3, face: 4 },
      ],
      form,
    ),
  ).toEqual(["1, 2", "3, 4"]);
  expect(said([{ quantity: 1, face: 2 }], form)).toEqual(["Bid 1, 2"]);
  expect(said([{ quantity: 1, face: 2 }, "pass"], form)).toEqual(["Bid 1, 2", "Pass"]);
  expect(
    said([
      { kind: "move", to: 2 },
      { kind: "move", to: 3 },
    ]),
  ).toEqual(["2", "3"]);
});
