// Was Absagen im Einzelnen sagen, aus den Teilen, die der Server nennt. Kommt mit der ersten Absage.
import type { RefusalText, RefusalWhat } from "../../../sdk/messages";
import type * as english from "../en/whys";
import type { Parts } from "../parts";
import { count, list } from "./grammar";

const what: Record<RefusalWhat, string> = {
  bans: "hier gesperrte Spieler",
  blocked: "blockierte Spieler",
  blocks: "Blockierungen",
  chat: "Zeilen im Chat",
  codes: "falsche Codes",
  failures: "Züge, über die ein Spiel gestolpert ist",
  house: "Änderungen an einem Tisch",
  inputs: "Eingaben auf einmal",
  invitations: "Einladungen",
  invited: "an diesen Tisch Eingeladene",
  joins: "Besuche an Tischen",
  looks: "nachgeschlagene Tische",
  muted: "hier stumme Spieler",
  names: "neue Namen",
  openings: "eröffnete Tische",
  passwords: "falsche Passwörter",
  people: "Leute an diesem Tisch",
  profiles: "Profile",
  queue: "wartende Spieler",
  queue_entries: "Anmeldungen in der Warteschlange",
  quick_plays: "schnelle Spiele",
  reports: "Meldungen",
  rooms: "Tische, an denen du bist",
  rooms_of_address: "Tische aus deinem Netz",
  rooms_of_server: "Tische auf diesem Server",
  searches: "Suchen",
  seats: "eingenommene Plätze",
  signals: "Signale",
  topics: "Listen",
  waiting_passwords: "wartende Passwörter",
};

const text: Record<RefusalText, string> = {
  line: "Eine Zeile",
  name: "Ein Name",
  reason: "Ein Grund",
  report: "Eine Meldung",
};

const offers: Record<string, string> = {
  draw: "Remis",
  undo: "Zurücknehmen",
  swap: "Platztausch",
};

const scopes: Record<string, string> = {
  address: "aus einem Netz",
  room: "für einen Tisch",
};

/** Letters that look like others, after the script that the server names in English. */
const scripts: Record<string, string> = {
  Latin: "lateinische",
  Cyrillic: "kyrillische",
  Greek: "griechische",
};

const scriptsOf = (named: string): string =>
  list(named.split(" and ").map((script) => (Object.hasOwn(scripts, script) ? scripts[script]! : script)));

const again = (of: Parts): string => {
  const wait = of.wait("retry_ms");
  return wait === "" ? "" : ` Wartezeit: ${wait}.`;
};

const pace = (of: Parts): string =>
  of.count("each_ms") < 1000
    ? `${of.perSecond("each_ms")} in der Sekunde`
    : `je eins in ${of.wait("each_ms")}`;

export const steps: typeof english.steps = {
  already_seated: "Steh erst auf, wenn du einen anderen Platz willst.",
  bad_name: "Nimm einen anderen.",
  bad_text: "Sie ist leer oder zu lang.",
  draining: "Laufende Spiele gehen weiter. Komm später wieder.",
  filtered: "Sag es mit anderen Worten.",
  game_failed: "Versuch einen anderen Zug. Wer das Spiel gemacht hat, erfährt davon.",
  game_running: "Versuch es wieder, wenn es vorbei ist.",
  in_match: "Spiel es erst zu Ende; du findest es unter „Deine Spiele“.",
  locked: "Bitte den Gastgeber, dich hereinzulassen.",
  muted: "Die anderen hörst du weiter, und spielen kannst du auch.",
  no_channel: "Wähl über dem Feld, zu wem du sprichst.",
  no_game: "Das nächste hat noch nicht begonnen.",
  no_such_bot: "Nimm einen anderen Bot.",
  no_such_game: "Nimm ein anderes.",
  no_such_offer: "Es wurde beantwortet oder zurückgezogen.",
  no_such_player: "Vielleicht ist er schon gegangen.",
  no_such_room: "Sieh dir den Code noch einmal an, oder schau, welche Tische offen sind.",
  no_such_seat: "Nimm einen anderen.",
  no_such_topic: "Lade die Seite neu.",
  not_allowed: "Das Spiel oder der Gastgeber lässt das nicht zu.",
  not_done: "Mach es noch einmal.",
  not_host: "Bitte den Gastgeber darum.",
  not_member: "Komm über den Link oder den Code wieder herein.",
  not_seated: "Nimm erst Platz.",
  not_your_turn: "Warte auf die anderen.",
  over_limit: "Warte ein wenig, oder mach erst Platz.",
  queue_full: "Versuch es in ein paar Minuten wieder, oder mit „Sofort spielen“.",
  queued: "Hör erst auf zu suchen, wenn du ein anderes Spiel willst.",
  rate_limited: "Warte ein wenig, dann versuch es wieder.",
  room_closed: "Schau, welche anderen Tische offen sind.",
  room_full: "Versuch es später, oder schau, welche anderen Tische offen sind.",
  seat_taken: "Nimm einen anderen.",
  stale: "Sieh dir das Brett noch einmal an, bevor du wählst.",
  store: "Versuch es gleich noch einmal.",
  time_up: "Der Zug kam zu spät.",
  too_large: "Mach es kürzer.",
  too_many: "Warte, bis die Verbindung besser ist.",
  too_many_bans: "Heb erst eine andere Sperre auf, in den Einstellungen des Tisches.",
  too_many_rooms: "Verlass erst einen; deine stehen unter „Deine Spiele“.",
  unknown: "Sieh nach, bevor du es noch einmal machst.",
  wrong_password: "Frag den Gastgeber danach.",
};

export const whys: typeof english.whys = {
  banned: (of) => of.text("reason"),
  banned_address: () => "Dieser Tisch lässt niemanden aus deinem Netz herein.",
  characters: (of) =>
    `${of.one(text, "text")} darf ${of.number("least")} bis ${of.number("most")} Zeichen haben, nicht ${of.number("characters")}.`,
  closed_by_operator: () => "Der Betreiber hat ihn endgültig geschlossen.",
  fixed_in_match: () => "Plätze und Optionen einer Partie bleiben, wie sie angesetzt war.",
  halted: () =>
    "Der Server hat dieses Spiel gerade nicht so, wie es war. Tisch und Plätze bleiben, bis er es wieder hat.",
  hushed: () => "Wer zusieht, schreibt den Spielenden nichts, bevor das Spiel vorbei ist.",
  kept_out: (of) => `Durch dich kam ein Spiel nicht zustande.${again(of)}`,
  locked: () => "Nur wer am Tisch war, darf zurückkommen.",
  match_for_others: () => "Seine Plätze sind für andere.",
  match_of_both: () => "Die Partie gehört auch diesem Spieler.",
  mixed_scripts: (of) =>
    `Ein Wort hat Buchstaben, die gleich aussehen (${scriptsOf(of.text("scripts"))}). Schreib jedes Wort in einer Schrift.`,
  most: (of) => `Die Grenze ist ${of.number("most")}: ${of.one(what, "what")}.${again(of)}`,
  muted: (of) =>
    `Der ${of.text("by") === "host" ? "Gastgeber" : "Betreiber"} hat dich${of.wait("retry_ms") === "" ? " bis auf Weiteres" : ""} stumm geschaltet.${again(of)}`,
  no_bots_in_rated: () => "Die Bots dieses Servers spielen in keinem gewerteten Spiel.",
  no_draw: (of) => `${of.text("game")} kennt kein Remis durch Einigung.`,
  no_free_seat: (of) =>
    count(of.count("seats"), {
      one: "Sein einziger Platz ist besetzt.",
      other: "Alle # Plätze sind besetzt.",
    }),
  no_seat: (of) =>
    count(of.count("last") + 1, { one: "Es gibt nur einen Platz.", other: "Es gibt die Plätze 1 bis #." }),
  no_undo: () => "An diesem Tisch werden keine Züge zurückgenommen.",
  nobody_of_that_id: () => "",
  not_met: (of) => `${of.text("name")} hast du zuletzt nicht getroffen.`,
  nothing_to_undo: (of) =>
    count(of.count("most"), {
      one: "Der letzte Zug ist nicht deiner.",
      other: "Von den letzten # Zügen ist keiner deiner.",
    }),
  offer_stands: (of) => `Dein Angebot (${of.one(offers, "kind")}) hat noch keine Antwort.`,
  offer_too_soon: (of) => `${of.one(offers, "kind")}: nur ein Angebot in ${of.wait("each_ms")}.${again(of)}`,
  offers_spent: (of) =>
    `${of.one(offers, "kind")}: ${count(of.count("most"), { one: "mehr als ein Angebot in einem Spiel geht", other: "mehr als # Angebote in einem Spiel gehen" })} nicht. Im nächsten wieder.`,
  only_by_host: () => "Der Tisch ist abgeschlossen oder hat ein Passwort: nur sein Gastgeber lädt ein.",
  other_banned: () => "Der Gastgeber lässt diesen Spieler nicht herein.",
  other_seated: () => "Dieser Spieler hat hier schon einen Platz.",
  password_changed: () => "Es wurde gerade geändert.",
  password_needed: () => "",
  password_wrong: () => "",
  rated_elsewhere: (of) =>
    `Du spielst am Tisch „${of.text("name")}“ (${of.text("room_code")}) ein gewertetes Spiel oder bist dafür bereit. Nur eins auf einmal.`,
  rated_not_late: () => "Bei gewerteten Spielen lässt sich nicht verzögert zusehen.",
  rated_runs: () => "Aus einem gewerteten Spiel wird niemand entfernt: Es wäre verloren.",
  real_time: (of) =>
    `${of.text("game")} wird in Echtzeit gespielt, ${of.one({ days: "nicht über Tage", clocks: "ohne Zuguhr", delay: "und man sieht sofort zu oder gar nicht" }, "without")}.`,
  reserved_name: (of) => `Auf diesem Server darf niemand „${of.text("name")}“ heißen.`,
  seat_in_game: (of) => `Platz ${of.number("seat", 1)} gehört zum laufenden Spiel.`,
  seat_taken: (of) =>
    of.text("how") === "coming"
      ? `${of.text("name")} ist unterwegs zu Platz ${of.number("seat", 1)}.`
      : `${of.text("name")} hat Platz ${of.number("seat", 1)}.`,
  shown_later: (of) => `Das geht, wenn das Spiel für alle vorbei ist, die zusehen.${again(of)}`,
  too_often: (of) =>
    `Zu viele: ${of.one(what, "what")} ${of.one(scopes, "scope")}`.trimEnd() +
    `. Erlaubt: ${of.number("burst")} auf einmal, danach ${pace(of)}.${again(of)}`,
  unknown_room: (of) => `Kein offener Tisch heißt ${of.text("asked")}.`,
  unreadable: (of) => `Das lässt sich gerade nicht lesen.${again(of)}`,
  watching_fixed: () => "Wer zusehen darf, lässt sich nicht ändern, während ein Spiel läuft.",
};
