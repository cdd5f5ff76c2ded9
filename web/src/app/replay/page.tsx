// The page of a finished game: its picture, step by step, and who played.
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useReducer, useState } from "preact/hooks";
import { BadFilm, Reel, type Film, type Moment } from "../../sdk/film";
import { drawsScores } from "../../games";
import { Log } from "../log";
import { Notice } from "../notices";
import type { Store } from "../store";
import { useStore, useSubject } from "../use";
import { endLine, scoreLine, turnLine } from "../lines";
import { texts } from "../words";
import { withBotsIn } from "../words/bots";
import { dateTimeText } from "../words/dates";
import { gameTitle, noteText, tableName } from "../words/games";
import { Controls } from "./controls";
import { fetchFilm, type Fetched } from "./fetching";
import { Players } from "./players";
import { actOf, BEGIN, play, type Act, type Playing } from "./playing";
import { useFilmSource, usePlaying } from "./running";
import { Screen } from "./screen";
import { Share } from "./share";

export function ReplayPage({ id }: { id: string }) {
  const store = useStore();
  const [tries, tryAgain] = useReducer<number, void>((count) => count + 1, 0);
  const [fetched, tell] = useState<Fetched>({ state: "loading", detail: "" });
  useEffect(() => {
    const asking = new AbortController();
    void fetchFilm(id, tell, asking.signal);
    return () => asking.abort();
  }, [id, tries]);
  const home = <button onClick={() => store.go({ name: "home" })}>{texts.common.seeOpenTables}</button>;
  switch (fetched.state) {
    case "loading":
      return <Notice title={texts.replay.fetching} detail={fetched.detail} />;
    case "failed":
      return (
        <Notice {...failureOf(fetched)}>
          {fetched.mayRetry && (
            <button class="primary" data-testid="replay-retry" onClick={() => tryAgain()}>
              {texts.common.tryAgain}
            </button>
          )}
          {home}
        </Notice>
      );
    case "there":
      return <Whole key={id} film={fetched.film} store={store} home={home} />;
  }
}

function failureOf({ why, detail }: Extract<Fetched, { state: "failed" }>) {
  if (why !== "unreached") return { title: texts.replay[why], detail };
  return { title: texts.replay.notCome, detail: texts.replay.unreached };
}

/** Fold the film once before it is shown: it can be shown to its end, or it says that it can't. */
function Whole({ film, store, home }: { film: Film; store: Store; home: ComponentChildren }) {
  const reel = useMemo(() => threaded(film), [film]);
  if (reel instanceof Reel) return <Shown reel={reel} store={store} />;
  return (
    <Notice title={texts.replay.unshown} detail={reel}>
      {home}
    </Notice>
  );
}

function threaded(film: Film): Reel | string {
  try {
    const reel = new Reel(film);
    reel.at(reel.length - 1);
    return reel;
  } catch (error) {
    console.error(error);
    return error instanceof BadFilm ? error.message : texts.replay.damaged;
  }
}

function Shown({ reel, store }: { reel: Reel; store: Store }) {
  const { film } = reel;
  const [playing, change] = useReducer<Playing, Act>((before, one) => play(before, one, reel.length), BEGIN);
  const [seat, look] = useState<number | null>(null);
  const teams = store.catalogue.teamsOf(film.game);
  const played = reel.at(playing.index);
  const moment = { ...played, game: withBotsIn(played.game) };
  const source = useFilmSource(reel, playing);
  const act = (one: Act) => {
    // What is shown is ahead of what the page was told last: whoever stops it means what they see.
    if (source) change({ type: "reach", to: source.index() });
    change(one);
  };
  usePlaying(reel, source, playing, change);
  useKeys(reel.length, act);
  const title = gameTitle(film.game, film.title);
  const name = tableName(film.room, film.game, film.title);
  useSubject(`${title} – ${name}`);
  return (
    <main class="room replay">
      <div class="room-head">
        <div class="room-title">
          <h1>{name}</h1>
          <span class="muted">
            {texts.replay.game(title, film.number)} · <Day ms={film.started_ms} />
          </span>
        </div>
        <Share store={store} />
        <button class="quiet" onClick={() => store.go({ name: "home" })}>
          {texts.common.home}
        </button>
      </div>
      <section class="room-board card" aria-label={texts.table.game}>
        <div class="match">
          <Standing
            film={film}
            teams={teams}
            moment={moment}
            isLast={playing.index === reel.length - 1}
            seat={seat}
          />
          <Screen
            key={source ? seat : `${playing.cut}/${seat}`}
            store={store}
            film={film}
            moment={moment}
            seat={seat}
            live={source}
          />
          <Controls reel={reel} playing={playing} act={act} isLive={source !== undefined} />
        </div>
      </section>
      <aside class="room-side">
        <section class="card" aria-label={texts.replay.players}>
          <Players film={film} teams={teams} moment={moment} seat={seat} look={look} />
        </section>
        <section class="card" aria-label={texts.replay.untilHere}>
          <h2 class="replay-heading">{texts.replay.soFar}</h2>
          <Log
            gameId={film.game}
            table={{ seat: seatOf(moment, seat) }}
            game={moment.game}
            follows
            mark={texts.replay.onlyOf(moment.game.players[seat ?? 0]?.name ?? "")}
          />
          {moment.game.notes.length === 0 && <p class="muted small">{texts.replay.nothingYet}</p>}
        </section>
      </aside>
      <p class="unseen" role="status" aria-live="polite" data-testid="replay-status">
        {/* Ten ticks a second can't be read out. */}
        {playing.isPlaying && source
          ? ""
          : `${texts.replay.step(playing.index + 1, reel.length)}. ${describe(film.game, teams, moment, seat)}`}
      </p>
    </main>
  );
}

function seatOf({ game, own }: Moment, seat: number | null) {
  const seen = seat === null ? undefined : own?.[seat];
  if (seat === null || seen === undefined) return undefined;
  return { seat, game: game.game, position: 0, turn: false, moves: [], ...seen };
}

interface StandingProps {
  film: Film;
  teams: readonly number[];
  moment: Moment;
  isLast: boolean;
  seat: number | null;
}

function Standing({ film, teams, moment, isLast, seat }: StandingProps) {
  const { game } = moment;
  if (!game.result && !isLast) {
    return (
      <div class="turn" data-testid="turn">
        <strong>{turnLine(game, null)}</strong>
      </div>
    );
  }
  const scores = drawsScores(film.game) ? "" : scoreLine(game);
  const isWin = seat !== null && game.result?.places[seat] === 1;
  return (
    <div class={isWin ? "over over-win" : "over"}>
      <div class="over-text">
        <h2 data-testid="result">{game.result ? endLine(game, null, teams) : texts.result.everybodyLeft}</h2>
        {scores && <p class="muted">{scores}</p>}
      </div>
    </div>
  );
}

function describe(
  gameId: string,
  teams: readonly number[],
  { game, own }: Moment,
  seat: number | null,
): string {
  const last = game.notes.findLast((note) => note.text)?.text ?? "";
  const mine = seat === null ? "" : (own?.[seat]?.notes.findLast((note) => note.text)?.text ?? "");
  return [noteText(gameId, last), noteText(gameId, mine), game.result ? endLine(game, null, teams) : ""]
    .filter(Boolean)
    .join(". ");
}

/** Keys work wherever the focus is, except where they mean something else already. */
function useKeys(length: number, act: (act: Act) => void): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const meant = actOf(event.key, length);
      if (!meant || means(event.target, meant)) return;
      event.preventDefault();
      act(meant);
    };
    addEventListener("keydown", hear);
    return () => removeEventListener("keydown", hear);
  }, [length]);
}

/** Whether the element under the focus takes such a key itself. */
function means(target: EventTarget | null, act: Act): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("dialog, select, textarea, input:not([type=range], [type=checkbox])")) return true;
  if (act.type === "toggle") return target.closest("button, a, summary, [type=checkbox]") !== null;
  return target.closest("[type=range], [role=log]") !== null;
}

function Day({ ms }: { ms: number }) {
  const day = new Date(ms);
  if (Number.isNaN(day.getTime())) return null;
  return <time dateTime={day.toISOString()}>{dateTimeText(ms)}</time>;
}
