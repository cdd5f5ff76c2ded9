// Tic-tac-toe: nine squares.
import { useRef } from "preact/hooks";
import { moveFocus } from "./arrows";
import type { Drawing } from "./drawing";
import { winningCells, type Cell } from "./lines";
import { texts } from "../app/words";

const MARKS = ["X", "O"];

export function TicTacToe({ view, moves, me, players, isReplay, act }: Drawing) {
  const { board } = view as { board: Cell[] };
  const won = winningCells([board.slice(0, 3), board.slice(3, 6), board.slice(6, 9)], 3);
  const legal = new Set(moves as number[] | null);
  return (
    <>
      <Board board={board} won={won} legal={legal} me={me} act={act} />
      {!isReplay && <Said board={board} names={players.map(({ name }) => name)} />}
    </>
  );
}

interface BoardProps extends Pick<Drawing, "me" | "act"> {
  board: Cell[];
  won: Set<number>;
  legal: Set<number>;
}

function Board({ board, won, legal, me, act }: BoardProps) {
  return (
    <div class="ttt" role="group" aria-label={texts.board.board} onKeyDown={moveFocus(3)}>
      {board.map((mark, square) => (
        <button
          key={square}
          class={`square ${won.has(square) ? "won" : ""} ${me === null ? "" : `ghost-${me}`}`}
          data-testid={`square-${square}`}
          aria-label={texts.board.square(
            ...placeOf(square),
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

/** The game writes no log, so who does not see the board is told of each move here. */
function Said({ board, names }: { board: Cell[]; names: string[] }) {
  const before = useRef(board);
  const line = useRef("");
  const square = board.findIndex((mark, at) => mark !== null && before.current[at] === null);
  const mark = board[square] ?? null;
  if (mark !== null) line.current = texts.board.placed(names[mark] ?? "", ...placeOf(square));
  before.current = board;
  return (
    <p class="unseen ttt-said" role="log">
      {line.current}
    </p>
  );
}

function placeOf(square: number): [row: number, column: number] {
  return [Math.floor(square / 3) + 1, (square % 3) + 1];
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
