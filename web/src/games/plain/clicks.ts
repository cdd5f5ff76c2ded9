// What a click on a cell does: it makes a move, begins one, leads on, or takes the last step back.
import type { Value } from "../../sdk/messages";
import type { Path } from "./paths";
import { picksOf, type Chosen, type Picks, type Target } from "./targets";

/** How a cell stands to the move that is being made. */
export type CellState = "quiet" | "open" | "source" | "chosen";

export interface Clickable {
  target: Target;
  moves: readonly Value[];
  paths: Path[];
  chosen: Chosen;
}

export class Clicks {
  readonly #next: Picks;
  readonly #starts: Picks;

  constructor(
    private readonly scene: Clickable,
    cells: readonly Value[],
  ) {
    const { target, moves, paths, chosen } = scene;
    this.#next = picksOf(target, moves, cells, paths, chosen);
    this.#starts =
      chosen.cells.length === 0 ? this.#next : picksOf(target, moves, cells, paths, { ...chosen, cells: [] });
  }

  /** The move that a click on the cell makes. */
  moveAt(cell: number): number | undefined {
    return this.#next.get(cell) ?? undefined;
  }

  /** Cells at which something can be clicked, the first of those that mean the same. */
  get firsts(): Set<number> {
    const first = new Map<number | string, number>();
    for (const [cell, move] of this.#next) {
      const meaning = move ?? `cell ${this.#keyOf(cell)}`;
      if (!first.has(meaning)) first.set(meaning, cell);
    }
    return new Set(first.values());
  }

  stateOf(cell: number): CellState {
    if (this.scene.chosen.cells.includes(this.#keyOf(cell))) return "chosen";
    if (this.#next.has(cell)) return "open";
    return this.#starts.has(cell) ? "source" : "quiet";
  }

  /** Return the move that a click makes, or the cells that are chosen after it. */
  click(cell: number): number | readonly number[] {
    const { cells } = this.scene.chosen;
    const key = this.#keyOf(cell);
    const move = this.#next.get(cell);
    if (move !== undefined) return move ?? [...cells, key];
    if (cells.at(-1) === key) return cells.slice(0, -1);
    return this.#starts.has(cell) ? [key] : cells;
  }

  #keyOf(cell: number): number {
    const { counts, columns } = this.scene.target;
    return counts === "columns" ? cell % columns : cell;
  }
}
