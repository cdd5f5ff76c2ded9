// Home: one's own games, open tables, a new one, a code, and the talk of the house.
import { useState } from "preact/hooks";
import type { LobbyChatView } from "../sdk/views/chat";
import type { LobbyView, RoomEntry } from "../sdk/views/lobby";
import { read } from "../sdk/views/read";
import { Chat } from "./chat";
import { PlayNow } from "./finding/play_now";
import { isSearch, SearchForm, useSearch, type Query } from "./finding/searching";
import { GameArt } from "./game_art";
import { JoinByCode, NewTable } from "./new_table";
import { RecentlyPlayed } from "./replay/recent";
import type { Store } from "./store";
import { isFull, Listed, TableRow } from "./tables";
import { useStore } from "./use";
import { YourGames } from "./your_games";
import { texts } from "./words";
import { gameTitle } from "./words/games";

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
          lines={[...store.talk.linesOf("")]}
          loading={!chat}
          zeroMs={0}
          onSay={(text) => void store.talk.say("", text)}
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
        <Listed key={only} store={store} entries={sorted} />
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
          <TableRow key={entry.id} store={store} entry={entry} />
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
