// The games that come with the lobby, and what surrounds those that authors bring.
import { count, plural } from "./grammar";

/** By the game's id. A game that is not here is called as its author says. */
export const titles: Record<string, string> = {
  tic_tac_toe: "Tic-tac-toe",
  connect_four: "Connect four",
  liars_dice: "Liar's dice",
  snake_arena: "Snake arena",
};

/** The name of a table to which nobody has given one. */
export const tableOf = (owner: string, game: string) => `${owner}'s ${game}`;

/** Options by the game's id and the option's name. */
export const options: Record<string, Record<string, string>> = {
  liars_dice: { dice: "Dice" },
  snake_arena: { rounds: "Rounds", seconds: "Seconds a round" },
};

export const board = {
  board: "Board",
  empty: "empty",
  square: (row: number, column: number, content: string) => `Row ${row}, column ${column}: ${content}`,
  placed: (name: string, row: number, column: number) => `${name}: row ${row}, column ${column}`,
  column: (column: number, content: string) => `Column ${column}: ${content}`,
  discs: (discs: number, colour: string, name: string) =>
    `${count(discs, { one: "# disc, ", other: "# discs, on top " })}${colour} of ${name}`,
  colours: ["teal", "coral"],
};

export const dice = {
  onTable: "Dice on the table",
  out: "out",
  dice: (dice: number) => count(dice, { one: "# die", other: "# dice" }),
  noBid: (round: number, dice: number) =>
    count(dice, {
      one: `Round ${round}. No bid yet; # die is on the table.`,
      other: `Round ${round}. No bid yet; # dice are on the table.`,
    }),
  youBid: "You bid",
  bids: (name: string) => `${name} bids`,
  /** {quantity}, {die}, {count} and {name} stand for numbers, a picture and a name. */
  revealed: (counted: number) =>
    plural(counted, {
      one: "The bid was {quantity} × {die}, and there was {count}: {name} loses a die.",
      other: "The bid was {quantity} × {die}, and there were {count}: {name} loses a die.",
    }),
  revealedYou: (counted: number) =>
    plural(counted, {
      one: "The bid was {quantity} × {die}, and there was {count}: You lose a die.",
      other: "The bid was {quantity} × {die}, and there were {count}: You lose a die.",
    }),
  youAreOut: "You are out of dice.",
  yours: "Your dice",
  yourBid: "Your bid",
  oneLess: "One less",
  oneMore: "One more",
  howMany: "How many",
  face: "Face",
  bid: (quantity: number, face: number) => `Bid ${quantity} × ${face}`,
  call: "Call “liar!”",
  hidden: "hidden die",
};

/** The lines that the built-in games write into the log; in other languages these take their place. */
export const notes = {
  drops: (name: string, column: string) => `${name} drops in column ${column}`,
  bids: (name: string, bid: string) => `${name} bids ${bid}`,
  calls: (name: string, bid: string, counted: string, loser: string) =>
    `${name} calls ${bid}: it is ${counted}, ${loser} loses a die`,
  isOut: (name: string) => `${name} is out`,
  wonRound: (round: string, points: string, names: string) => `Round ${round}, ${points} points: ${names}`,
};

/** Around a page that a game brings itself. */
export const own = {
  failed: "The game’s own page has failed; the game goes on here.",
  view: "The game’s own view",
  plain: "Plain view",
};

/** The page of any game that has none of its own. */
export const plain = {
  onlyYouSee: "Only you see",
  chooseWhereTo: "Now choose where to. Escape or a second click takes it back.",
  chooseWhat: (hasOthers: boolean) => `Choose what to move${hasOthers ? ", or:" : "."}`,
  chooseMarked: (hasOthers: boolean) => `Choose where it is marked${hasOthers ? ", or:" : "."}`,
  states: { acts: "to act", acted: "✓ done", gone: "left", won: "won", quiet: "" },
  players: "Players",
  timeToAct: (name: string) => `Time for ${name} to act`,
  yours: "yours",
  whatClickDoes: "What a click does",
  yourMoves: "Your moves",
  moves: (moves: number) => count(moves, { one: "# move", other: "# moves" }),
  searchMoves: "Search the moves",
  search: "Search",
  noSuchMove: "No move is called that.",
  cards: "Cards",
  numbers: "Numbers",
  nothing: "nothing",
  not: (what: string) => `No ${what}`,
  yes: "✓ yes",
  items: (items: number) => count(items, { one: "# item", other: "# items" }),
  rows: (rows: number) => count(rows, { one: "# row", other: "# rows" }),
  values: (values: number) => count(values, { one: "# value", other: "# values" }),
  playersCount: (players: number) => count(players, { one: "# player", other: "# players" }),
  cardFaceDown: "a card face down",
  card: (rank: string, suit: string) => `${rank} of ${suit}`,
  suits: { "♠": "spades", "♥": "hearts", "♦": "diamonds", "♣": "clubs" },
  ranks: { A: "ace", K: "king", Q: "queen", J: "jack" } as Record<string, string>,
};
