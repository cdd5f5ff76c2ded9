// What anybody may know of players: how good they are, and what they have played.
import type { Kind } from "../messages";
import type { Unrated } from "./game";

export interface PlayerName {
  player: string;
  name: string;
  kind: Kind;
}

/** How good somebody is at a game. */
export interface Standing {
  game: string;
  points: number;
  games: number;
  /** Among all who have played it, from 1 on. */
  place: number;
}

export interface PlayedGame {
  /** Of the replay. */
  id: string;
  game: string;
  title: string;
  players: string[];
  places: number[];
  seat: number | null;
  ended_ms: number;
  /** The rating after it, and what it changed; null: it was not rated. */
  points: number | null;
  change: number | null;
  /** Why it did not count, in a rated room. */
  unrated: Unrated;
}

export interface ProfileLook {
  player: PlayerName;
  ratings: Standing[];
  /** Newest first; of others only what was public. */
  games: PlayedGame[];
  /** In that of somebody else: whether one may invite them. */
  invitable?: boolean;
  /** In the own profile: who was met in the last games. */
  met?: PlayerName[];
}

export interface LeadersPage {
  game: string;
  page: number;
  more: boolean;
  leaders: (Standing & PlayerName)[];
}
