// Vor einem Spiel, und was Spieler untereinander ausmachen.
import type * as english from "../en/setup";
import { count, list, plural } from "./grammar";

export const lineup: typeof english.lineup = {
  moveHere: "Hierher",
  swap: "Tauschen",
  swapWith: (name) => `Mit ${name} den Platz tauschen`,
  team: (team) => `Team ${team}`,
  short: (teams) =>
    teams
      .map(([team, seats]) =>
        count(seats, { one: `Team ${team}: # freier Platz`, other: `Team ${team}: # freie Plätze` }),
      )
      .join(" · "),
  begins: "beginnt",
  rotates: "Für das nächste Spiel werden die Plätze getauscht.",
  movesOn: "Für das nächste Spiel rücken alle einen Platz weiter.",
  startsIn: (seconds) =>
    count(seconds, { one: "Es beginnt in # Sekunde", other: "Es beginnt in # Sekunden" }),
  starts: "Es beginnt …",
};

export const nextOptions: typeof english.nextOptions = {
  change: "Optionen des nächsten Spiels",
  save: "So spielen",
};

export const offers: typeof english.offers = {
  draw: "Remis anbieten",
  undo: (moves) => count(moves, { one: "Zurücknehmen", other: "# Züge zurücknehmen" }),
  resign: "Aufgeben",
  reallyResign: "Wirklich aufgeben?",
  agree: "Einverstanden",
  decline: "Nein",
  withdraw: "Zurückziehen",
  title: "Angebote",
  asksYou: {
    draw: (name) => `${name} bietet Remis an`,
    undo: (name) => `${name} möchte einen Zug zurücknehmen`,
    swap: (name) => `${name} möchte mit dir den Platz tauschen`,
  },
  youAsked: {
    draw: (names) => `Du bietest Remis an. Es antwortet noch ${list(names)}`,
    undo: (names) => `Du möchtest zurücknehmen. Es antwortet noch ${list(names)}`,
    swap: (names) => `Du möchtest den Platz tauschen. Es antwortet noch ${list(names)}`,
  },
};

export const settled: typeof english.settled = {
  offered: {
    draw: (name) => `${name} bietet Remis an`,
    undo: (name) => `${name} möchte einen Zug zurücknehmen`,
    swap: (name) => `${name} möchte den Platz tauschen`,
  },
  agreed: (name) => `${name} ist einverstanden`,
  declined: (name) => `${name} ist nicht einverstanden`,
  withdrawn: (name) => `${name} zieht das Angebot zurück`,
  resigned: (name) => `${name} gibt auf`,
  taken_back: (name) => `${name} hat zurückgenommen`,
};

export const tookBack: typeof english.tookBack = (name, moves) =>
  plural(moves, {
    one: `${name} nimmt den letzten Zug zurück`,
    other: `${name} nimmt die letzten ${moves} Züge zurück`,
  });

export const resigned: typeof english.resigned = (youToo, names) =>
  youToo && names.length === 0
    ? "Du hast aufgegeben."
    : plural(names.length + (youToo ? 1 : 0), {
        one: `${list(names)} hat aufgegeben.`,
        other: `${list(youToo ? ["Du", ...names] : names)} haben aufgegeben.`,
      });
