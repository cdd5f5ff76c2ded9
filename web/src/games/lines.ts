// Rows of equal marks on a rectangular board, for showing how a game was won.

export type Cell = number | null;

const DIRECTIONS = [
  [0, 1],
  [1, 0],
  [1, 1],
  [1, -1],
] as const;

/** Return the indices, row by row, of every cell in a row of at least `length` equal marks. */
export function winningCells(rows: readonly (readonly Cell[])[], length: number): Set<number> {
  const won = new Set<number>();
  const width = rows[0]?.length ?? 0;
  rows.forEach((row, y) =>
    row.forEach((mark, x) => {
      if (mark === null) return;
      for (const [down, right] of DIRECTIONS) {
        const line = Array.from({ length }, (_, step) => [y + down * step, x + right * step] as const);
        if (line.every(([v, u]) => rows[v]?.[u] === mark)) line.forEach(([v, u]) => won.add(v * width + u));
      }
    }),
  );
  return won;
}
