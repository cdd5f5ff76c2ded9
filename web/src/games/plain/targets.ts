// Which part of a view the legal moves point into: the cells of a board, the columns of a grid, the cards of a hand.
import { isDict } from "../../forms/fits";
import type { Form } from "../../sdk/forms";
import type { Value } from "../../sdk/messages";
import { areCards, cardOf, cardWords } from "./cards";
import { namesBoard, namesEach, namesRow } from "./names";
import { pathsOf, type At, type Path } from "./paths";
import { columnsOf, gridOf, isScalar } from "./shapes";

export interface Target {
  /** Keys that lead there, "public" or "secret" first. */
  path: string;
  /** What a number in a move counts: cells row by row, or columns; or a move names the card itself. */
  counts: "cells" | "columns" | "cards";
  columns: number;
}

/** What was chosen so far: the kind of move, and cells by their numbers; for columns, those of the columns. */
export interface Chosen {
  mode: string;
  cells: readonly number[];
}

/** Which move a click on a cell makes, by the cell's number row by row; null: it leads on to a next cell. */
export type Picks = Map<number, number | null>;

const DEPTH_MAX = 3;
const CLEAR_ENOUGH = 3;
/** Numbers in moves of several kinds mean something else more often. */
const CLEAR_ENOUGH_FOR_KINDS = 5;

/** Return where the moves point; `before` is where they did, and is kept while it fits. */
export function findTarget(
  views: { public: Value; secret: Value },
  moves: readonly Value[],
  seats: number,
  before: Target | null,
  form: Form | null = null,
): Target | null {
  const paths = pathsOf(moves, form);
  const points = paths.flatMap(({ cells }) => cells);
  const parts = [...candidates(views.public, "public", 0), ...candidates(views.secret, "secret", 0)];
  if (points.length === 0) return findHand(parts, moves);
  const isOneKind = new Set(paths.map(({ mode }) => mode)).size === 1;
  const found = parts
    .flatMap((candidate) => weigh(candidate, points, seats))
    .filter(({ weight }) => weight >= (isOneKind ? CLEAR_ENOUGH : CLEAR_ENOUGH_FOR_KINDS))
    .sort((one, other) => other.weight - one.weight)
    .map(({ target }) => target);
  return (
    found.find((target) => target.path === before?.path && target.counts === before.counts) ??
    found[0] ??
    null
  );
}

/** Return where one may click next. */
export function picksOf(
  target: Target,
  moves: readonly Value[],
  cells: readonly Value[],
  paths = pathsOf(moves),
  chosen: Chosen = { mode: paths[0]?.mode ?? "", cells: [] },
): Picks {
  if (target.counts === "cards") return cardPicks(cells, moves);
  const picks: Picks = new Map();
  for (const path of paths.filter(({ mode }) => mode === chosen.mode)) {
    const at = path.cells.map((cell) => cellOf(cell, target.columns));
    const next = chosen.cells.length;
    const [cell] = at.slice(next);
    if (cell === undefined || at.slice(0, next).join() !== chosen.cells.join()) continue;
    const move = next + 1 === at.length ? path.move : null;
    const step = target.counts === "columns" ? target.columns : cells.length;
    for (let each = cell; each < cells.length; each += step) picks.set(each, move);
  }
  return picks;
}

/** Return the moves that are made by clicks on the target. */
export function movesOn(
  target: Target | null,
  moves: readonly Value[],
  paths: readonly Path[] = pathsOf(moves),
): Set<number> {
  if (!target) return new Set();
  const isCards = target.counts === "cards";
  return new Set(isCards ? cardMoves(moves).map(([, move]) => move) : paths.map(({ move }) => move));
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

function cardPicks(cards: readonly Value[], moves: readonly Value[]): Picks {
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

function weigh({ path, key, values, width }: Candidate, points: readonly At[], seats: number): Weighed[] {
  if (values.length < 2) return [];
  const rows = gridOf(values, key);
  if (rows) return weighGrid(path, key, rows, points);
  const isOfSeats = namesEach(key) && values.length === seats;
  // The rows of a hand may be chosen, too, but what belongs to each player may not.
  if (isOfSeats || !values.every((value) => isScalar(value) || areCards([value]))) return [];
  const asBoard = columnsOf(values, { key, seats, width });
  const across = asBoard ?? columnsOf(values, { key, seats, width, isTarget: true }) ?? values.length;
  const cells = points.map((at) => cellOf(at, across));
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

function weighGrid(path: string, key: string, rows: Value[][], points: readonly At[]): Weighed[] {
  const columns = rows[0]?.length ?? 0;
  const named = namesBoard(key) ? 2 : 0;
  if (!isWithin(points, rows.length, columns)) return [];
  if (points.every((at) => Array.isArray(at)))
    return [{ weight: 5 + named, target: { path, counts: "cells", columns } }];
  const areColumns = points.every((at) => (at as number) < columns);
  const asCells: Weighed = { weight: 3 + named, target: { path, counts: "cells", columns } };
  return areColumns
    ? [{ weight: 4 + named, target: { path, counts: "columns", columns } }, asCells]
    : [asCells];
}

function isWithin(points: readonly At[], rows: number, columns: number): boolean {
  return points.every((at) => {
    if (!Array.isArray(at)) return at >= 0 && at < rows * columns;
    return at[0] >= 0 && at[0] < rows && at[1] >= 0 && at[1] < columns;
  });
}

function cellOf(at: At, columns: number): number {
  return Array.isArray(at) ? at[0] * columns + at[1] : at;
}

function isEmpty(value: Value): boolean {
  return value === null || (typeof value === "string" && ["", ".", "-", "_"].includes(value.trim()));
}
