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

const NARROW_CHARACTERS = 3;
const CROWDED_COLUMNS = 10;

export function Grid({ rows, columns, label, path, name, scene }: Props) {
  const [focused, setFocused] = useState<number | null>(null);
  const isTarget = scene.target?.path === path && scene.me !== null;
  const picks =
    isTarget && scene.target ? picksOf(scene.target, scene.moves, rows.flat()) : new Map<number, number>();
  const areSeats = holdsSeats(rows, name, scene.names.length);
  const stop = focused ?? Math.min(...picks.keys());
  const tellIds = firstOfEach(picks);
  return (
    <div class="plain-scroll">
      <table
        class={`plain-grid ${isNarrow(rows, scene.names) ? "" : "plain-grid-wide"} ${columns > CROWDED_COLUMNS ? "plain-grid-crowded" : ""}`}
        style={{ "--columns": columns }}
        aria-label={label}
        onKeyDown={moveFocus(columns)}
      >
        <tbody>
          {rows.map((row, y) => (
            <tr key={y}>
              {row.map((value, x) => {
                const at = y * columns + x;
                const words = `Row ${y + 1}, column ${x + 1}: ${cellWords(value, areSeats, scene)}`;
                const inside = <Inside value={value} isSeat={areSeats} names={scene.names} />;
                if (!isTarget) {
                  return (
                    <td key={x}>
                      <span class={`cell ${value === true ? "cell-on" : ""}`} data-cell={`${y}-${x}`}>
                        {inside}
                      </span>
                    </td>
                  );
                }
                const move = picks.get(at);
                const isMarked = move !== undefined && (scene.target?.counts !== "columns" || value === null);
                return (
                  <td key={x}>
                    <button
                      class={`cell ${value === true ? "cell-on" : ""} ${isMarked && scene.isOpen ? "cell-open" : ""} ghost-${(scene.me ?? 0) % 6}`}
                      data-cell={`${y}-${x}`}
                      {...(move !== undefined && tellIds.has(at) && { "data-testid": `move-${move}` })}
                      aria-label={words}
                      aria-disabled={move === undefined || !scene.isOpen}
                      tabIndex={at === stop || (at === 0 && !Number.isFinite(stop)) ? 0 : -1}
                      onFocus={() => setFocused(at)}
                      onClick={() => move !== undefined && scene.play(move)}
                    >
                      {inside}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
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

function isNarrow(rows: Value[][], names: string[]): boolean {
  const isShort = (value: Value) =>
    typeof value !== "string" || [...fill(value, names)].length <= NARROW_CHARACTERS;
  return rows.every((row) =>
    row.every((value) => isShort(value) && !(typeof value === "number" && Math.abs(value) > 99_999)),
  );
}

/** Of cells that mean the same move, the first stands for it. */
function firstOfEach(picks: Map<number, number>): Set<number> {
  const first = new Map<number, number>();
  for (const [cell, move] of picks) if (!first.has(move)) first.set(move, cell);
  return new Set(first.values());
}
