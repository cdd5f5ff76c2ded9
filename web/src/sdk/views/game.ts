// A game as it is told: to all, and to each seat.
import type { SeatClock } from "../clocks";
import type { Kind, Value } from "../messages";
import type { RoomView } from "./room";

export interface GamePlayer {
  player: string;
  name: string;
  kind: Kind;
}

export interface GameResult {
  /** Per seat, 1 for the winners. */
  places: number[];
  scores: number[];
}

/** Something that happened in a game: a line for the log, a value for an animation, or both. */
export interface Note {
  /** Number of the game's action that caused it, 0 for the start. */
  number: number;
  /** "" is no line. */
  text: string;
  value: Value;
}

/** Two came from one address, two have played each other often lately, somebody had not moved when it was over, or one
 * of them is a bot. */
export type Unrated = "" | "address" | "pair" | "unmoved" | "bot";

/** game/<id> */
export interface GameView {
  /** Number of the game in this room, 0: none yet. */
  game: number;
  players: GamePlayer[];
  view: Value;
  turn: number[];
  /** Room time by which a seat must act; "-1": when the game goes on by itself. */
  deadlines: Record<string, number>;
  /** One for each seat; null without a turn clock. */
  clocks: SeatClock[] | null;
  /** Seats whose player departed, or lost on time. */
  absent: number[];
  /** Those of them that lost on time; their players still sit there. */
  timed_out: number[];
  /** Those of them that gave up; their players still sit there. */
  resigned?: number[];
  /** Why it does not count in a rated room; "": it does, or may. Films of before have nothing. */
  unrated?: Unrated;
  /** Actions that count no more, since moves were taken back. Films of before have neither. */
  undone?: number;
  result: GameResult | null;
  /** The last ones, oldest first. */
  notes: Note[];
  fair: { hash: string; secret: string | null } | null;
  /** Under this id the game can be seen again, once it is over. */
  replay: string | null;
  /** Ticks a second, of a game in real time. While it goes on its view is told on live/<id>, and here it is null. */
  tick_rate?: number;
}

/** live/<id>: a tick of a game in real time; the number of the frame is the tick. */
export interface LiveView {
  board: Value;
  notes: Note[];
}

/** live/<id>/<seat>/<tenancy> */
export interface LiveSeatView {
  secret: Value;
  notes: Note[];
}

/** seat/<id>/<seat>/<tenancy> */
export interface SeatView {
  seat: number;
  game: number;
  /** To be named by the next `play`. */
  position: number;
  turn: boolean;
  /** Legal moves now; null: this game does not list them. */
  moves: Value[] | null;
  /** Moves that would go if this seat took its last one back; 0: none can. */
  undo?: number;
  secret: Value;
  /** What only this seat is told. */
  notes: Note[];
}

/** watch/<id>: room and game as they were `house.delay_ms` before, for who has no seat. */
export interface WatchView {
  room: RoomView;
  game: GameView;
}
