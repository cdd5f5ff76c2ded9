// Home: open tables, one's own games, a new table.
import type * as english from "../en/home";
import { count, list, plural } from "./grammar";

export const home: typeof english.home = {
  openTables: "Offene Tische",
  online: (people) => count(people, { other: "# online" }),
  looking: "Sehe mich um …",
  allGames: "Alle Spiele",
  showTablesOf: "Tische zeigen von",
  nothing: "Gerade ist kein Tisch offen.",
  nothingHint: "Eröffne einen und schick jemandem den Link.",
  seatsTaken: (taken, seats) => `${taken} von ${seats} Plätzen besetzt`,
  playing: "Im Spiel",
  full: "Voll",
  join: "Mitspielen",
  yours: "Dein Platz",
  watching: (people) => count(people, { one: "# sieht zu", other: "# sehen zu" }),
  more: (tables) => count(tables, { one: "Noch einen zeigen", other: "Mehr zeigen (#)" }),
  chat: "Lobby-Chat",
  gotCode: "Hast du einen Code?",
  code: "Code oder Link",
  codeOfTable: "Code oder Link eines Tisches",
};

export const newTable: typeof english.newTable = {
  title: "Neuer Tisch",
  rules: "Weitere Regeln",
  game: "Spiel",
  players: (fewest, most) => count(most, { other: fewest === most ? "# Spieler" : `${fewest}–# Spieler` }),
  name: "Name des Tisches",
  nameOptional: "Name des Tisches (freiwillig)",
  options: "Optionen des Spiels",
  listed: "Für alle aufgelistet",
  rated: "Gewertet: es zählt",
  open: "Tisch eröffnen",
  howLong: "Wie lange ein Spiel dauert",
  paces: {
    live: { title: "Am Stück", text: "Alle sind da, bis das Spiel vorbei ist." },
    slow: { title: "Über Tage", text: "Kommen, ziehen, gehen: Dein Platz bleibt dir." },
  },
};

export const mine: typeof english.mine = {
  title: "Deine Spiele",
  groups: {
    your_turn: "Du bist dran",
    waiting: "Die anderen sind dran",
    playing: "Läuft gerade",
    halted: "Warten, bis das Spiel wieder da ist",
    gathering: "Noch nicht begonnen",
    finished: "Beendet",
  },
  with: (names) => `mit ${names.join(", ")}`,
  wantsAgain: (name, game) => `${name} möchte noch einmal ${game} spielen`,
  joinThere: "Mitspielen →",
  yourMove: "Dein Zug →",
  look: "Ansehen →",
  back: "Zum Tisch →",
  fewer: "Weniger zeigen",
  all: (games) => count(games, { one: "Das beendete Spiel zeigen", other: "Alle # beendeten Spiele zeigen" }),
  outcomes: {
    over: "Vorbei",
    done: "Geschafft",
    draw: "Unentschieden",
    won: "Gewonnen",
    wonTogether: "Gemeinsam gewonnen",
    lost: "Verloren",
  },
  place: (place, of) => `Platz ${place} von ${of}`,
};

export const recent: typeof english.recent = {
  title: "Zuletzt gespielt",
  watch: "Ansehen",
  beat: (winners, others) =>
    `${plural(winners.length, { one: `${list(winners)} gewinnt`, other: `${list(winners)} gewinnen` })} gegen ${others.join(", ")}`,
};
