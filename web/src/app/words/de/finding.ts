// Ein Spiel finden: Suche, sofort spielen, Warteschlange, Leute.
import type * as english from "../en/finding";
import { count, list } from "./grammar";

export const play: typeof english.play = {
  title: "Jetzt spielen",
  game: "Spiel",
  quick: "Sofort spielen",
  quickHint: "Gleich ein Platz, am besten offenen Tisch oder an einem neuen.",
  rated: "Gewertet spielen",
  ratedHint: "Gegen jemanden, der etwa gleich stark ist. Es zählt.",
  players: "Spieler",
  seats: (players) => count(players, { one: "# Spieler", other: "# Spieler" }),
};

export const queue: typeof english.queue = {
  title: "Mitspieler werden gesucht",
  place: (place, waiting) => `Platz ${place} von ${waiting}`,
  rating: (points) => `Wertung ${points}`,
  expected: (duration) => `Meist gefunden nach höchstens ${duration}`,
  expectedSoon: "Meist sofort gefunden",
  unknown: "Zuletzt hat niemand gesucht; wie lange es dauert, ist offen",
  waited: "Gewartet",
  leave: "Nicht mehr suchen",
  over: "Du bist nicht mehr in der Warteschlange",
  overHint: "Der Server wurde neu gestartet, oder diese Seite war zu lange weg.",
};

export const found: typeof english.found = {
  title: "Partie gefunden",
  against: (names) => `Gegen ${list(names)}`,
  timeToCome: "Zeit zu kommen",
  play: "Spielen",
  decline: "Jetzt nicht",
  onTheWay: "unterwegs",
};

export const search: typeof english.search = {
  title: "Einen Tisch suchen",
  text: "Name oder Code eines Tisches",
  filters: "Filter",
  any: "egal",
  pace: "Tempo",
  paces: { live: "am Stück", slow: "über Tage" },
  clock: "Uhr",
  clocks: { none: "ohne Uhr", per_move: "je Zug", fischer: "Fischer", byo_yomi: "Byo-yomi" },
  state: "Tisch",
  states: { gathering: "nicht begonnen", playing: "im Spiel", over: "zwischen zwei Partien" },
  rated: "Gewertet",
  free: "Mit freiem Platz",
  clear: "Wieder alle Tische zeigen",
  nothing: "Kein Tisch passt.",
  more: "Mehr zeigen",
  searching: "Es wird gesucht…",
  ratedMark: "gewertet",
  guarded: "verschlossen",
};

export const people: typeof english.people = {
  profile: "Profil",
  profileOf: (name) => `Profil von ${name}`,
  own: "Dein Profil",
  leaders: "Die Besten",
  leadersOf: (game) => `Die Besten: ${game}`,
  noLeaders: "Noch niemand hat gewertet gespielt.",
  ratings: "Wertungen",
  noRatings: "Noch kein gewertetes Spiel.",
  points: (points) => `${points} Punkte`,
  place: (place) => `Platz ${place}`,
  games: (games) => count(games, { one: "# gewertetes Spiel", other: "# gewertete Spiele" }),
  history: "Letzte Spiele",
  noGames: "Noch kein Spiel.",
  met: "Zuletzt getroffen",
  invite: "Einladen",
  inviteTo: (name) => `${name} an diesen Tisch einladen`,
  invited: (name) => `${name} ist eingeladen`,
  hostTable: (name) => `Einen Tisch aufmachen und ${name} einladen`,
  notMet: "Einladen kannst du, wen du zuletzt getroffen hast.",
  nextPage: "Nächste Seite",
  previousPage: "Vorige Seite",
  loading: "Es wird nachgesehen…",
  wants: (name, game) => `${name} möchte ${game} mit dir spielen`,
  decline: "Ablehnen",
  rank: "Rang",
  player: "Spieler",
  rating: "Wertung",
};
