// Rooms as they are told to who is not in them.
import type { Clock } from "../clocks";
import type { Pace } from "../messages";
import type { Unrated } from "./game";
import type { Phase } from "./room";

export interface RoomEntry {
  id: string;
  code: string;
  name: string;
  game: string;
  phase: Phase;
  seats: number;
  taken: number;
  watchers: number;
  created_ms: number;
  /** The turn clock of its games; null: none. */
  clock: Clock | null;
  pace: Pace;
  /** Its results count. */
  rated: boolean;
  /** Nobody new may enter. */
  locked: boolean;
  /** One must be told to enter. */
  password: boolean;
}

/** A page of a search; `cursor` asks for the next one, "": there is none. */
export interface RoomPage {
  rooms: RoomEntry[];
  cursor: string;
}

/** lobby/<game> */
export interface LobbyView {
  rooms: RoomEntry[];
  totals: { rooms: number; playing: number; online: number };
}

/** What `look` tells of a room, also after it has closed. */
export interface RoomLook {
  room: string;
  code: string;
  name: string;
  game: string;
  title: string;
  public: boolean;
  pace: Pace;
  state: "open" | "asleep" | "closed";
  reason: string;
  locked: boolean;
  password: boolean;
  /** With the games, empty for who may not come in. */
  players: { id: string; name: string }[];
  /** Newest first. */
  games: {
    id: string;
    number: number;
    players: string[];
    places: number[];
    scores: number[];
    ended_ms: number;
    /** Why it did not count, in a rated room; missing: told by an older server. */
    unrated?: Unrated;
  }[];
  /** The room that was opened for the same people. */
  again: string | null;
}
