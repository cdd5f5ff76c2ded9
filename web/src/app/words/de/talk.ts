// Talk at a table: who hears it, and what can be done about people. Watching late, or not at all.
import type * as english from "../en/talk";
import { count } from "./grammar";

export const talk: typeof english.talk = {
  to: "Wer es hört",
  channels: { all: "Alle", seats: "Spieler", watchers: "Zuschauer", team: "Mein Team" },
  marks: { seats: "an Spieler", watchers: "an Zuschauer", team: "ans Team" },
  onlyWatchers: "Solange dieses Spiel läuft, hören dich nur die Zuschauer",
  about: (name: string) => `Über ${name}`,
  block: "Blockieren",
  blockHint:
    "Du siehst nicht mehr, was sie sagen, und weder Warteschlange noch „Sofort spielen“ bringt euch zusammen.",
  unblock: "Nicht mehr blockieren",
  unblockName: (name: string) => `${name} nicht mehr blockieren`,
  unblocked: (name: string) => `Du siehst wieder, was ${name} sagt`,
  blocked: (name: string) => `Du siehst nicht mehr, was ${name} sagt`,
  mute: "An diesem Tisch stummschalten",
  muteHint: "So lange hört sie hier niemand. Du kannst sie jederzeit wieder reden lassen.",
  muteNow: "Stummschalten",
  muteFor: (minutes: number) => count(minutes, { one: "für # Minute", other: "für # Minuten" }),
  muteForGood: "bis der Tisch schließt",
  mutedUntil: (time: string) => `Stumm bis ${time}.`,
  mutedForGood: "Stumm, bis der Tisch schließt.",
  youAreMuted: "Der Gastgeber lässt dich hier nichts sagen.",
  unmute: "Wieder reden lassen",
  muted: (name: string) => `${name} ist an diesem Tisch stumm`,
  report: "Melden",
  sendReport: "Meldung abschicken",
  reportHint: "Geht an den Betreiber dieses Servers, mit den letzten Zeilen des Chats.",
  whatHappened: "Was ist passiert?",
  reported: "Danke: Es wurde weitergegeben",
};

export const watching: typeof english.watching = {
  late: (minutes: number, seconds: number) =>
    minutes > 0
      ? count(minutes, { one: "# Minute zurück", other: "# Minuten zurück" })
      : count(seconds, { one: "# Sekunde zurück", other: "# Sekunden zurück" }),
  shownLater: "Was an diesem Tisch geschieht, wird später gezeigt",
  shownLaterHint: "Damit niemand einem Spieler helfen kann. Das Brett erscheint von selbst.",
  lateHint: "Du siehst den Tisch, wie er da war.",
  closed: "Dieses Spiel sehen nur die Spieler",
  closedHint: "Du kannst hier reden, und dich setzen, wenn das Spiel vorbei ist.",
  who: "Wer zusehen darf",
  howLate: "Wie viel später",
  choices: { open: "Alle", delayed: "Alle, aber später", closed: "Nur Spieler" },
};
