// A room as it is told to who is in it: its people, its seats and its rules.
import type { Clock } from "../clocks";
import type { Form } from "../forms";
import type { Kind, OfferKind, Pace, Value } from "../messages";
import type { ChatLine } from "./chat";
import type { OperatorNotice } from "./notice";

export type Phase = "gathering" | "playing" | "over";

export interface SeatPlace {
  seat: number;
  status: "open" | "reserved" | "taken" | "away" | "lent";
  player: string | null;
  name: string | null;
  kind: Kind | null;
  ready: boolean;
  /** Number of the step that seated the player, 0 if open. */
  tenancy: number;
  /** Room time when an away seat is freed. */
  away_until_ms: number | null;
  /** Room time until which a reserved seat is kept for its player, who is on the way. */
  reserved_until_ms: number | null;
  /** The kind of bot that plays here, of the server's own or for who is lost; "": none. */
  bot: string;
}

/** What a seat asks of others; consent names its number. */
export interface OfferView {
  number: number;
  kind: OfferKind;
  seat: number;
  /** Seats whose consent is needed. */
  asked: number[];
  /** Those that have agreed. */
  agreed: number[];
}

/** Somebody who may not come into the room. */
export interface Banned {
  player: string;
  name: string;
  reason: string;
}

/** What a room's host decides. */
export interface House {
  /** Nobody new may enter. */
  locked: boolean;
  /** One must be told to enter. */
  password: boolean;
  watching: "open" | "delayed" | "closed";
  delay_ms: number;
  /** Moves may be taken back, where the game and the others allow it. */
  undo: boolean;
  /** The kind of bot that plays on for who is lost; "": none does. */
  lend: string;
  /** The results count. */
  rated: boolean;
  /** From all being ready to the start, where several people sit. */
  countdown_ms: number;
  /** Who was second begins the rematch, where the game allows it. */
  rotate: boolean;
  /** What watchers say to all is heard by who sits, too. */
  watchers_heard: boolean;
}

/** room/<id> */
export interface RoomView {
  id: string;
  code: string;
  name: string;
  game: string;
  title: string;
  options: Record<string, Value>;
  /** The form of a move; null where the game declares none. */
  move: Form | null;
  public: boolean;
  pace: Pace;
  house: House;
  /** Whom the host lets say nothing; until when in room time, null: until further notice. */
  muted: { player: string; until_ms: number | null }[];
  host: string | null;
  banned: Banned[];
  phase: Phase;
  /** Opened for a match of the queue, as which it stays; missing: told by an older server. */
  match?: boolean;
  /** How many games were started. */
  round: number;
  /** Wall clock of the server at room time 0. */
  zero_ms: number;
  seats_min: number;
  /** The turn clock of the room's games; null: the move limit alone. */
  clock: Clock | null;
  /** What the game calls its seats; none where it does not. */
  seat_names: string[];
  /** The team of each seat; none in a game without teams. */
  teams: number[];
  allows: { draw: boolean; undo: boolean; rotate: boolean };
  /** Room time at which the game begins, if all stay ready. */
  starts_ms: number | null;
  offers: OfferView[];
  seats: SeatPlace[];
  chat: ChatLine[];
}

/** crowd/<id> */
export interface CrowdView {
  present: number;
  watchers: { id: string; name: string; kind: Kind }[];
  /** What the operator says at this table; missing: nothing. */
  notice?: OperatorNotice;
  /** The room time at which the room stands still, since the server can't store anything; missing: it goes on. */
  still_ms?: number;
  /** After a restart of the server: whom a game in real time waits for, until that room time at most; missing: nobody. */
  waits?: { seats: number[]; until_ms: number };
}

/** Whether the room waits for players who were matched: until they are there nothing of it is changed. */
export function awaitsMatch(room: RoomView): boolean {
  return room.match === true && room.phase === "gathering";
}
