// Spiele in Echtzeit, und die schlechte Leitung, auf der man sie ausprobiert.
import { count, list } from "./grammar";

export const live = {
  running: "Es wird gespielt",
  steer: "Steuern",
  keys: "Gesteuert wird mit den Pfeiltasten oder W, A, S, D.",
  headings: { up: "Hoch", right: "Rechts", down: "Runter", left: "Links" },
  ping: (ms: number) => `Ping ${ms} ms`,
  age: (ms: number) => `Bild ${ms} ms alt`,
  arena:
    "Die Arena. Gesteuert wird mit den Pfeiltasten, WASD oder Wischen; der Stand steht in der Tabelle darunter.",
  round: (round: number, rounds: number) => `Runde ${round} von ${rounds}`,
  begins: (seconds: number) => `beginnt in ${seconds}`,
  left: (seconds: number) => count(seconds, { one: "noch # Sekunde", other: "noch # Sekunden" }),
  over: "zu Ende",
  snake: "Schlange",
  points: "Punkte",
  wins: "Runden",
  score: "Stand: Punkte dieser Runde und gewonnene Runden",
  away: "gleich da",
  crashed: "Zusammengestoßen, gleich geht es weiter.",
  goesTo: (round: number) => `Runde ${round} geht an`,
  winner: "Gewonnen hat",
  winners: "Gewonnen haben",
  rule: "Wer die meisten Punkte hat, gewinnt die Runde, bei Gleichstand alle. Es zählen die Runden, dann die Punkte der letzten.",
  waits: (names: readonly string[], seconds: number) =>
    `Es wird auf ${list(names)} gewartet; spätestens in ${count(seconds, { one: "# Sekunde", other: "# Sekunden" })} geht es weiter`,
  go: (round: number, rounds: number) => `Runde ${round} von ${rounds}: los!`,
};

export const badLine = {
  title: "Ein schlechtes Netz ausprobieren",
  hint: "Nur in diesem Tab: alles kommt verspätet, und ab und zu reißt die Leitung.",
  delay: "Verspätung in Millisekunden, je Richtung",
  jitter: "Mehr oder weniger, in Millisekunden",
  cuts: "Reißt etwa alle … Sekunden, 0: nie",
  mark: "schlechtes Netz auf Probe",
};
