// Words that many pages share.
import type { common as english } from "../en/common";

export const common: typeof english = {
  lobby: "Lobby",
  skip: "Zum Inhalt springen",
  you: "Du",
  somebody: "Jemand",
  seat: (number) => `Platz ${number}`,
  overDays: "über Tage",
  byLinkOnly: "nur mit Link",
  close: "Schließen",
  copy: "Kopieren",
  save: "Speichern",
  join: "Mitspielen",
  home: "Start",
  nowAgain: "Du kannst es jetzt noch einmal versuchen.",
  tryAgain: "Noch einmal versuchen",
  tryAgainIn: (time) => `Noch einmal in ${time}`,
  seeOpenTables: "Offene Tische ansehen",
  watchReplay: "Aufzeichnung ansehen",
  dismiss: "Ausblenden",
  yes: "ja",
  no: "nein",
  none: "nichts",
};
