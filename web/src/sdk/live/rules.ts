// What a client knows of a game's own rules, to show one's own things before the server has told of them.
import type { Value } from "../messages";

/** What a game knows of its own rules in the browser. All may be missing; each returns a new value. */
export interface Foretelling<View = any, Move = any, Secret = any> {
  /** The view after an input of a seat. */
  predict?: (view: View, input: Move, seat: number) => View;
  /** The view after a tick, of which only what is the seat's own need be right. */
  advance?: (view: View, seat: number) => View;
  /** Of the view what is the seat's own and is to go evenly where the server decided otherwise than `advance` says. */
  smooth?: (view: View, seat: number) => unknown;
  /** The same of what only the seat sees; `view` has the input or the tick already. */
  predictSecret?: (secret: Secret, input: Move, seat: number, view: View) => Secret;
  advanceSecret?: (secret: Secret, seat: number, view: View) => Secret;
  smoothSecret?: (secret: Secret, seat: number) => unknown;
}

/** What a seat sees of a tick: what all see, and what only it does, null without. */
export interface Sight {
  readonly board: Value;
  readonly secret: Value;
}

/** Whether anything is foretold beyond inputs, so that one's own things can be shown ahead. */
export function goesOn({ advance, advanceSecret }: Foretelling): boolean {
  return advance !== undefined || advanceSecret !== undefined;
}

/** Return what is to be seen after an input. */
export function put({ predict, predictSecret }: Foretelling, sight: Sight, move: Value, seat: number): Sight {
  const board = (predict ? predict(sight.board, move, seat) : sight.board) as Value;
  if (!predictSecret || sight.secret === null) return { ...sight, board };
  return { board, secret: predictSecret(sight.secret, move, seat, board) as Value };
}

/** Return what is to be seen after a tick. */
export function passTick({ advance, advanceSecret }: Foretelling, sight: Sight, seat: number): Sight {
  const board = (advance ? advance(sight.board, seat) : sight.board) as Value;
  if (!advanceSecret || sight.secret === null) return { ...sight, board };
  return { board, secret: advanceSecret(sight.secret, seat, board) as Value };
}

/** Return what of it is to move evenly: of what is not foretold tick by tick nothing is. */
export function evened(rules: Foretelling, { board, secret }: Sight, seat: number): Sight {
  const { advance, smooth, advanceSecret, smoothSecret } = rules;
  return {
    board: (advance && smooth ? smooth(board, seat) : null) as Value,
    secret: (advanceSecret && smoothSecret && secret !== null ? smoothSecret(secret, seat) : null) as Value,
  };
}
