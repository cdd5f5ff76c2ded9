// A board of cells. Where a legal move points at a cell, the cell is its button.
import { useState } from "preact/hooks";
import { valueWords } from "../../forms/words";
import type { Value } from "../../sdk/messages";
import { moveFocus } from "../arrows";
import { CardFace } from "./card";
import { cardOf, cardWords } from "./cards";
import { fill } from "./names";
import type { Scene } from "./scene";
import { holdsSeats } from "./shapes";
import { picksOf } from "./targets";

interface Props {
  rows: Value[][];
  columns: number;
  label: string;
  path: string;
  scene: Scene;
  /** Its key in the view. */
  name: string;
}

const NARROW_CHARACTERS = 6;
const NARROW_WORD_CHARACTERS = 3;
const CROWDED_COLUMNS = 10;

export function Grid({ rows, columns, label, path, name, scene }: Props) {
  const [focused, setFocused] = useState<number | null>(null);
  const isTarget = scene.target?.path === path && scene.me !== null;
  const cells = rows.flat();
  const picks = isTarget && scene.target ? picksOf(scene.target, scene.moves, cells) : NO_PICKS;
  const areSeats = holdsSeats(rows, name, scene.names.length);
  const characters = Math.max(1, ...cells.map((cell) => charactersOf(cell, scene.names)));
  const isWide = characters > NARROW_CHARACTERS || cells.some((cell) => isWord(cell, scene.names));
  const firsts = firstOfEach(picks);
  // One cell is in the order of the tabulator, the others are reached with the arrows.
  const stop = focused ?? (firsts.size > 0 ? Math.min(...firsts) : 0);
  return (
    <div class="plain-scroll">
      <table
        class={`plain-grid ${isWide ? "plain-grid-wide" : ""} ${columns > CROWDED_COLUMNS ? "plain-grid-crowded" : ""}`}
        style={{ "--columns": columns, "--characters": characters }}
        aria-label={label}
        onKeyDown={moveFocus(columns)}
      >
        <tbody>
          {rows.map((row, y) => (
            <tr key={y}>
              {row.map((value, x) => {
                const at = y * columns + x;
                const move = picks.get(at);
                const testId = move !== undefined && firsts.has(at) ? `move-${move}` : undefined;
                const cell = { value, y, x, isSeat: areSeats, scene };
                const pick = { move, testId, isStop: at === stop, focus: () => setFocused(at) };
                return <td key={x}>{isTarget ? <Pickable {...cell} {...pick} /> : <Cell {...cell} />}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const NO_PICKS: ReadonlyMap<number, number> = new Map();

interface CellProps {
  value: Value;
  y: number;
  x: number;
  isSeat: boolean;
  scene: Scene;
}

function Cell({ value, y, x, isSeat, scene }: CellProps) {
  return (
    <span class={`cell ${value === true ? "cell-on" : ""}`} data-cell={`${y}-${x}`}>
      <Inside value={value} isSeat={isSeat} names={scene.names} />
    </span>
  );
}

interface PickProps extends CellProps {
  move: number | undefined;
  testId: string | undefined;
  isStop: boolean;
  focus: () => void;
}

/** A cell that can be chosen now, or can be when it is one's turn again. */
function Pickable({ value, y, x, isSeat, scene, move, testId, isStop, focus }: PickProps) {
  const isOpen = move !== undefined && scene.isOpen;
  // Of a column only the empty cells are marked.
  const isMarked = isOpen && (scene.target?.counts !== "columns" || value === null);
  return (
    <button
      class={`cell ${value === true ? "cell-on" : ""} ${isMarked ? "cell-open" : ""}`}
      data-cell={`${y}-${x}`}
      data-testid={testId}
      aria-label={`Row ${y + 1}, column ${x + 1}: ${cellWords(value, isSeat, scene)}`}
      aria-disabled={!isOpen}
      tabIndex={isStop ? 0 : -1}
      onFocus={focus}
      onClick={() => move !== undefined && scene.play(move)}
    >
      <Inside value={value} isSeat={isSeat} names={scene.names} />
    </button>
  );
}

function Inside({ value, isSeat, names }: { value: Value; isSeat: boolean; names: string[] }) {
  if (value === null || typeof value === "boolean") return null;
  if (isSeat && typeof value === "number") return <Disc seat={value} />;
  const card = cardOf(value);
  return card ? <CardFace card={card} /> : <span class="cell-text">{fill(valueWords(value), names)}</span>;
}

/** A disc of a seat; they differ in more than in colour. */
export function Disc({ seat }: { seat: number }) {
  return (
    <i class={`pdisc hue-${seat % 6} pdisc-${seat}`} aria-hidden="true">
      {seat > 1 ? seat + 1 : ""}
    </i>
  );
}

function cellWords(value: Value, isSeat: boolean, { names, me }: Scene): string {
  if (value === null || value === "") return "empty";
  if (isSeat && typeof value === "number") return value === me ? "yours" : (names[value] ?? String(value));
  const card = cardOf(value);
  return card ? cardWords(card) : fill(valueWords(value), names);
}

function charactersOf(value: Value, names: string[]): number {
  const isText = typeof value === "string" || typeof value === "number";
  return isText && !cardOf(value) ? [...fill(String(value), names)].length : 1;
}

/** Longer texts have cells as wide as they need. */
function isWord(value: Value, names: string[]): boolean {
  return typeof value === "string" && charactersOf(value, names) > NARROW_WORD_CHARACTERS;
}

/** Of cells that mean the same move, the first stands for it. */
function firstOfEach(picks: ReadonlyMap<number, number>): Set<number> {
  const first = new Map<number, number>();
  for (const [cell, move] of picks) if (!first.has(move)) first.set(move, cell);
  return new Set(first.values());
}
