// The forms of options and moves, as docs/reference/protocol.md tells them: what a game's declared types allow.
import type { Value } from "./messages";

/** Bounds that do not apply are null. */
interface Bounds {
  least: number | null;
  most: number | null;
}

export type Form =
  | ({ type: "integer" } & Bounds)
  | { type: "boolean" }
  /** Bounds count characters. */
  | ({ type: "text" } & Bounds)
  | ({ type: "bytes" } & Bounds)
  | { type: "nothing" }
  | { type: "choice"; choices: Value[] }
  | ({ type: "list"; of: Form } & Bounds)
  | { type: "row"; of: Form[] }
  | { type: "map"; of: Form }
  | { type: "record"; title: string; fields: FormField[] }
  | { type: "either"; of: Form[] }
  | { type: "any" };

export type FormField = Form & {
  name: string;
  required: boolean;
  /** What the game takes without the field; null also where that is not known. */
  default: Value;
};
