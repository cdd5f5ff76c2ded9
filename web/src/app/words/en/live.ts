// Games in real time, and the bad line to try them on.
import { count, list } from "./grammar";

export const live = {
  running: "Playing",
  steer: "Steer",
  keys: "Steer with the arrow keys or W, A, S, D.",
  headings: { up: "Up", right: "Right", down: "Down", left: "Left" },
  ping: (ms: number) => `Ping ${ms} ms`,
  age: (ms: number) => `Picture ${ms} ms old`,
  arena: "The arena. Steer with the arrow keys, WASD or swipes; the table below has the score.",
  round: (round: number, rounds: number) => `Round ${round} of ${rounds}`,
  begins: (seconds: number) => `begins in ${seconds}`,
  left: (seconds: number) => count(seconds, { one: "# second left", other: "# seconds left" }),
  over: "over",
  snake: "Snake",
  points: "Points",
  wins: "Rounds",
  score: "Score: points of this round, and rounds won",
  away: "back soon",
  crashed: "You have crashed, and are back soon.",
  goesTo: (round: number) => `Round ${round} goes to`,
  winner: "Winner",
  winners: "Winners",
  rule: "Most points win a round; who ties for them wins it, too. Rounds count first, then the points of the last one.",
  waits: (names: readonly string[], seconds: number) =>
    `Waiting for ${list(names)}; the game goes on in ${count(seconds, { one: "# second", other: "# seconds" })} at the latest`,
  go: (round: number, rounds: number) => `Round ${round} of ${rounds}: go!`,
};

export const badLine = {
  title: "Try a bad network",
  hint: "Only in this tab: every byte is late, and now and then the line is cut.",
  delay: "Late by, milliseconds each way",
  jitter: "More or less by, milliseconds",
  cuts: "Cut about every … seconds, 0: never",
  mark: "bad network on trial",
};
