// How a game was won is found on the board.
import { expect, test } from "vitest";
import { winningCells, type Cell } from "../src/games/lines";

const rows = (...lines: string[]): Cell[][] =>
  lines.map((line) => [...line].map((mark) => (mark === "." ? null : Number(mark))));

test.each<[string, Cell[][], number[]]>([
  ["across", rows("000", "11.", "..."), [0, 1, 2]],
  ["down", rows("1.0", "1..", "1.0"), [0, 3, 6]],
  ["to the right", rows("0..", "10.", "1.0"), [0, 4, 8]],
  ["to the left", rows("..1", "01.", "10."), [2, 4, 6]],
  ["nowhere", rows("010", "010", "101"), []],
  ["not over the edge", rows("00.", "0..", "..."), []],
])("a row of three %s", (_where, board, cells) => {
  expect([...winningCells(board, 3)].sort()).toEqual(cells);
});
