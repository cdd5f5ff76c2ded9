// A table that is over: who played, how it ended, and the way to play on with the same people.
import type { RoomLook } from "../sdk/views/lobby";
import type { OwnView } from "../sdk/views/own";
import { read } from "../sdk/views/read";
import { Avatar } from "./avatar";
import { agoText } from "./durations";
import { UnratedGame } from "./finding/unrated";
import { GameArt } from "./game_art";
import { ReplayLink } from "./link";
import { closedLine, type Past } from "./looking";
import { isServerBot } from "./people";
import { PersonName } from "./person";
import type { Store } from "./store";
import { endLine, scoreLine } from "./lines";
import { texts } from "./words";
import { calledName } from "./words/bots";
import { dateTimeText } from "./words/dates";
import { gameTitle, tableName } from "./words/games";

export function ClosedTable({ store, past }: { store: Store; past: Past }) {
  const { look } = past;
  return (
    <main class="closed-table" data-testid="closed-table">
      <div class="closed-head">
        <GameArt game={look.game} />
        <div>
          <h1>{tableName(look.name, look.game, look.title)}</h1>
          <p class="muted">
            {[
              gameTitle(look.game, look.title),
              look.pace === "slow" && texts.common.overDays,
              !look.public && texts.common.byLinkOnly,
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
      </div>
      <p>
        <strong>{texts.closed.title}</strong> {closedLine(look.reason)}
      </p>
      <Onward store={store} past={past} />
      <Players look={look} />
      <Games store={store} look={look} />
    </main>
  );
}

function Onward({ store, past: { look, next } }: { store: Store; past: Past }) {
  const mayPlayOn = look.reason !== "operator" && look.players.some(({ id }) => id === store.me);
  const playAgain = () => store.connection.waitsFor("again") || void store.opening.playAgain(look);
  return (
    <div class="closed-onward">
      {next && <p data-testid="opened-again">{openedLine(store, next)}</p>}
      <div class="row">
        {next ? (
          <button class="primary" data-testid="join-again" onClick={playAgain}>
            {sitsIn(next, store.me) ? texts.closed.goThere : texts.common.join}
          </button>
        ) : (
          mayPlayOn && (
            <button
              class="primary"
              data-testid="play-again"
              aria-busy={store.connection.waitsFor("again")}
              onClick={playAgain}
            >
              {texts.closed.playAgain}
            </button>
          )
        )}
        <button onClick={() => store.go({ name: "home" })}>{texts.common.seeOpenTables}</button>
      </div>
    </div>
  );
}

function sitsIn(look: RoomLook, player: string): boolean {
  return look.players.some(({ id }) => id === player);
}

function openedLine(store: Store, next: RoomLook): string {
  if (sitsIn(next, store.me)) return texts.closed.youHaveSeat;
  const own = read<OwnView>(store.connection.topics, `player/${store.me}`);
  const invitation = own?.invitations.find(({ room }) => room === next.room);
  const from = invitation?.from || next.players[0]?.name;
  return from ? texts.closed.opened(calledName(from)) : texts.closed.isNew;
}

function Players({ look: { players } }: { look: RoomLook }) {
  if (players.length === 0) return null;
  return (
    <section class="card" aria-label={texts.closed.whoPlayed}>
      <h2>{texts.closed.whoPlayed}</h2>
      <ul class="closed-players">
        {players.map(({ id, name }, seat) => (
          <li key={id}>
            <Avatar id={id} name={name} seat={seat} />
            <PersonName who={{ player: id, name, kind: isServerBot(id) ? "bot" : null }} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Games({ store, look }: { store: Store; look: RoomLook }) {
  const { games } = look;
  return (
    <section class="card" aria-label={texts.closed.games}>
      <h2>{games.length === 1 ? texts.closed.theGame : texts.closed.games}</h2>
      {games.length === 0 ? (
        <p class="muted">{texts.closed.noGame}</p>
      ) : (
        <ul class="closed-games">
          {games.map((game) => (
            <li key={game.id} data-testid="closed-game">
              <Ended game={game} teams={store.catalogue.teamsOf(look.game)} nowMs={store.nowMs} />
              <ReplayLink store={store} id={game.id} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface EndedGame {
  game: RoomLook["games"][number];
  teams: readonly number[];
  nowMs: number;
}

function Ended({ game, teams, nowMs }: EndedGame) {
  const { places, scores, ended_ms } = game;
  const ended = {
    players: game.players.map((name) => ({ name: calledName(name) })),
    result: { places, scores },
  };
  const facts = [ended.players.map(({ name }) => name).join(", "), scoreLine(ended)].filter(Boolean);
  return (
    <span class="closed-game">
      <strong>{endLine(ended, null, teams)}</strong>
      <span class="muted small">{facts.join(" · ")}</span>
      {game.unrated && <UnratedGame why={game.unrated} />}
      <time class="muted small" dateTime={new Date(ended_ms).toISOString()} title={dateTimeText(ended_ms)}>
        {agoText(nowMs - ended_ms)}
      </time>
    </span>
  );
}
