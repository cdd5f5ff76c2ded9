// What the drawing of a game in real time draws from, whoever draws it.
import type { Outcome } from "../../sdk/commands";
import type { Foretelling } from "../../sdk/live/rules";
import type { LiveFrame } from "../../sdk/live/live";
import type { Value } from "../../sdk/messages";

export interface LiveSource {
  /** Ticks a second. */
  rate: number;
  /** What the drawing knows of the game's rules: it may put in what it has. */
  rules: Foretelling;
  /** What is to be drawn now, null before the first tick; ask again for each picture. */
  frame: () => LiveFrame | null;
  /** Do something now. */
  input: (move: Value) => Promise<Outcome>;
  /** The round trip of the network in milliseconds, 0: not known. */
  pingMs: () => number;
}
