// What happened in the game, line by line, also what only one's own seat was told.
import { useEffect, useRef } from "preact/hooks";
import type { GameView } from "../sdk/views/game";
import { linesOf } from "./log_lines";
import type { Table } from "./table";
import { texts } from "./words";
import { noteText } from "./words/games";

interface Props {
  /** The id of the game, as its log may be in our own words. */
  gameId: string;
  table: Pick<Table, "seat">;
  game: GameView;
  /** Whether the last line is always in sight: for who goes through a game step by step. */
  follows?: boolean;
  /** What marks the lines that only one seat was told. */
  mark?: string;
}

export function Log({ gameId, table, game, follows = false, mark = texts.match.onlyYou }: Props) {
  const lines = linesOf(game.notes, table.seat?.game === game.game ? table.seat.notes : []);
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const last = lines.at(-1)?.key;
  useEffect(() => {
    // Who reads further up is not pulled away.
    if (box.current && (follows || atEnd.current)) box.current.scrollTop = box.current.scrollHeight;
  }, [last, lines.length]);
  const onScroll = () => {
    // Told of it late, the list may be gone.
    if (!box.current) return;
    const { scrollTop, scrollHeight, clientHeight } = box.current;
    atEnd.current = scrollHeight - scrollTop - clientHeight < 24;
  };
  return (
    <div
      class={lines.length === 0 ? "log log-empty" : "log"}
      data-testid="log"
      ref={box}
      onScroll={onScroll}
      role="log"
      aria-label={texts.match.whatHappened}
      tabIndex={lines.length === 0 ? -1 : 0}
    >
      {lines.map((line) => (
        <p
          key={line.key}
          class={line.isPrivate ? "log-line log-private" : "log-line"}
          data-testid="log-line"
          data-private={line.isPrivate}
        >
          {line.isPrivate && <span class="log-mark">{mark}</span>}
          {noteText(gameId, line.text)}
        </p>
      ))}
    </div>
  );
}
