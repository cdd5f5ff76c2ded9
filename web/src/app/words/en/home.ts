// Home: open tables, one's own games, a new table.
import { count, list } from "./grammar";

export const home = {
  openTables: "Open tables",
  online: (people: number) => count(people, { other: "# online" }),
  looking: "Looking around…",
  allGames: "All games",
  showTablesOf: "Show tables of",
  nothing: "No open table right now.",
  nothingHint: "Open one, and send the link to a friend.",
  seatsTaken: (taken: number, seats: number) => `${taken} of ${seats} seats taken`,
  playing: "Playing",
  full: "Full",
  join: "Join",
  yours: "Your seat",
  watching: (people: number) => count(people, { other: "# watching" }),
  more: (tables: number) => count(tables, { one: "Show one more", other: "Show more (#)" }),
  chat: "Lobby chat",
  gotCode: "Got a code?",
  code: "Code or link",
  codeOfTable: "Code or link of a table",
};

export const newTable = {
  title: "New table",
  rules: "More rules",
  game: "Game",
  players: (fewest: number, most: number) =>
    fewest === most
      ? count(most, { one: "# player", other: "# players" })
      : count(most, { other: `${fewest}–# players` }),
  name: "Name of the table",
  nameOptional: "Name of the table (optional)",
  options: "Options of the game",
  listed: "Listed for everybody",
  rated: "Rated: it counts",
  open: "Open the table",
  howLong: "How long a game takes",
  paces: {
    live: { title: "In one sitting", text: "Everybody is here until the game is over." },
    slow: { title: "Over days", text: "Come, move, go: your seat is kept while you are away." },
  },
};

export const mine = {
  title: "Your games",
  groups: {
    your_turn: "Your turn",
    waiting: "Waiting for the others",
    playing: "Going on now",
    halted: "Waiting for the game to come back",
    gathering: "Not begun yet",
    finished: "Finished",
  },
  with: (names: readonly string[]) => `with ${names.join(", ")}`,
  wantsAgain: (name: string, game: string) => `${name} wants to play ${game} again`,
  joinThere: "Join →",
  yourMove: "Your move →",
  look: "Have a look →",
  back: "Back to the table →",
  fewer: "Show fewer",
  all: (games: number) => count(games, { one: "Show the finished game", other: "Show all # finished games" }),
  outcomes: {
    over: "Over",
    done: "Done",
    draw: "Draw",
    won: "Won",
    wonTogether: "Won together",
    lost: "Lost",
  },
  place: (place: number, of: number) => `Place ${place} of ${of}`,
};

export const recent = {
  title: "Recently played",
  watch: "Watch",
  beat: (winners: readonly string[], others: readonly string[]) =>
    `${list(winners)} beat ${others.join(", ")}`,
};
