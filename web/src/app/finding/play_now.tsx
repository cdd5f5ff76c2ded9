// A seat at once, or a rated game: for who does not want to choose a table.
import { useState } from "preact/hooks";
import type { OwnView } from "../../sdk/views/own";
import { read } from "../../sdk/views/read";
import { GameArt } from "../game_art";
import { PageLink } from "../link";
import type { Store } from "../store";
import { texts } from "../words";
import { gameTitle } from "../words/games";
import { QueuePanel } from "./queue_panel";

export function PlayNow({ store }: { store: Store }) {
  const [game, setGame] = useState("");
  const [players, setPlayers] = useState(0);
  const chosen = store.games.find((one) => one.id === game) ?? store.games[0];
  const ticket = read<OwnView>(store.connection.topics, `player/${store.me}`)?.queue;
  if (!chosen) return null;
  const fewest = Math.max(2, chosen.seats_min);
  const seats = Math.min(Math.max(players, fewest), chosen.seats_max);
  const isBusy = store.connection.waitsFor("quick_play") || store.connection.waitsFor("enqueue");
  return (
    <section class="card play-now" aria-label={texts.play.title} data-testid="play-now">
      <h2>{texts.play.title}</h2>
      <div class="picked">
        <GameArt game={chosen.id} />
        <label class="picked-game">
          <span class="muted">{texts.play.game}</span>
          <select
            data-testid="quick-game"
            value={chosen.id}
            onChange={(event) => setGame(event.currentTarget.value)}
          >
            {store.games.map((one) => (
              <option key={one.id} value={one.id}>
                {gameTitle(one.id, one.title)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <button
        class="primary wide"
        data-testid="quick-play"
        aria-busy={store.connection.waitsFor("quick_play")}
        onClick={() => !isBusy && void store.opening.quickPlay(chosen.id)}
      >
        {texts.play.quick}
      </button>
      <p class="muted small">{texts.play.quickHint}</p>
      {ticket ? (
        <QueuePanel store={store} ticket={ticket} />
      ) : (
        <>
          <div class="row rated-row">
            {chosen.seats_max > fewest && (
              <select
                aria-label={texts.play.players}
                data-testid="queue-seats"
                value={String(seats)}
                onChange={(event) => setPlayers(Number(event.currentTarget.value))}
              >
                {Array.from({ length: chosen.seats_max - fewest + 1 }, (_, more) => (
                  <option key={more} value={String(fewest + more)}>
                    {texts.play.seats(fewest + more)}
                  </option>
                ))}
              </select>
            )}
            <button
              class="wide"
              data-testid="enqueue"
              aria-busy={store.connection.waitsFor("enqueue")}
              onClick={() => !isBusy && void store.ask({ type: "enqueue", game: chosen.id, seats })}
            >
              {texts.play.rated}
            </button>
          </div>
          <p class="muted small">{texts.play.ratedHint}</p>
        </>
      )}
      <PageLink
        store={store}
        page={{ name: "leaders", game: chosen.id }}
        class="link flush"
        testId="to-leaders"
      >
        {texts.people.leaders}
      </PageLink>
    </section>
  );
}
