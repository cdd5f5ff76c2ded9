// A board of cells. Where a legal move points at a cell, the cell is its button.
import { useState } from "preact/hooks";
import { valueWords } from "../../forms/words";
import type { Value } from "../../sdk/messages";
import { moveFocus } from "../arrows";
import { CardFace } from "./card";
import { cardOf, cardWords } from "./cards";
import { fill } from "./names";
import type { CellState } from "./clicks";
import { ModeSwitch } from "./mode_switch";
import { click, clicksOn, takeBackOnEscape, type Scene } from "./scene";
import { holdsSeats } from "./shapes";
import { texts } from "../../app/words";

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
  const cells = rows.flat();
  const clicks = clicksOn(scene, path, cells);
  const isSeat = holdsSeats(rows, name, scene.names.length);
  const characters = Math.max(1, ...cells.map((cell) => charactersOf(cell, scene.names)));
  const isWide = characters > NARROW_CHARACTERS || cells.some((cell) => isWord(cell, scene.names));
  const firsts = clicks?.firsts ?? new Set();
  // One cell is in the order of the tabulator, the others are reached with the arrows.
  const stop = focused ?? (firsts.size > 0 ? Math.min(...firsts) : 0);
  const move = moveFocus(columns);
  const back = takeBackOnEscape(scene);
  return (
    <div class="plain-scroll">
      {clicks && <ModeSwitch scene={scene} />}
      <table
        class={`plain-grid ${isWide ? "plain-grid-wide" : ""} ${columns > CROWDED_COLUMNS ? "plain-grid-crowded" : ""}`}
        style={{ "--columns": columns, "--characters": characters }}
        aria-label={label}
        onKeyDown={(event) => {
          move(event);
          back(event);
        }}
      >
        {scene.isNumbered && <ColumnNumbers columns={columns} />}
        <tbody>
          {rows.map((row, y) => (
            <tr key={y}>
              {scene.isNumbered && <th scope="row">{y}</th>}
              {row.map((value, x) => {
                const at = y * columns + x;
                const cell = { value, y, x, isSeat, scene };
                const made = clicks?.moveAt(at);
                const pick = {
                  state: clicks?.stateOf(at) ?? "quiet",
                  testId: made !== undefined && firsts.has(at) ? `move-${made}` : undefined,
                  isStop: at === stop,
                  focus: () => setFocused(at),
                  choose: () => clicks && click(scene, clicks, at),
                };
                return <td key={x}>{clicks ? <Pickable {...cell} {...pick} /> : <Cell {...cell} />}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** As moves count them: from 0. */
function ColumnNumbers({ columns }: { columns: number }) {
  return (
    <thead>
      <tr>
        <td />
        {Array.from({ length: columns }, (_, column) => (
          <th key={column} scope="col">
            {column}
          </th>
        ))}
      </tr>
    </thead>
  );
}

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
  state: CellState;
  testId: string | undefined;
  isStop: boolean;
  focus: () => void;
  choose: () => void;
}

/** A cell that can be chosen now, or can be when it is one's turn again. */
function Pickable({ value, y, x, isSeat, scene, state, testId, isStop, focus, choose }: PickProps) {
  const isOpen = state !== "quiet" && scene.isOpen;
  // Of a column only the empty cells are marked.
  const isMarked = isOpen && (scene.target?.counts !== "columns" || value === null);
  const chosen = state === "chosen" ? { "aria-pressed": true } : {};
  return (
    <button
      class={`cell ${value === true ? "cell-on" : ""} ${isMarked ? `cell-${state}` : ""}`}
      data-cell={`${y}-${x}`}
      data-testid={testId}
      aria-label={texts.board.square(y + 1, x + 1, cellWords(value, isSeat, scene))}
      aria-disabled={!isOpen}
      {...chosen}
      tabIndex={isStop ? 0 : -1}
      onFocus={focus}
      onClick={choose}
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
  if (value === null || value === "") return texts.board.empty;
  if (isSeat && typeof value === "number")
    return value === me ? texts.plain.yours : (names[value] ?? String(value));
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
