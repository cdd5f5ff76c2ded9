// The picture of one frame: the same drawing as at the table, looked at by nobody or through somebody's seat.
import { Component, type ComponentChildren } from "preact";
import { drawingOf } from "../../games";
import { AnyGame } from "../../games/default";
import type { Drawing } from "../../games/drawing";
import { OwnGame } from "../../games/own";
import type { Match } from "../../games/own/match";
import type { Film, Moment } from "../../sdk/film";
import type { SeatView } from "../../sdk/views/game";
import type { Store } from "../store";
import { OVER, type FilmSource } from "./film_source";

interface Props {
  store: Store;
  film: Film;
  moment: Moment;
  /** The seat that is looked through, null for what everybody saw. */
  seat: number | null;
  /** Of a game in real time: its drawing looks there itself what is to be seen. */
  live: FilmSource | undefined;
}

export function Screen({ store, film, moment, seat, live }: Props) {
  if (live) live.seat = seat;
  const drawing = { ...draw(moment, film, seat), ...(live && { live }) };
  const page = store.games.find((known) => known.id === film.game)?.page ?? null;
  const Known = drawingOf(film.game);
  return (
    <div class={`board board-${film.game}`} data-testid="board">
      {store.catalogue.isKnown && (
        <Fallible fallback={<AnyGame {...drawing} />}>
          {page === null ? (
            <Known {...drawing} />
          ) : (
            <OwnGame
              page={page}
              drawing={drawing}
              match={{ ...matchOf(moment, seat, drawing.leftMs), ...(live && { live }) }}
            />
          )}
        </Fallible>
      )}
    </div>
  );
}

function draw({ game, own, atMs }: Moment, film: Film, seat: number | null): Drawing {
  return {
    view: game.view,
    secret: seat === null ? null : (own?.[seat]?.secret ?? null),
    moves: [],
    move: null,
    turn: game.turn,
    me: seat,
    players: game.players,
    absent: game.absent,
    result: game.result,
    isReplay: true,
    leftMs: (of) => leftMs(game.deadlines[String(of)], atMs, film),
    act: () => Promise.resolve(OVER),
  };
}

/** How long a seat had left when the frame came; it is not counted down. */
function leftMs(untilMs: number | undefined, atMs: number, film: Film): number | null {
  const startMs = film.frames[0]?.[0] ?? 0;
  return untilMs === undefined ? null : untilMs - startMs - atMs;
}

function matchOf(moment: Moment, seat: number | null, leftMs: Match["leftMs"]): Match {
  const { game, own } = moment;
  const seen = seat === null ? undefined : own?.[seat];
  return {
    game,
    seat: seat === null || seen === undefined ? undefined : seatView(seat, game.game, seen),
    me: seat,
    isReplay: true,
    leftMs,
    send: () => Promise.resolve(OVER),
    refuse: () => undefined,
    signal: () => undefined,
    listen: () => () => undefined,
  };
}

/** One object for what one seat sees at one frame, so that a page draws it once. */
const seatViews = new WeakMap<object, SeatView>();

function seatView(
  seat: number,
  number: number,
  own: { secret: SeatView["secret"]; notes: SeatView["notes"] },
) {
  const known = seatViews.get(own);
  if (known !== undefined) return known;
  const view: SeatView = { seat, game: number, position: 0, turn: false, moves: [], ...own };
  seatViews.set(own, view);
  return view;
}

/** A drawing of today may stumble over a film of another version; then there is the plain picture. */
class Fallible extends Component<
  { fallback: ComponentChildren; children: ComponentChildren },
  { failed: boolean }
> {
  override state = { failed: false };

  static override getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render() {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
