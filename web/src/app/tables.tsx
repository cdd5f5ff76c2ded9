// Tables that are open, as lists show them.
import { useEffect, useRef, useState } from "preact/hooks";
import type { RoomEntry } from "../sdk/views/lobby";
import type { OwnView } from "../sdk/views/own";
import { read } from "../sdk/views/read";
import { clockWords, unbroken } from "./clock_words";
import { GameArt } from "./game_art";
import { PageLink } from "./link";
import type { Store } from "./store";
import { texts } from "./words";
import { gameTitle, tableName } from "./words/games";

/** What can be done otherwise stands below, on a phone: a long list must not hide it. */
const LISTED_AT_FIRST = 10;
const LISTED_MORE = 30;

export function Listed({ store, entries }: { store: Store; entries: RoomEntry[] }) {
  const [most, setMost] = useState(LISTED_AT_FIRST);
  const list = useRef<HTMLUListElement>(null);
  const left = entries.length - most;
  useEffect(() => {
    // Who reads on by keys goes on with the first new one.
    if (most > LISTED_AT_FIRST) list.current?.children[most - LISTED_MORE]?.querySelector("a")?.focus();
  }, [most]);
  return (
    <>
      <ul class="tables" data-testid="room-list" ref={list}>
        {entries.slice(0, most).map((entry) => (
          <TableRow key={entry.id} store={store} entry={entry} />
        ))}
      </ul>
      {left > 0 && (
        <div class="row pages">
          <button data-testid="list-more" onClick={() => setMost(most + LISTED_MORE)}>
            {texts.home.more(left)}
          </button>
        </div>
      )}
    </>
  );
}

export function TableRow({ store, entry }: { store: Store; entry: RoomEntry }) {
  const title = store.games.find((game) => game.id === entry.game)?.title ?? entry.game;
  const own = read<OwnView>(store.connection.topics, `player/${store.me}`);
  const isMine = own?.games.some(({ room }) => room === entry.id) === true;
  return (
    <li>
      <PageLink store={store} page={{ name: "room", code: entry.code }} class="table" testId="room-entry">
        <GameArt game={entry.game} />
        <span class="table-text">
          <strong class="table-name">{tableName(entry.name, entry.game, title)}</strong>
          <span class="muted">
            {gameTitle(entry.game, title)} {entry.rated && <span class="tag">{texts.search.ratedMark}</span>}{" "}
            {entry.locked && <span class="tag">{texts.search.guarded}</span>}
          </span>
          {entry.clock && <span class="muted">{unbroken(clockWords(entry.clock))}</span>}
          {entry.password && (
            <span class="guard" data-testid="guard-password">
              {texts.guard.password}
            </span>
          )}
        </span>
        <span class="table-facts">
          <span class="pips" role="img" aria-label={texts.home.seatsTaken(entry.taken, entry.seats)}>
            {Array.from({ length: entry.seats }, (_, seat) => (
              <i key={seat} class={seat < entry.taken ? "pip taken" : "pip"} />
            ))}
          </span>
          <span class={isFull(entry) && !isMine ? "muted" : "go"}>{describe(entry, isMine)}</span>
        </span>
      </PageLink>
    </li>
  );
}

export function isFull(entry: RoomEntry): boolean {
  return entry.locked || entry.taken >= entry.seats || entry.phase === "playing";
}

function describe(entry: RoomEntry, isMine: boolean): string {
  const watching = entry.watchers ? ` · ${texts.home.watching(entry.watchers)}` : "";
  if (isMine) return texts.home.yours + watching;
  if (entry.phase === "playing") return texts.home.playing + watching;
  if (entry.locked) return texts.guard.locked + watching;
  return (entry.taken >= entry.seats ? texts.home.full : texts.home.join) + watching;
}
