// The last finished games of public tables, at home.
import { useEffect, useState } from "preact/hooks";
import { agoText } from "../durations";
import { GameArt } from "../game_art";
import { urlOf, type Page } from "../route";
import type { Store } from "../store";
import { fetchRecent, type FinishedGame } from "./fetching";
import { texts } from "../words";
import { calledName } from "../words/bots";
import { gameTitle } from "../words/games";

const SHOWN = 6;

/** Nothing at all where no game has ended yet. */
export function RecentlyPlayed({ store }: { store: Store }) {
  const [games, tell] = useState<FinishedGame[]>([]);
  const isOnline = store.connection.status.name === "online";
  useEffect(() => {
    const asking = new AbortController();
    void fetchRecent(SHOWN, asking.signal).then((found) => asking.signal.aborted || tell(found));
    return () => asking.abort();
  }, [isOnline]);
  if (games.length === 0) return null;
  return (
    <section class="recent" aria-label={texts.recent.title}>
      <h2>{texts.recent.title}</h2>
      <ul data-testid="recent">
        {games.map((game) => (
          <Recent key={game.id} store={store} game={game} />
        ))}
      </ul>
    </section>
  );
}

function Recent({ store, game }: { store: Store; game: FinishedGame }) {
  const page: Page = { name: "replay", id: game.id };
  const watch = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    store.go(page);
  };
  return (
    <li>
      <a class="recent-game" data-testid="recent-game" href={urlOf(page, document.baseURI)} onClick={watch}>
        <GameArt game={game.game} />
        <span class="recent-text">
          <span class="recent-players">{namesOf(game)}</span>
          <span class="muted">
            {gameTitle(game.game, game.title)} · {agoText(store.nowMs - game.ended_ms)}
          </span>
        </span>
        <span class="go">{texts.recent.watch}</span>
      </a>
    </li>
  );
}

/** The winners first, and said to be such. */
export function namesOf({ players, result }: FinishedGame): string {
  const names = players.map((player) => calledName(player.name));
  const places = result?.places ?? [];
  const winners = names.filter((_, seat) => places[seat] === 1);
  if (names.length < 2 || winners.length === 0 || winners.length === names.length) return names.join(" – ");
  const others = names.filter((_, seat) => places[seat] !== 1);
  return texts.recent.beat(winners, others);
}
