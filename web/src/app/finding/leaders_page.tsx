// The best players of a game, a page at a time.
import { useState } from "preact/hooks";
import type { LeadersPage as Leaders } from "../../sdk/views/people";
import { Avatar } from "../avatar";
import { PageLink } from "../link";
import type { Store } from "../store";
import { useStore, useSubject } from "../use";
import { texts } from "../words";
import { calledAs } from "../words/bots";
import { gameTitle } from "../words/games";
import { useAsked } from "./asked";
import { NotTold } from "./not_told";

export function LeadersPage({ game }: { game: string }) {
  const store = useStore();
  const [page, setPage] = useState(0);
  const title = gameTitle(game, store.games.find((one) => one.id === game)?.title ?? game);
  useSubject(texts.people.leadersOf(title));
  return (
    <main class="people-page" data-testid="leaders-page">
      <h1>{texts.people.leadersOf(title)}</h1>
      <nav class="filter" aria-label={texts.home.showTablesOf}>
        {store.games.map((one) => (
          <PageLink
            key={one.id}
            store={store}
            page={{ name: "leaders", game: one.id }}
            class={one.id === game ? "chip chip-on" : "chip"}
          >
            {gameTitle(one.id, one.title)}
          </PageLink>
        ))}
      </nav>
      <Table key={`${game}/${page}`} store={store} game={game} page={page} go={setPage} />
    </main>
  );
}

function Table(props: { store: Store; game: string; page: number; go: (page: number) => void }) {
  const { store, game, page, go } = props;
  const [asked, again] = useAsked<Leaders>(store, { type: "leaders", game, page });
  if (asked.state !== "told") return <NotTold asked={asked} again={again} />;
  const { leaders, more } = asked.value;
  if (leaders.length === 0) return <p class="empty">{texts.people.noLeaders}</p>;
  return (
    <>
      <table class="leaders card">
        <thead>
          <tr>
            <th scope="col">{texts.people.rank}</th>
            <th scope="col">{texts.people.player}</th>
            <th scope="col">{texts.people.rating}</th>
          </tr>
        </thead>
        <tbody>
          {leaders.map((leader) => (
            <tr key={leader.player} class={leader.player === store.me ? "mine" : ""} data-testid="leader">
              <td>{leader.place}</td>
              <td>
                <PageLink store={store} page={{ name: "player", id: leader.player }} class="who">
                  <Avatar id={leader.player} name={leader.name} kind={leader.kind} />
                  <span>{calledAs(leader)}</span>
                </PageLink>
                {leader.kind === "bot" && <span class="mark mark-bot">{texts.seats.marks.bot}</span>}
              </td>
              <td>
                <strong>{leader.points}</strong>{" "}
                <span class="muted small">{texts.people.games(leader.games)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div class="row pages">
        {page > 0 && <button onClick={() => go(page - 1)}>{texts.people.previousPage}</button>}
        {more && <button onClick={() => go(page + 1)}>{texts.people.nextPage}</button>}
      </div>
    </>
  );
}
