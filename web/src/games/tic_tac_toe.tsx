// Tic-tac-toe: nine squares.
import { moveFocus } from "./arrows";
import type { Drawing } from "./drawing";
import { winningCells, type Cell } from "./lines";
import { texts } from "../app/words";

const MARKS = ["X", "O"];

export function TicTacToe({ view, moves, me, act }: Drawing) {
  const { board } = view as { board: Cell[] };
  const won = winningCells([board.slice(0, 3), board.slice(3, 6), board.slice(6, 9)], 3);
  const legal = new Set(moves as number[] | null);
  return (
    <div class="ttt" role="group" aria-label={texts.board.board} onKeyDown={moveFocus(3)}>
      {board.map((mark, square) => (
        <button
          key={square}
          class={`square ${won.has(square) ? "won" : ""} ${me === null ? "" : `ghost-${me}`}`}
          data-testid={`square-${square}`}
          aria-label={texts.board.square(
            Math.floor(square / 3) + 1,
            (square % 3) + 1,
            mark === null ? texts.board.empty : (MARKS[mark] ?? ""),
          )}
          aria-disabled={!legal.has(square)}
          onClick={() => legal.has(square) && act(square)}
        >
          {mark === null ? null : <Mark mark={mark} />}
        </button>
      ))}
    </div>
  );
}

function Mark({ mark }: { mark: number }) {
  return (
    <svg viewBox="0 0 100 100" class={`mark-${mark}`} aria-hidden="true">
      {mark === 0 ? (
        <path d="M26 26 74 74M74 26 26 74" pathLength="1" />
      ) : (
        <circle cx="50" cy="50" r="26" pathLength="1" />
      )}
    </svg>
  );
}
