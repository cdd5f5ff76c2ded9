// What is said to people: refusals, why a connection ended, whose turn it is, how it ended.
import type * as english from "../en/said";
import { list, plural } from "./grammar";

export const failures: typeof english.failures = {
  already_seated: "Du hast schon einen Platz",
  bad_name: "Dieser Name geht nicht",
  bad_text: "Diese Zeile lässt sich nicht senden",
  banned: "Der Gastgeber lässt dich nicht herein",
  draining: "Der Server hält bald an: Neues kann nicht beginnen",
  game_failed: "Das Spiel ist gestolpert; nichts hat sich geändert",
  game_running: "Nicht, solange das Spiel läuft",
  illegal_move: "Dieser Zug ist nicht erlaubt",
  in_match: "Du bist in einer Partie, die noch läuft",
  locked: "Der Gastgeber hat diesen Tisch abgeschlossen",
  malformed: "Das passt nicht",
  muted: "Du darfst gerade nichts schreiben",
  filtered: "Das lässt sich hier nicht sagen",
  over_limit: "Mehr dürfen es nicht sein",
  no_channel: "In diesem Kanal bist du nicht",
  no_game: "Es läuft kein Spiel",
  no_such_bot: "So einen Bot gibt es für dieses Spiel nicht",
  no_such_game: "Dieses Spiel gibt es auf diesem Server nicht",
  no_such_player: "Dieser Spieler ist nicht mehr hier",
  no_such_room: "Es gibt keinen offenen Tisch mit diesem Code",
  no_such_offer: "Dieses Angebot ist vorbei",
  no_such_seat: "Diesen Platz gibt es nicht",
  no_such_topic: "Unter diesem Namen gibt es nichts zu hören",
  not_allowed: "Das ist hier nicht erlaubt",
  not_met: "Einladen kannst du, wen du zuletzt getroffen hast",
  not_done: "Der Server wurde beendet, bevor das getan war",
  not_host: "Das darf nur der Gastgeber",
  not_member: "Du bist nicht an diesem Tisch",
  not_seated: "Du hast hier keinen Platz",
  not_your_turn: "Du bist nicht dran",
  queue_full: "Es warten schon zu viele",
  queued: "Du wartest schon",
  password_needed: "Dieser Tisch hat ein Passwort",
  rate_limited: "Etwas langsamer, bitte",
  room_closed: "Dieser Tisch ist geschlossen",
  room_full: "Dieser Tisch ist voll",
  seat_taken: "Jemand war schneller",
  stale: "Das Spiel ist schon weiter",
  store: "Der Server konnte das nicht speichern; nichts hat sich geändert",
  time_up: "Deine Zeit war um",
  too_large: "Das ist zu lang",
  too_many: "Der Server hat noch nicht geantwortet",
  too_many_bans: "Hier können nicht noch mehr gesperrt werden",
  too_many_rooms: "Es sind zu viele Tische offen",
  unknown: "Ob das gewirkt hat, ist unbekannt",
  wrong_password: "Das ist nicht das Passwort",
};

export const otherFailure: typeof english.otherFailure = "Das hat nicht geklappt";

export const goodbyes: typeof english.goodbyes = {
  bad_session: "Der Server hält diese Seite für die von jemand anderem",
  banned: "Der Betreiber lässt dich nicht auf diesen Server",
  flood: "Diese Seite hat in zu kurzer Zeit zu viel gesagt",
  hello_expected: "Diese Seite hat das Gespräch anders begonnen, als der Server es kennt",
  internal: "Der Server hat einen Fehler gemacht",
  malformed: "Der Server hat nicht verstanden, was diese Seite sagte",
  not_yet: "Der Server kann gerade nicht nachsehen, wer du bist, und wird wieder gefragt",
  out_of_order: "Was diese Seite sagte, kam in falscher Reihenfolge",
  server_full: "Der Server ist voll",
  shutdown: "Der Server wurde beendet",
  silent: "Der Server hat zu lange nichts von dieser Seite gehört",
  stalled: "Diese Seite hat zu lange nichts von dem angenommen, was der Server sagte",
  taken_over: "Du hast in einem anderen Fenster weitergemacht",
  text_frame: "Der Server hat nicht verstanden, was diese Seite sagte",
  too_large: "Diese Seite hat etwas zu Langes gesagt",
  unanswered: "Es wurde zu viel auf einmal gesagt",
  unsupported_protocol: "Der Server spricht eine andere Version als diese Seite",
};

export const otherGoodbye: typeof english.otherGoodbye = "Der Server hat die Verbindung beendet";

export const gone: typeof english.gone = {
  banned: "Der Gastgeber hat dich gesperrt",
  closed: "Dieser Tisch ist geschlossen",
  freed: "Der Platz gehört dir nicht mehr",
  halted: "Der Server hat dieses Spiel gerade nicht so, wie es war; der Tisch bleibt, bis er es wieder hat",
  kicked: "Der Gastgeber hat dich entfernt",
  left: "Du hast diesen Tisch verlassen",
  moved: "Du hast den Platz gewechselt",
  not_allowed: "Dieser Tisch ist nicht für dich",
  over: "Die Partie ist zu Ende",
  operator: "Der Betreiber des Servers hat es für dich beendet",
  unsubscribed: "Du hast diesen Tisch verlassen",
};

export const result: typeof english.result = {
  yourTurn: "Du bist dran",
  waiting: "Warten",
  turnOf: (name) => `${name} ist dran`,
  waitingFor: (names) => `Warten auf ${names.join(", ")}`,
  seat: (number) => `Platz ${number}`,
  timeIsUp: "Die Zeit ist um",
  ended: "Das Spiel ist vorbei",
  everybodyLeft: "Alle waren gegangen",
  done: "Geschafft",
  draw: "Unentschieden",
  youWin: "Du gewinnst!",
  youShare: "Ihr teilt euch den Sieg!",
  yourTeam: "Dein Team gewinnt!",
  team: (team: number, names: readonly string[]) => `Team ${team} gewinnt: ${list(names)}`,
  wins: (names) =>
    plural(names.length, { one: `${list(names)} gewinnt`, other: `${list(names)} teilen sich den Sieg` }),
  timeWasUp: (isMine, others) =>
    isMine && others.length === 0
      ? "Deine Zeit war um"
      : `Die Zeit von ${list(isMine ? ["dir", ...others] : others)} war um`,
  score: (score) => `${score} Punkte`,
};
