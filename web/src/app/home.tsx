// Home: one's own games, open tables, a new one, a code, and the talk of the house.
import { useState } from "preact/hooks";
import { read, type LobbyChatView, type LobbyView, type OwnView, type RoomEntry } from "../sdk/views";
import { Chat } from "./chat";
import { clockWords, unbroken } from "./clock_words";
import { PlayNow } from "./finding/play_now";
import { isSearch, SearchForm, useSearch, type Query } from "./finding/searching";
import { GameArt } from "./game_art";
import { PageLink } from "./link";
import { JoinByCode, NewTable } from "./new_table";
import { RecentlyPlayed } from "./replay/recent";
import type { Store } from "./store";
import { useStore } from "./use";
import { YourGames } from "./your_games";
import { texts } from "./words";
import { gameTitle, tableName } from "./words/games";

export function Home() {
  const store = useStore();
  const chat = read<LobbyChatView>(store.connection.topics, "lobby/chat");
  return (
    <main class="home">
      <div class="home-main">
        <YourGames store={store} />
        <Tables store={store} />
        <RecentlyPlayed store={store} />
      </div>
      <aside class="home-side">
        <PlayNow store={store} />
        <NewTable store={store} />
        <JoinByCode store={store} />
      </aside>
      <section class="home-chat card">
        <h2>{texts.home.chat}</h2>
        <Chat
          room=""
          lines={[...store.chatOf("")]}
          loading={!chat}
          zeroMs={0}
          onSay={(text) => void store.say("", text)}
        />
      </section>
    </main>
  );
}

function Tables({ store }: { store: Store }) {
  const [only, setOnly] = useState("");
  const [wanted, setWanted] = useState<Query>({});
  const query = { ...wanted, game: only };
  const search = useSearch(store, query);
  const views = store.games.map((game) => ({
    game,
    view: read<LobbyView>(store.connection.topics, `lobby/${game.id}`),
  }));
  const online = views.find(({ view }) => view)?.view?.totals.online;
  const isLoading = store.games.length === 0 || views.every(({ view }) => !view);
  const rooms = views.flatMap(({ game, view }) => (only && only !== game.id ? [] : (view?.rooms ?? [])));
  const sorted = [...rooms].sort(
    (a, b) => Number(isFull(a)) - Number(isFull(b)) || b.created_ms - a.created_ms,
  );
  return (
    <section aria-label={texts.home.openTables}>
      <div class="heading">
        <h1>{texts.home.openTables}</h1>
        {/* The count is a second old at times: who reads it is there. */}
        {online !== undefined && (
          <span class="online" data-testid="online-count">
            {texts.home.online(Math.max(1, online))}
          </span>
        )}
      </div>
      <SearchForm query={wanted} choose={setWanted} />
      <Filter store={store} only={only} choose={setOnly} />
      {isSearch(query) ? (
        <SearchFound store={store} search={search} clear={() => setWanted({})} />
      ) : isLoading ? (
        <p class="empty">{texts.home.looking}</p>
      ) : sorted.length === 0 ? (
        <Nothing />
      ) : (
        <ul class="tables" data-testid="room-list">
          {sorted.map((entry) => (
            <Table key={entry.id} store={store} entry={entry} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface Found {
  rooms: RoomEntry[];
  cursor: string;
  isBusy: boolean;
  more: () => void;
}

function SearchFound({ store, search, clear }: { store: Store; search: Found; clear: () => void }) {
  return (
    <>
      <ul class="tables" data-testid="search-list" aria-busy={search.isBusy}>
        {search.rooms.map((entry) => (
          <Table key={entry.id} store={store} entry={entry} />
        ))}
      </ul>
      {search.rooms.length === 0 && (
        <p class="empty" role="status">
          {search.isBusy ? texts.search.searching : texts.search.nothing}
        </p>
      )}
      <div class="row pages">
        {search.cursor !== "" && !search.isBusy && (
          <button data-testid="search-more" onClick={search.more}>
            {texts.search.more}
          </button>
        )}
        <button class="link" onClick={clear}>
          {texts.search.clear}
        </button>
      </div>
    </>
  );
}

function Filter({ store, only, choose }: { store: Store; only: string; choose: (game: string) => void }) {
  const options = [{ id: "", title: texts.home.allGames }, ...store.games];
  return (
    <div class="filter" role="group" aria-label={texts.home.showTablesOf}>
      {options.map((game) => (
        <button key={game.id} class="chip" aria-pressed={only === game.id} onClick={() => choose(game.id)}>
          {gameTitle(game.id, game.title)}
        </button>
      ))}
    </div>
  );
}

function Nothing() {
  return (
    <div class="empty">
      <GameArt game="tic_tac_toe" />
      <p>
        <strong>{texts.home.nothing}</strong>
        <br />
        {texts.home.nothingHint}
      </p>
    </div>
  );
}

function Table({ store, entry }: { store: Store; entry: RoomEntry }) {
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

function isFull(entry: RoomEntry): boolean {
  return entry.locked || entry.taken >= entry.seats || entry.phase === "playing";
}

function describe(entry: RoomEntry, isMine: boolean): string {
  const watching = entry.watchers ? ` · ${texts.home.watching(entry.watchers)}` : "";
  if (isMine) return texts.home.yours + watching;
  if (entry.phase === "playing") return texts.home.playing + watching;
  if (entry.locked) return texts.guard.locked + watching;
  return (entry.taken >= entry.seats ? texts.home.full : texts.home.join) + watching;
}
