// A table: its head, its seats, the chat beside it.
import type * as english from "../en/table";
import { count, list, plural } from "./grammar";

export const table: typeof english.table = {
  game: "Spiel",
  seats: "Plätze",
  chat: "Chat des Tisches",
  leave: "Verlassen",
  leaveForGood: "Endgültig verlassen",
  reallyLeave: "Gehen und aufgeben?",
  playedOverDays: "Gespielt wird über Tage.",
  goWhenYouLike: "Geh, wann du magst: Dein Platz bleibt dir.",
  nobodyNeedStay: "Niemand muss bleiben: Wer einen Platz hat, behält ihn.",
};

export const absence: typeof english.absence = {
  entering: "Einen Moment …",
  closed: "Dieser Tisch ist geschlossen",
  kickedHint: "Du bist nicht mehr an diesem Tisch.",
  left: "Du hast diesen Tisch verlassen",
  comeAgain: "Wieder hereinkommen",
  lost: "Diesen Tisch gibt es nicht mehr",
  lostHint: (name) =>
    `Der Server kennt „${name}“ nicht mehr: Er wurde neu gestartet, oder alle waren gegangen.`,
  openAlike: "Neuen Tisch eröffnen",
  isOpen: "Dieser Tisch ist offen",
  isOpenHint: "Du kannst hereinkommen, auch wenn es gerade nicht ging.",
  halted: "Dieser Tisch wartet auf sein Spiel",
  untold: "Was aus diesem Tisch wurde, lässt sich gerade nicht sagen",
  untoldHint: (why) => `${why}. Versuch es gleich noch einmal.`,
  lookedUpMany: "Du hast in kurzer Zeit viele Tische nachgeschlagen",
  cannotRead: "Der Server kann nicht lesen, was er gespeichert hat",
};

export const seats: typeof english.seats = {
  open: "Freier Platz",
  openInShort: (seats) => count(seats, { one: "freier Platz", other: "freie Plätze" }),
  sit: "Hier sitzen",
  marks: { you: "du", bot: "Bot", host: "Gastgeber" },
  ready: "✓ bereit",
  notReady: "nicht bereit",
  readyAway: "✓ bereit, abwesend",
  awayKept: "weg, Platz bleibt",
  away: "abwesend",
  timeToMove: (name) => `Zeit für den Zug von ${name}`,
  timeToReturn: (name) => `Zeit für die Rückkehr von ${name}`,
  watching: "Es sehen zu",
  unnamed: (people) => count(people, { other: "# weitere" }),
  remove: (name) => `${name} entfernen`,
  reallyRemove: (name) => `${name} wirklich entfernen`,
  removeShort: "Entfernen?",
  isYou: "(du)",
};

export const guest: typeof english.guest = (letters) => `Gast ${letters}`;

export const bots: typeof english.bots = {
  add: "Bot dazuholen",
  which: "Welcher Bot",
  kinds: { mcts: "Denkender Bot", random: "Zufallsbot", own: "Bot des Spiels" },
  thinks: "denkt nach …",
  lent: "ein Bot spielt weiter",
  lend: "Wer die Verbindung verliert, wird von einem Bot vertreten",
  against: "Gegen den Computer spielen",
};

export const chat: typeof english.chat = {
  chat: "Chat",
  empty: "Noch hat niemand etwas gesagt.",
  say: "Sag etwas",
  send: "Senden",
  typing: (names) =>
    plural(names.length, { one: `${names.join("")} schreibt …`, other: `${names.join(", ")} schreiben …` }),
  unknown: "Ob das gesagt wurde, ist unbekannt:",
  notSaid: (why) => `Nicht gesagt. ${why}:`,
  putBack: "Zurückholen",
  takeOff: "Zeile entfernen",
  signs: "Schnelle Zeichen",
  emotes: { laugh: "Lachen", surprise: "Staunen", cool: "Cool", sad: "Traurig", love: "Herz" },
  left: (name) => `${name} hat den Platz verlassen`,
  lost: (name) => `${name} hat die Verbindung verloren`,
  kicked: (name) => `${name} wurde vom Gastgeber entfernt`,
  banned: (name) => `${name} wurde vom Gastgeber gesperrt`,
  operator: (name) => `${name} wurde vom Betreiber entfernt`,
  because: (what, reason) => `${what}: ${reason}`,
  idle: (name) => `${name} hat zu lange nicht gezogen`,
};

export const closed: typeof english.closed = {
  title: "Dieser Tisch ist geschlossen.",
  reasons: {
    empty: "Niemand hatte mehr einen Platz daran.",
    closed: "Sein Spiel ist immer wieder gescheitert.",
    operator: "Der Betreiber des Servers hat ihn geschlossen.",
    outdated: "Sein Spiel wurde inzwischen geändert und konnte nicht weitergehen.",
    called_off: "Jemand ist nicht zur Partie gekommen.",
  },
  playAgain: "Mit denselben Leuten noch einmal spielen",
  goThere: "Dorthin gehen",
  youHaveSeat: "Es gibt einen neuen Tisch, und du hast einen Platz daran.",
  opened: (name) => `${name} hat einen neuen Tisch für dieselben Leute eröffnet.`,
  isNew: "Es gibt einen neuen Tisch für dieselben Leute.",
  whoPlayed: "Wer gespielt hat",
  games: "Spiele",
  theGame: "Das Spiel",
  noGame: "Hier wurde kein Spiel beendet.",
};

export const match: typeof english.match = {
  takeSeatToPlay: "Nimm Platz, um zu spielen",
  waitingForMore: (players) =>
    count(players, { one: "Ein Spieler fehlt noch", other: "# Spieler fehlen noch" }),
  allReady: "Alle sind bereit",
  waitingForOthers: "Warten auf die anderen",
  readyWhenYouAre: "Bereit, wenn du es bist",
  sendLink: "Schick jemandem den Link.",
  sendLinkOrBot: "Schick jemandem den Link, oder lass einen Bot mitspielen.",
  startsWhenReady: "Das Spiel beginnt, wenn alle bereit sind, die sitzen.",
  startsWhenReadyHereOrNot: "Das Spiel beginnt, wenn alle bereit sind, die sitzen, ob anwesend oder nicht.",
  allTaken: "Alle Plätze sind besetzt; du siehst zu.",
  takeSeat: "Platz nehmen",
  lostSeat: {
    lost: "Du warst zu lange weg, darum wurde dein Platz frei.",
    idle: "Du hast zu lange nicht gezogen, darum wurde dein Platz frei.",
  },
  untilGoesOn: "Zeit, bis das Spiel weitergeht",
  forYourMove: "Zeit für deinen Zug",
  forThisMove: "Zeit für diesen Zug",
  wantAgain: (names) =>
    plural(names.length, {
      one: `${list(names)} möchte noch einmal spielen`,
      other: `${list(names)} möchten noch einmal spielen`,
    }),
  playAgain: "Noch einmal",
  waitingForOthersNow: "Warten auf die anderen …",
  fair: "Ehrlich gemischt",
  fairHash: "Aller Zufall dieses Spiels stand fest, bevor es begann. Der Hash seines Geheimnisses: {hash}.",
  fairLater: "Das Geheimnis selbst wird am Ende verraten.",
  fairSecret: "Das Geheimnis: {secret}",
  watching: "Du siehst zu.",
  ready: "✓ Bereit",
  imReady: "Ich bin bereit",
  giveUpSeat: "Platz aufgeben",
  reallyGiveUpSeat: "Platz wirklich aufgeben?",
  standUp: "Aufstehen",
  sending: "wird gesendet …",
  whatHappened: "Was geschehen ist",
  onlyYou: "nur du",
};
