// What is said about a game, from where one sits.
import { expect, test } from "vitest";
import {
  clockText,
  departureLine,
  detailLine,
  resultLine,
  endLine,
  teamLine,
  scoreLine,
  timeLine,
  turnLine,
} from "../src/app/lines";
import { texts } from "../src/app/words";
import type { ChatLine } from "../src/sdk/views/chat";
import type { GameView } from "../src/sdk/views/game";

const game = (rest: Partial<GameView>): GameView => ({
  game: 1,
  players: ["Ann", "Bob", "Cy"].map((name) => ({ player: name, name, kind: "person" })),
  view: null,
  turn: [],
  deadlines: {},
  clocks: null,
  timed_out: [],
  absent: [],
  result: null,
  notes: [],
  fair: null,
  replay: null,
  ...rest,
});
const ended = (places: number[]) => game({ result: { places, scores: [] } });

test("one's own turn is told as one's own", () => {
  expect(turnLine(game({ turn: [1] }), 1)).toBe("Your turn");
  expect(turnLine(game({ turn: [1] }), 0)).toBe("Bob’s turn");
  expect(turnLine(game({ turn: [0, 1] }), null)).toBe("Waiting for Ann, Bob");
});

test.each<[number[], number | null, string]>([
  [[1, 2, 2], 0, "You win!"],
  [[1, 2, 2], 1, "Ann wins"],
  [[1, 1, 3], 1, "You share the win!"],
  [[1, 1, 3], null, "Ann and Bob share the win"],
  [[1, 1, 1], 0, "A draw"],
])("places %j read from seat %s: %s", (places, me, line) => {
  expect(resultLine(ended(places), me)).toBe(line);
});

test.each<[number[], number[], number | null, string | undefined]>([
  [[1, 3, 1], [0, 1, 0], 0, "Your team wins!"],
  [[1, 3, 1], [0, 1, 0], 1, "Team 1 wins: Ann and Cy"],
  [[1, 3, 1], [0, 1, 0], null, "Team 1 wins: Ann and Cy"],
  [[1, 1, 3], [0, 1, 0], 0, undefined],
  [[1, 1, 1], [0, 0, 0], 0, undefined],
  [[1, 3, 3], [0, 1, 1], 0, undefined],
  [[1, 3, 1], [], 0, undefined],
])("places %j of teams %j read from seat %s: %s", (places, teams, me, line) => {
  expect(teamLine(ended(places), me, teams)).toBe(line);
});

test("how it ended is told by teams where there are any", () => {
  expect(endLine(ended([1, 3, 1]), null, [0, 1, 0])).toBe("Team 1 wins: Ann and Cy");
  expect(endLine(ended([1, 3, 1]), null, [])).toBe("Ann and Cy share the win");
});

test("who plays alone wins, or is done with a score", () => {
  const players = ended([1]).players.slice(0, 1);
  const scored = game({ players, result: { places: [1], scores: [12] } });

  expect(resultLine({ ...ended([1]), players }, 0)).toBe("You win!");
  expect(resultLine({ ...ended([1]), players }, null)).toBe("Ann wins");
  expect([resultLine(scored, 0), scoreLine(scored)]).toEqual(["Done", "Score 12"]);
});

test("who lost on time is told", () => {
  expect(timeLine(game({ timed_out: [1] }), 0)).toBe("Bob’s time was up");
  expect(timeLine(game({ timed_out: [0, 1] }), 0)).toBe("Your and Bob’s time was up");
  expect(timeLine(game({}), 0)).toBe("");
  expect(resultLine(game({ timed_out: [0] }), 0)).toBe("Time is up");
});

test("scores of several stand with their names, also of such as end in a digit", () => {
  expect(scoreLine(game({ result: { places: [1, 2, 3], scores: [5, 4, 0] } }))).toBe(
    "Ann: 5 · Bob: 4 · Cy: 0",
  );
  expect(scoreLine(ended([1, 2, 3]))).toBe("");
});

test.each<[Parameters<typeof detailLine>[0], string, string]>([
  ["game_failed", "play raised KeyError; nothing has changed", "play raised KeyError"],
  ["store", "the step could not be stored; nothing has changed", "the step could not be stored"],
  ["rate_limited", "a line; try again in 6352 ms", "a line; try again in 7 seconds"],
  ["rate_limited", "a line; try again in 90 ms", "a line; try again in a second"],
  ["rate_limited", "too often; try again in 170000 ms", "too often; try again in 3 minutes"],
  ["not_your_turn", "it is not your turn", ""],
  ["illegal_move", "nothing has changed since", "nothing has changed since"],
])("below the line of %s, “%s” reads “%s”", (code, detail, shown) => {
  expect(detailLine(code, detail)).toBe(shown);
});

test.each<[ChatLine["kind"], string]>([
  ["left", "Bob left the seat"],
  ["lost", "Bob lost the connection"],
  ["kicked", "Bob was removed by the host"],
  ["idle", "Bob took too long to move"],
])("a departure has its reason: %s", (kind, line) => {
  expect(departureLine({ number: 1, at_ms: 0, kind, player: "b", name: "Bob", text: "" })).toBe(line);
});

test("a clock never runs below zero", () => {
  expect([clockText(61_000), clockText(59_600), clockText(-5)]).toEqual(["1:01", "1:00", "0:00"]);
});

test("what is kept in a cut is counted in words", () => {
  expect([0, 1, 3].map(texts.connection.kept)).toEqual([
    "What you do now will be sent when you are back.",
    "One thing you did will be sent when you are back.",
    "3 things you did will be sent when you are back.",
  ]);
});
