// The film of a finished game, as docs/reference/film.md tells it, and what there is to see at each of its frames.
import { decode } from "@msgpack/msgpack";
import type { Kind, Value } from "./messages";
import { fold, Misfit } from "./patch";
import type { GameResult, GameView, Note } from "./views/game";

const FORMAT = 1;

/** What came is no film that can be shown here; the text says why. */
export class BadFilm extends Error {}

export interface Film {
  game: string;
  title: string;
  version: number;
  /** Its name. */
  room: string;
  number: number;
  players: { name: string; kind: Kind }[];
  /** Wall clock of the server. */
  started_ms: number;
  ended_ms: number;
  /** null: everybody has left. */
  result: GameResult | null;
  /** Room time, and the change that makes the view of the last frame this one. */
  frames: [number, Value][];
  /** Per frame the change of what each seat sees besides; null: that stays secret. */
  secrets: Value[] | null;
}

/** What only one seat saw. */
export interface Own {
  secret: Value;
  notes: Note[];
}

/** What there is to see at a frame. Nobody in it has an id: `player` is made of the seat. */
export interface Moment {
  /** Milliseconds since the start of the game. */
  atMs: number;
  game: GameView;
  own: Own[] | null;
}

/** Return the film in the bytes; throw BadFilm where they are none. */
export function readFilm(data: Uint8Array): Film {
  let film: Film;
  try {
    film = decode(data) as unknown as Film;
  } catch {
    throw new BadFilm("The file is damaged.");
  }
  const format = (film as { format?: Value } | null)?.format;
  if (format !== FORMAT) throw new BadFilm("The replay was made by a newer server; load the page again.");
  if (!isWhole(film)) throw new BadFilm("The file is damaged.");
  return film;
}

function isWhole({ frames, players, secrets }: Film): boolean {
  const lists = Array.isArray(frames) && Array.isArray(players) && frames.length > 0;
  return lists && (secrets === null || (Array.isArray(secrets) && secrets.length === frames.length));
}

/** A film whose frames are looked at in any order; each is folded once. */
export class Reel {
  #moments: Moment[] = [];
  #startMs: number;
  #view: Value = null;
  #own: Value = null;

  constructor(readonly film: Film) {
    this.#startMs = film.frames[0]?.[0] ?? 0;
  }

  get length(): number {
    return this.film.frames.length;
  }

  /** Return what there is to see at a frame; throw BadFilm where a change does not fit. */
  at(index: number): Moment {
    while (this.#moments.length <= index) this.#advance();
    return this.#moments[index] as Moment;
  }

  /** Return the frame that is being reached at a time since the start: the first one from then on, or the last. */
  reaching(atMs: number): number {
    const wanted = this.#startMs + atMs;
    let [low, high] = [0, this.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.film.frames[middle]?.[0] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #advance(): void {
    const number = this.#moments.length;
    const [atMs, change] = this.film.frames[number] as [number, Value];
    try {
      this.#view = fold(this.#view, change);
      if (this.film.secrets) this.#own = fold(this.#own, this.film.secrets[number] as Value);
    } catch (error) {
      if (error instanceof Misfit) throw new BadFilm(`Step ${number + 1} of the replay is damaged.`);
      throw error;
    }
    this.#moments.push({
      atMs: atMs - this.#startMs,
      game: nameless(this.#view as unknown as GameView),
      own: this.film.secrets ? (this.#own as unknown as Own[]) : null,
    });
  }
}

/** Drawings tell players apart by an id. */
function nameless(view: GameView): GameView {
  return { ...view, players: view.players.map((player, seat) => ({ ...player, player: `seat-${seat}` })) };
}
