// The score of snake arena: a table that also who can't see the canvas can read.
import { useEffect, useRef } from "preact/hooks";
import type { Drawing } from "../drawing";
import { paintMark, readTheme } from "./paint";
import type { Arena } from "./rules";
import { texts } from "../../app/words";

export function ScoreTable({ arena, drawing }: { arena: Arena; drawing: Drawing }) {
  const { players, me, absent, result } = drawing;
  const { points, wins, bodies } = arena;
  return (
    <table class="arena-score" data-testid="score">
      <caption class="unseen">{texts.live.score}</caption>
      <thead>
        <tr>
          <th scope="col">{texts.live.snake}</th>
          <th scope="col">{texts.live.points}</th>
          <th scope="col">{texts.live.wins}</th>
        </tr>
      </thead>
      <tbody>
        {players.map((player, seat) => (
          <tr key={seat} class={seat === me ? "arena-me" : ""} data-testid={`score-${seat}`}>
            <th scope="row">
              <span class="arena-who">
                <Swatch seat={seat} />
                <span class="arena-name">{seat === me ? texts.common.you : player.name}</span>
                {absent.includes(seat) ? (
                  <span class="mark">{texts.plain.states.gone}</span>
                ) : (
                  isAway(bodies[seat], result) && <span class="mark">{texts.live.away}</span>
                )}
              </span>
            </th>
            <td>{points[seat]}</td>
            <td>{wins[seat]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Nobody comes back to a game that is over. */
export function isAway(body: readonly number[] | undefined, result: Drawing["result"]): boolean {
  return result === null && body?.length === 0;
}

const CELL = 16;

/** A piece of the snake, with its number: colour and marks as on the canvas. */
export function Swatch({ seat }: { seat: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { theme } = document.documentElement.dataset;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!canvas.current || !context) return;
    const { seats, paper, ink } = readTheme(canvas.current);
    context.save();
    context.scale(2 * CELL, 2 * CELL);
    context.clearRect(0, 0, 2, 1);
    context.fillStyle = seats[seat] ?? ink;
    context.fillRect(0, 0.1, 2, 0.8);
    context.fillStyle = context.strokeStyle = paper;
    context.lineWidth = 0.13;
    paintMark(context, [0.5, 0.5], seat);
    paintMark(context, [1.5, 0.5], seat);
    context.restore();
  }, [seat, theme]);
  return (
    <>
      <span class="arena-number">{seat + 1}</span>
      <canvas
        ref={canvas}
        class="arena-swatch"
        width={4 * CELL}
        height={2 * CELL}
        role="presentation"
        aria-hidden="true"
      />
    </>
  );
}
