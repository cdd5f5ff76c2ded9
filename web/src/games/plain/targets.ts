// Which part of a view the legal moves point into: the cells of a board, the columns of a grid, the cards of a hand.
import { isDict } from "../../forms/fits";
import type { Value } from "../../sdk/messages";
import { areCards, cardOf, cardWords } from "./cards";
import { namesBoard, namesEach, namesRow } from "./names";
import { columnsOf, gridOf, isScalar } from "./shapes";

export interface Target {
  /** Keys that lead there, "public" or "secret" first. */
  path: string;
  /** What a number in a move counts: cells row by row, or columns; or a move names the card itself. */
  counts: "cells" | "columns" | "cards";
  columns: number;
}

/** A move that points somewhere, and how such moves are written: moves of one kind look alike. */
interface Point {
  move: number;
  at: number | [row: number, column: number];
  written: string;
}

const DEPTH_MAX = 3;
const ROW_KEYS = ["row", "r", "y"];
const COLUMN_KEYS = ["column", "col", "c", "x"];
const CLEAR_ENOUGH = 3;

/** Return where the moves point; `before` is where they did, and is kept while it fits. */
export function findTarget(
  views: { public: Value; secret: Value },
  moves: readonly Value[],
  seats: number,
  before: Target | null,
): Target | null {
  const points = pointsOf(moves);
  const parts = [...candidates(views.public, "public", 0), ...candidates(views.secret, "secret", 0)];
  if (points.length === 0) return findHand(parts, moves);
  const found = parts
    .flatMap((candidate) => weigh(candidate, points, seats))
    .filter(({ weight }) => weight >= CLEAR_ENOUGH)
    .sort((one, other) => other.weight - one.weight)
    .map(({ target }) => target);
  return (
    found.find((target) => target.path === before?.path && target.counts === before.counts) ??
    found[0] ??
    null
  );
}

/** Return which move each cell means, by the cell's number row by row. */
export function picksOf(
  target: Target,
  moves: readonly Value[],
  cells: readonly Value[],
): Map<number, number> {
  if (target.counts === "cards") return cardPicks(cells, moves);
  const picks = new Map<number, number>();
  for (const { at, move } of pointsOf(moves)) {
    if (Array.isArray(at)) picks.set(at[0] * target.columns + at[1], move);
    else if (target.counts === "cells") picks.set(at, move);
    else for (let cell = at; cell < cells.length; cell += target.columns) picks.set(cell, move);
  }
  return picks;
}

/** Return the moves that are made by a click on the target. */
export function movesOn(target: Target | null, moves: readonly Value[]): Set<number> {
  if (!target) return new Set();
  const isCards = target.counts === "cards";
  return new Set(
    isCards ? cardMoves(moves).map(([, move]) => move) : pointsOf(moves).map(({ move }) => move),
  );
}

/** Return the cards that hold all the cards of the moves, one's own before those of all. */
function findHand(parts: Candidate[], moves: readonly Value[]): Target | null {
  const wanted = cardMoves(moves);
  if (wanted.length === 0) return null;
  const holds = ({ values }: Candidate) =>
    areCards(values) && wanted.every(([name]) => values.map(nameOf).includes(name));
  const hand = parts.findLast(holds);
  return hand ? { path: hand.path, counts: "cards", columns: hand.values.length } : null;
}

function cardPicks(cards: readonly Value[], moves: readonly Value[]): Map<number, number> {
  const byName = new Map(cardMoves(moves));
  return new Map(
    cards.flatMap((card, at): [number, number][] => {
      const move = byName.get(nameOf(card));
      return move === undefined ? [] : [[at, move]];
    }),
  );
}

/** Return the moves that are one card, alone or as a record's only field, if each means one move. */
function cardMoves(moves: readonly Value[]): [name: string, move: number][] {
  const found = moves.flatMap((value, move): [string, number][] => {
    const [only, ...others] = isDict(value) && !cardOf(value) ? Object.values(value) : [value];
    const name = others.length > 0 ? "" : nameOf(only ?? null);
    return name === "" ? [] : [[name, move]];
  });
  return new Set(found.map(([name]) => name)).size === found.length ? found : [];
}

function nameOf(value: Value): string {
  const card = cardOf(value);
  return card ? cardWords(card) : "";
}

/** Return the moves that point somewhere, if all of them are written in one way. */
export function pointsOf(moves: readonly Value[]): Point[] {
  const points = moves.flatMap((value, move) => pointOf(value, move, ""));
  const isOneKind = points.every(({ written }) => written === points[0]?.written);
  const isOncePerCell = new Set(points.map(({ at }) => String(at))).size === points.length;
  return isOneKind && isOncePerCell ? points : [];
}

function pointOf(value: Value, move: number, around: string): Point[] {
  if (typeof value === "number") return [{ move, at: value, written: `${around}number` }];
  if (Array.isArray(value)) {
    const [row, column] = value;
    const isPair = value.length === 2 && typeof row === "number" && typeof column === "number";
    return isPair ? [{ move, at: [row, column], written: `${around}pair` }] : [];
  }
  if (!isDict(value) || around !== "") return [];
  const keys = Object.keys(value);
  const [row, column] = [ROW_KEYS, COLUMN_KEYS].map((names) => keys.find((key) => names.includes(key)));
  if (row !== undefined && column !== undefined && keys.length === 2) {
    return pointOf([value[row] ?? null, value[column] ?? null], move, keys.join());
  }
  // A record with one field: {"square": 4}.
  return keys.length === 1 ? pointOf(value[keys[0] ?? ""] ?? null, move, keys.join()) : [];
}

interface Candidate {
  path: string;
  key: string;
  values: Value[];
  /** As a value beside it says. */
  width: number | undefined;
}

function candidates(value: Value, path: string, depth: number): Candidate[] {
  if (!isDict(value))
    return Array.isArray(value) && depth === 0 ? [{ path, key: "", values: value, width: undefined }] : [];
  if (depth >= DEPTH_MAX) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = `${path}/${key}`;
    return Array.isArray(inner)
      ? [{ path: here, key, values: inner, width: widthBeside(value) }]
      : candidates(inner, here, depth + 1);
  });
}

/** Return how many cells a row has, where a dict says so beside its board. */
export function widthBeside(dict: { [key: string]: Value }): number | undefined {
  const width = dict.width ?? dict.columns ?? dict.cols;
  return typeof width === "number" && width > 0 ? width : undefined;
}

interface Weighed {
  target: Target;
  weight: number;
}

function weigh({ path, key, values, width }: Candidate, points: Point[], seats: number): Weighed[] {
  if (values.length < 2) return [];
  const rows = gridOf(values, key);
  if (rows) return weighGrid(path, key, rows, points);
  const isOfSeats = namesEach(key) && values.length === seats;
  // The rows of a hand may be chosen, too, but what belongs to each player may not.
  if (isOfSeats || !values.every((value) => isScalar(value) || areCards([value]))) return [];
  const asBoard = columnsOf(values, { key, seats, width });
  const across = asBoard ?? columnsOf(values, { key, seats, width, isTarget: true }) ?? values.length;
  const cells = cellsOf(points, across);
  if (!isWithin(points, values.length / across, across) || cells.some((cell) => cell >= values.length))
    return [];
  const areEmpty = cells.every((cell) => isEmpty(values[cell] ?? null));
  const isHand = path.startsWith("secret") && areCards(values);
  const weight =
    (namesBoard(key) ? 4 : 0) +
    (namesRow(key) ? 3 : 0) +
    (asBoard ? 3 : 0) +
    (areEmpty ? 2 : 0) +
    (isHand ? 2 : 0);
  return [{ weight, target: { path, counts: "cells", columns: across } }];
}

function weighGrid(path: string, key: string, rows: Value[][], points: Point[]): Weighed[] {
  const columns = rows[0]?.length ?? 0;
  const named = namesBoard(key) ? 2 : 0;
  if (!isWithin(points, rows.length, columns)) return [];
  if (points.every(({ at }) => Array.isArray(at)))
    return [{ weight: 5 + named, target: { path, counts: "cells", columns } }];
  const areColumns = points.every(({ at }) => (at as number) < columns);
  const asCells: Weighed = { weight: 3 + named, target: { path, counts: "cells", columns } };
  return areColumns
    ? [{ weight: 4 + named, target: { path, counts: "columns", columns } }, asCells]
    : [asCells];
}

function isWithin(points: Point[], rows: number, columns: number): boolean {
  return points.every(({ at }) => {
    if (!Array.isArray(at)) return at >= 0 && at < rows * columns;
    return at[0] >= 0 && at[0] < rows && at[1] >= 0 && at[1] < columns;
  });
}

function cellsOf(points: Point[], columns: number): number[] {
  return points.map(({ at }) => (Array.isArray(at) ? at[0] * columns + at[1] : at));
}

function isEmpty(value: Value): boolean {
  return value === null || (typeof value === "string" && ["", ".", "-", "_"].includes(value.trim()));
}
