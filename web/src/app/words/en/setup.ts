// Before a game, and what players settle among themselves.
import { count, list, plural } from "./grammar";

export const lineup = {
  moveHere: "Move here",
  swap: "Swap",
  swapWith: (name: string) => `Swap seats with ${name}`,
  team: (team: number) => `Team ${team}`,
  /** How many seats each team has open. */
  short: (teams: readonly (readonly [team: number, seats: number])[]) =>
    teams
      .map(([team, seats]) =>
        count(seats, { one: `Team ${team}: # open seat`, other: `Team ${team}: # open seats` }),
      )
      .join(" · "),
  begins: "begins",
  rotates: "Seats are swapped for the next game.",
  movesOn: "Everybody moves on by one seat for the next game.",
  startsIn: (seconds: number) =>
    count(seconds, { one: "Starting in # second", other: "Starting in # seconds" }),
  starts: "Starting…",
};

export const nextOptions = {
  change: "Options of the next game",
  save: "Use these",
};

export const offers = {
  draw: "Offer a draw",
  undo: (moves: number) => count(moves, { one: "Take back", other: "Take back # moves" }),
  resign: "Resign",
  reallyResign: "Really resign?",
  agree: "Agree",
  decline: "No",
  withdraw: "Withdraw",
  title: "Offers",
  /** What somebody asks of the reader. */
  asksYou: {
    draw: (name: string) => `${name} offers a draw`,
    undo: (name: string) => `${name} asks to take a move back`,
    swap: (name: string) => `${name} asks to swap seats with you`,
  },
  /** What one has asked of these others oneself. */
  youAsked: {
    draw: (names: readonly string[]) => `You offer a draw. Waiting for ${list(names)}`,
    undo: (names: readonly string[]) => `You ask to take back. Waiting for ${list(names)}`,
    swap: (names: readonly string[]) => `You ask to swap seats. Waiting for ${list(names)}`,
  },
};

/** Lines of the chat. */
export const settled = {
  offered: {
    draw: (name: string) => `${name} offers a draw`,
    undo: (name: string) => `${name} asks to take a move back`,
    swap: (name: string) => `${name} asks to swap seats`,
  },
  agreed: (name: string) => `${name} agrees`,
  declined: (name: string) => `${name} does not agree`,
  withdrawn: (name: string) => `${name} takes the offer back`,
  resigned: (name: string) => `${name} resigns`,
  taken_back: (name: string) => `${name} has taken back`,
};

/** In the log of the game. */
export const tookBack = (name: string, moves: number): string =>
  plural(moves, {
    one: `${name} takes back the last move`,
    other: `${name} takes back the last ${moves} moves`,
  });

/** Below the result. */
export const resigned = (youToo: boolean, names: readonly string[]): string =>
  youToo && names.length === 0
    ? "You resigned."
    : plural(names.length + (youToo ? 1 : 0), {
        one: `${list(names)} resigned.`,
        other: `${list(youToo ? ["You", ...names] : names)} resigned.`,
      });
