// What is said about a game, from where one sits.
import { expect, test } from "vitest";
import { clockText, departureLine, resultLine, turnLine } from "../src/app/words";
import type { ChatLine, GameView } from "../src/sdk/views";

const game = (rest: Partial<GameView>): GameView => ({
  game: 1,
  players: ["Ann", "Bob", "Cy"].map((name) => ({ player: name, name, kind: "person" })),
  view: null,
  turn: [],
  deadlines: {},
  absent: [],
  result: null,
  notes: [],
  fair: null,
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

test.each<[ChatLine["kind"], string]>([
  ["left", "Bob left"],
  ["lost", "Bob lost the connection"],
  ["kicked", "Bob was removed by the host"],
  ["idle", "Bob took too long to move"],
])("a departure has its reason: %s", (kind, line) => {
  expect(departureLine({ number: 1, at_ms: 0, kind, player: "b", name: "Bob", text: "" })).toBe(line);
});

test("a clock never runs below zero", () => {
  expect([clockText(61_000), clockText(59_600), clockText(-5)]).toEqual(["1:01", "1:00", "0:00"]);
});
