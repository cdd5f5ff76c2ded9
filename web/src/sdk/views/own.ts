// What only the player is told: the own games, invitations, and a game that is looked for.
import type { Clock } from "../clocks";
import type { Pace } from "../messages";

/** A game of one's own, wherever it is. */
export interface OwnGame {
  room: string;
  code: string;
  name: string;
  game: string;
  title: string;
  pace: Pace;
  /** `halted`: the room waits until the server has its game again. */
  state: "your_turn" | "waiting" | "playing" | "halted" | "gathering" | "finished";
  players: string[];
  /** Of the players, one for one; empty where they are not known. */
  ids: string[];
  /** Wall clock of the server by which one must move, in a slow room. */
  due_ms: number | null;
  result: { id: string; places: number[]; seat: number | null } | null;
}

export interface Invitation {
  room: string;
  code: string;
  name: string;
  game: string;
  title: string;
  from: string;
  from_id: string | null;
  /** Unix epoch; null: as long as the room lives. */
  until_ms: number | null;
}

/** A seat that is kept for the player: who joins the room in time has it. */
export interface FoundSeat {
  room: string;
  code: string;
  name: string;
  game: string;
  title: string;
  rated: boolean;
  /** The others. */
  players: string[];
  /** Of the players, one for one. */
  ids: string[];
  until_ms: number;
}

/** Waiting for a rated game. */
export interface QueueTicket {
  game: string;
  title: string;
  seats: number;
  pace: Pace;
  clock: Clock | null;
  rating: number;
  since_ms: number;
  /** Among all who wait for the same, from 1 on. */
  place: number;
  waiting: number;
  /** How long the last ones have waited; null: not known. */
  expected_ms: number | null;
}

/** player/<id> */
export interface OwnView {
  games: OwnGame[];
  invitations: Invitation[];
  /** Whom one does not want to hear. */
  blocked: { id: string; name: string }[];
  found: FoundSeat[];
  /** null: one does not wait. */
  queue: QueueTicket | null;
}
