// The frame around every page: who one is, the connection, links and commands to be copied.
import type * as english from "../en/frame";
import { count } from "./grammar";

export const me: typeof english.me = {
  title: "Du",
  change: "(du). Ändern",
  yourName: "Dein Name",
  isGuest: "In diesem Tab spielst du als anderer Gast.",
  mayBeGuest:
    "Um gegen dich selbst zu spielen oder diesen Browser zu teilen, kann dieser Tab jemand anderes sein.",
  beMyself: "Wieder ich selbst sein",
  beGuest: "In diesem Tab als anderer Gast spielen",
};

export const connection: typeof english.connection = {
  states: {
    connecting: "Verbinde …",
    online: "Online",
    reconnecting: "Verbinde neu …",
    offline: "Offline",
    elsewhere: "Woanders offen",
    refused: "Nicht möglich",
  },
  slow: "Langsame Verbindung",
  slowHint: "Etwas in deinem Netz lässt keine direkte Verbindung zu; alles geht, nur etwas langsamer.",
  elsewhere: "In einem anderen Fenster offen",
  elsewhereHint: "Du hast in einem anderen Fenster weitergemacht. Es geht immer nur in einem.",
  useHere: "Hier weitermachen",
  refused: "Diese Seite und der Server verstehen sich nicht",
  banned: "Du bist auf diesem Server nicht willkommen",
  bannedUntil: (when) => `Das gilt bis ${when}.`,
  bannedForGood: "Das gilt, bis der Betreiber es aufhebt.",
  notLoaded: "Diese Seite ließ sich nicht laden",
  loadAgain: "Seite neu laden",
  cut: "Keine Verbindung zum Server.",
  waiting: "Wartet",
  full: "Der Server ist voll. Sobald Platz ist, kommst du von selbst hinein.",
  restarts: "Der Server startet neu. Du kommst von selbst zurück.",
  crowded: "Gerade kommen viele auf einmal. Du kommst von selbst hinein.",
  youAreOffline: "Du bist offline.",
  tryNow: "Jetzt versuchen",
  nextTry: (seconds) => `Nächster Versuch in ${seconds} s.`,
  kept: (things) =>
    things === 0
      ? "Was du jetzt tust, wird gesendet, sobald du wieder da bist."
      : count(things, {
          one: "Eine Sache von dir wird gesendet, sobald du wieder da bist.",
          other: "# Dinge von dir werden gesendet, sobald du wieder da bist.",
        }),
  live: "Das Spiel läuft weiter; Steuern bewirkt nichts, bis du wieder da bist.",
  willBeSent: "wird gesendet, sobald du wieder da bist",
  sending: "wird gesendet",
  seconds: (seconds) => `${seconds} s`,
};

export const link: typeof english.link = {
  copied: "Link kopiert",
  copyYourself: "Markiere den Link und kopiere ihn",
  invite: "Einladen",
  inviteWith: "Einladen {code}",
  inviteFriends: "Freunde einladen",
  toTable: "Link zu diesem Tisch",
  sendOrTell: "Schick den Link, oder sag ihnen den Code:",
  qr: "QR-Code des Links",
  shareLink: "Link teilen",
  share: "Teilen",
  shareReplay: "Diese Aufzeichnung teilen",
  toReplay: "Link zu dieser Aufzeichnung",
  whoeverHas: "Wer den Link hat, kann sie ansehen. Der Chat ist nicht dabei.",
};

export const bot: typeof english.bot = {
  letJoin: "Einen eigenen Bot mitbringen",
  inTerminal: "In einem Terminal, wo dieser Server installiert ist:",
  command: "Befehl, mit dem ein Bot mitspielt",
  copied: "Befehl kopiert",
  copyYourself: "Markiere den Befehl und kopiere ihn",
};

export const operator: typeof english.operator = {
  title: "Vom Betreiber:",
  here: "Vom Betreiber, an diesen Tisch:",
  draining: "Dieser Server hält bald an. Laufende Spiele gehen weiter; Neues kann nicht beginnen.",
  still: "Dieser Server kann gerade nichts speichern. Die Zeit steht still, bis er es kann.",
  said: (why) => `Der Betreiber sagt: ${why}`,
};
