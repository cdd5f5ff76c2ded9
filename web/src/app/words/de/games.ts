// The games that come with the lobby, and what surrounds those that authors bring.
import type * as english from "../en/games";
import { count, plural } from "./grammar";

export const titles: typeof english.titles = {
  tic_tac_toe: "Tic-Tac-Toe",
  connect_four: "Vier gewinnt",
  liars_dice: "Bluff",
  snake_arena: "Schlangenarena",
};

export const tableOf: typeof english.tableOf = (owner, game) => `${game} bei ${owner}`;

export const options: typeof english.options = {
  liars_dice: { dice: "Würfel" },
  snake_arena: { rounds: "Runden", seconds: "Sekunden je Runde" },
};

export const board: typeof english.board = {
  board: "Brett",
  empty: "leer",
  square: (row, column, content) => `Zeile ${row}, Spalte ${column}: ${content}`,
  placed: (name, row, column) => `${name}: Zeile ${row}, Spalte ${column}`,
  column: (column, content) => `Spalte ${column}: ${content}`,
  discs: (discs, colour, name) =>
    `${count(discs, { one: "# Stein, ", other: "# Steine, der oberste " })}${colour}, von ${name}`,
  colours: ["türkis", "koralle"],
};

export const dice: typeof english.dice = {
  onTable: "Würfel auf dem Tisch",
  out: "ausgeschieden",
  dice: (dice) => count(dice, { one: "# Würfel", other: "# Würfel" }),
  noBid: (round, dice) =>
    count(dice, {
      one: `Runde ${round}. Noch kein Gebot; # Würfel liegt auf dem Tisch.`,
      other: `Runde ${round}. Noch kein Gebot; # Würfel liegen auf dem Tisch.`,
    }),
  youBid: "Du bietest",
  bids: (name) => `${name} bietet`,
  revealed: (counted) =>
    plural(counted, {
      one: "Geboten waren {quantity} × {die}, und es war {count}: {name} verliert einen Würfel.",
      other: "Geboten waren {quantity} × {die}, und es waren {count}: {name} verliert einen Würfel.",
    }),
  revealedYou: (counted) =>
    plural(counted, {
      one: "Geboten waren {quantity} × {die}, und es war {count}: Du verlierst einen Würfel.",
      other: "Geboten waren {quantity} × {die}, und es waren {count}: Du verlierst einen Würfel.",
    }),
  youAreOut: "Du hast keine Würfel mehr.",
  yours: "Deine Würfel",
  yourBid: "Dein Gebot",
  oneLess: "Eins weniger",
  oneMore: "Eins mehr",
  howMany: "Wie viele",
  face: "Augen",
  bid: (quantity, face) => `${quantity} × ${face} bieten`,
  call: "„Lügner!“ rufen",
  hidden: "verdeckter Würfel",
};

export const notes: typeof english.notes = {
  drops: (name, column) => `${name} wirft in Spalte ${column}`,
  bids: (name, bid) => `${name} bietet ${bid}`,
  calls: (name, bid, counted, loser) =>
    `${name} zweifelt ${bid} an: Es sind ${counted}, ${loser} verliert einen Würfel`,
  isOut: (name) => `${name} ist ausgeschieden`,
  wonRound: (round, points, names) => `Runde ${round}, ${points} Punkte: ${names}`,
};

export const own: typeof english.own = {
  failed: "Die eigene Seite des Spiels ist gescheitert; hier geht es weiter.",
  view: "Ansicht des Spiels",
  plain: "Einfache Ansicht",
};

export const plain: typeof english.plain = {
  onlyYouSee: "Das siehst nur du",
  chooseWhereTo: "Wähle nun, wohin. Escape oder ein zweiter Klick nimmt es zurück.",
  chooseWhat: (hasOthers) => `Wähle, was du ziehst${hasOthers ? ", oder:" : "."}`,
  chooseMarked: (hasOthers) => `Wähle, wo es markiert ist${hasOthers ? ", oder:" : "."}`,
  states: { acts: "ist dran", acted: "✓ fertig", gone: "gegangen", won: "gewonnen", quiet: "" },
  players: "Spieler",
  timeToAct: (name) => `Zeit für ${name}`,
  yours: "deins",
  whatClickDoes: "Was ein Klick tut",
  yourMoves: "Deine Züge",
  moves: (moves) => count(moves, { one: "# Zug", other: "# Züge" }),
  searchMoves: "Züge suchen",
  search: "Suchen",
  noSuchMove: "Kein Zug heißt so.",
  cards: "Karten",
  numbers: "Zahlen",
  nothing: "nichts",
  not: (what) => `Nicht: ${what}`,
  yes: "✓ ja",
  items: (items) => count(items, { one: "# Eintrag", other: "# Einträge" }),
  rows: (rows) => count(rows, { one: "# Zeile", other: "# Zeilen" }),
  values: (values) => count(values, { one: "# Wert", other: "# Werte" }),
  playersCount: (players) => count(players, { one: "# Spieler", other: "# Spieler" }),
  cardFaceDown: "eine verdeckte Karte",
  card: (rank, suit) => `${suit} ${rank}`,
  suits: { "♠": "Pik", "♥": "Herz", "♦": "Karo", "♣": "Kreuz" },
  ranks: { A: "Ass", K: "König", Q: "Dame", J: "Bube" },
};
