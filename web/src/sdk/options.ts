// What a connection is told when it begins.
import type { Failure } from "./commands";
import type { Kind, ServerMessage } from "./messages";
import type { Memory } from "./remembered";

export interface Options {
  /** Where the page of the server is, http(s). */
  url: string | URL;
  /** The build of the page, "" where there is none. */
  build: string;
  /** Names the player; without it the cookie does. */
  token?: Uint8Array | undefined;
  /** The name that a new player wishes for. */
  name?: string | undefined;
  /** What a new player is; a person unless told. */
  kind?: Kind | undefined;
  /** Says why a command changed nothing in other words; as the server said it unless given. */
  explain?: (failure: Failure) => Promise<Failure>;
  isOffline?: () => boolean;
  /** Calls back every so many milliseconds, until the result is called; an ordinary timer unless given. */
  every?: (ms: number, callback: () => void) => () => void;
  /** Remembers what worked; the browser's storage unless given. */
  memory?: Memory;
  /** Called after each change; with the message, where one caused it. */
  onChange: (message: ServerMessage | null) => void;
}
