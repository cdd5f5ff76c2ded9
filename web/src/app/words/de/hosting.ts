// Wer an einen Tisch darf, und was sein Gastgeber über Leute entscheidet.
import type * as english from "../en/hosting";

export const host: typeof english.host = {
  open: "Über diesen Tisch entscheiden",
  youAre: "Du bist jetzt Gastgeber an diesem Tisch",
};

export const person: typeof english.person = {
  manage: (name) => `Über ${name} entscheiden`,
  blockOrReport: "Blockieren oder melden",
  asHost: "Als Gastgeber",
  reason: "Grund (freiwillig)",
  reasonHint: "Steht im Chat, und der Spieler erfährt ihn.",
  remove: "Vom Tisch entfernen",
  removeHint: "Darf wiederkommen.",
  ban: "Sperren",
  banHint:
    "Dieser Spieler kann so nicht zurück. Als neuer Gast vielleicht: Dagegen hilft, den Tisch abzuschließen oder ein Passwort zu setzen.",
  address: "Auch die Adresse aussperren",
  addressHint: "Trifft alle hinter demselben Router, die nicht da sind.",
  makeHost: "Zum Gastgeber machen",
  banned: (name) => `${name} ist gesperrt`,
};

export const door: typeof english.door = {
  title: "Dieser Tisch hat ein Passwort",
  hint: "Der Gastgeber hat es denen gesagt, die herein dürfen.",
  password: "Passwort des Tisches",
  enter: "Hereinkommen",
  wrong: "Das ist nicht das Passwort",
  said: (reason) => `Der Gastgeber sagt: ${reason}`,
};

export const guard: typeof english.guard = {
  locked: "Abgeschlossen",
  password: "Passwort",
};

export const newDoor: typeof english.newDoor = {
  password: "Passwort (freiwillig)",
};
