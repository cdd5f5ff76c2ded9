// What is said in a room or in the lobby.
import type { Channel, OfferKind } from "../messages";

export interface ChatLine {
  number: number;
  /** Room time in a room, wall time in the lobby. */
  at_ms: number;
  kind:
    | "said"
    | "left"
    | "lost"
    | "kicked"
    | "banned"
    | "idle"
    | "operator"
    | "offered"
    | "agreed"
    | "declined"
    | "withdrawn"
    | "resigned"
    | "taken_back";
  player: string;
  name: string;
  text: string;
  seat?: number | null;
  /** Who hears it, where that is not everybody; told by `chatLines`. */
  channel?: Exclude<Channel, "all">;
  /** What was offered, agreed to, …; "" for a resignation. */
  offer?: OfferKind | "";
}

/** lobby/chat */
export interface LobbyChatView {
  chat: ChatLine[];
}
