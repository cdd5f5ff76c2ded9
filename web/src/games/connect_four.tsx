// Connect four: seven columns, discs that drop.
import { useRef } from "preact/hooks";
import { moveFocus } from "./arrows";
import type { Drawing } from "./drawing";
import { winningCells, type Cell } from "./lines";
import { texts } from "../app/words";

export function ConnectFour({ view, moves, me, players, act }: Drawing) {
  const { board } = view as { board: Cell[][] };
  const fresh = useFresh(board);
  const won = winningCells(board, 4);
  const legal = new Set(moves as number[] | null);
  const columns = board[0]?.map((_, column) => board.map((row) => row[column] ?? null)) ?? [];
  return (
    <div class="c4" role="group" aria-label={texts.board.board} onKeyDown={moveFocus(1)}>
      {columns.map((cells, column) => (
        <button
          key={column}
          class={`column ${me === null ? "" : `ghost-${me}`}`}
          data-testid={`column-${column}`}
          aria-label={describe(
            column,
            cells,
            players.map((player) => player.name),
          )}
          aria-disabled={!legal.has(column)}
          onClick={() => legal.has(column) && act(column)}
        >
          {cells.map((mark, row) => (
            <span class="hole" key={row}>
              {mark !== null && (
                <span
                  class={`disc disc-${mark} ${fresh.has(row * 7 + column) ? `drops drops-${row}` : ""} ${won.has(row * 7 + column) ? "won" : ""}`}
                />
              )}
              {mark === null && cells[row + 1] !== null && legal.has(column) && <span class="disc ghost" />}
            </span>
          ))}
          <span class="front" aria-hidden="true" />
        </button>
      ))}
    </div>
  );
}

/** Return the cells that were filled since the board was last another one: only these drop. */
function useFresh(board: Cell[][]): Set<number> {
  const seen = useRef({ board, fresh: new Set<number>() });
  if (seen.current.board !== board) {
    const before = seen.current.board;
    const filled = board.flatMap((row, y) =>
      row.flatMap((mark, x) => (mark !== null && before[y]?.[x] === null ? [y * 7 + x] : [])),
    );
    seen.current = { board, fresh: new Set(filled) };
  }
  return seen.current.fresh;
}

function describe(column: number, cells: Cell[], names: string[]): string {
  const { board } = texts;
  const discs = cells.filter((mark) => mark !== null);
  const top = discs[0];
  const content =
    top === undefined ? board.empty : board.discs(discs.length, board.colours[top] ?? "", names[top] ?? "");
  return board.column(column + 1, content);
}
