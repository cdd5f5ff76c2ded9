// What the browser knows of the rules of snake arena, and of fingers.
import { expect, test } from "vitest";
import { swipeOf } from "../src/games/live/steering";
import { pathOf } from "../src/games/snake_arena/paint";
import { isAway } from "../src/games/snake_arena/score";
import { Slide } from "../src/games/snake_arena/slide";
import { isAbove, wonBetween, wonNow } from "../src/games/snake_arena/won";
import { advance, nextHeading, predict, type Arena } from "../src/games/snake_arena/rules";

const COLUMNS = 32;
const at = (x: number, y: number) => y * COLUMNS + x;
const crawl = (x: number, y: number) => [3, 2, 1, 0].map((back) => at(x - back, y));
const arena = (changes: Partial<Arena> = {}): Arena => ({
  size: [COLUMNS, 24],
  bodies: [crawl(10, 5), crawl(20, 9)],
  turns: [[], []],
  food: [],
  points: [0, 0],
  wins: [0, 0],
  round: 1,
  rounds: 3,
  clock: 50,
  ...changes,
});

test("a turn is seen at once, and taken with the next step", () => {
  const turned = predict(arena(), "down", 0);

  expect(nextHeading(turned, 0)).toBe(2);
  const after = advance(turned, 0);
  expect(after.bodies[0]).toEqual([...crawl(10, 5).slice(1), at(10, 6)]);
  expect([after.turns[0], after.bodies[1]]).toEqual([[], crawl(20, 9)]);
});

test.each(["left", "right"] as const)("%s changes nothing for a snake that goes right", (move) => {
  const view = arena();

  expect(predict(view, move, 0)).toBe(view);
});

test("two turns wait at most, and each is one from the last", () => {
  const twice = predict(predict(arena(), "down", 0), "left", 0);

  expect(twice.turns[0]).toEqual([2, 3]);
  expect(predict(twice, "up", 0)).toBe(twice);
});

test("a meal makes it longer", () => {
  expect(advance(arena({ food: [at(11, 5)] }), 0).bodies[0]).toEqual([...crawl(10, 5), at(11, 5)]);
});

test.each([
  ["a wall", arena({ bodies: [crawl(31, 5), []] })],
  ["a body", arena({ bodies: [crawl(10, 5), [at(11, 4), at(11, 5), at(11, 6), at(11, 7)]] })],
  ["the beginning of the round", arena({ clock: -2 })],
])("in front of %s it waits for the server's word", (_, view) => {
  expect(advance(view, 0)).toBe(view);
});

test("a snake that is away neither turns nor moves", () => {
  const view = arena({ bodies: [[], []] });

  expect([predict(view, "up", 0), advance(view, 0)]).toEqual([view, view]);
});

test("between two ticks head and tail are on their way", () => {
  const before = arena();
  const path = pathOf({ before, after: advance(before, 0), part: 0.5, me: 0, winners: null }, 0);

  expect(path[0]).toEqual([8, 5.5]);
  expect(path.at(-1)).toEqual([11, 5.5]);
});

test("what was never one step is drawn where it is", () => {
  const path = pathOf(
    { before: arena(), after: arena({ bodies: [crawl(25, 20), []] }), part: 0.5, me: 0, winners: null },
    0,
  );

  expect(path.at(-1)).toEqual([25.5, 20.5]);
});

test.each([
  [40, 3, "right"],
  [-40, 3, "left"],
  [3, 40, "down"],
  [3, -40, "up"],
  [12, 12, null],
] as const)("a finger that goes %d to the right and %d down says %s", (right, down, heading) => {
  expect(swipeOf(right, down)).toBe(heading);
});

test("who has won a round is told until the next one begins, all who tie for it", () => {
  const before = arena({ clock: 1 });
  const after = arena({ round: 2, wins: [1, 1], clock: -3 });
  const won = wonBetween(before, after);

  expect(won).toEqual({ round: 1, seats: [0, 1] });
  expect(wonNow(after, won, { result: null })).toBe(won);
  expect(wonNow(arena({ round: 2, wins: [1, 1] }), won, { result: null })).toBeNull();
});

test("the last round is followed by none, and its end tells who has won the game", () => {
  const before = arena({ round: 3, wins: [1, 1] });
  const after = arena({ round: 3, wins: [1, 2], clock: -3 });

  expect(wonBetween(before, after)).toEqual({ round: 3, seats: [1] });
  expect(wonNow(after, null, { result: { places: [2, 1], scores: [] } })).toEqual({ round: 0, seats: [1] });
});

test("a head that turns between two cells slides to its new way, and is there within a moment", () => {
  const slide = new Slide();
  expect(slide.off([5.5, 3], 0)).toEqual([0, 0]);
  expect(slide.off([5.6, 3], 10)).toEqual([0, 0]);

  const [right, down] = slide.off([5, 3.7], 26);

  expect([right, down]).toEqual([expect.closeTo(0.6), expect.closeTo(-0.7)]);
  const later = slide.off([5, 3.8], 76);
  expect([later[0] / right, later[1] / down]).toEqual([
    expect.closeTo(Math.exp(-1)),
    expect.closeTo(Math.exp(-1)),
  ]);
});

test.each([
  ["a corner", [5.5, 3.06]],
  ["a cell ahead", [6.6, 3]],
  ["another place", [20, 9]],
] as const)("what goes to %s is drawn where it is", (_, place) => {
  const slide = new Slide();
  slide.off([5.5, 3], 0);

  expect(slide.off(place, 16)).toEqual([0, 0]);
});

test("a snake that was away begins where it is", () => {
  const slide = new Slide();
  slide.off([5.5, 3], 0);
  slide.off(undefined, 16);

  expect(slide.off([6, 4], 32)).toEqual([0, 0]);
});

test("who has crashed is back soon, but not in a game that is over", () => {
  expect([isAway([], null), isAway([1, 2], null)]).toEqual([true, false]);
  expect(isAway([], { places: [1, 2], scores: [] })).toBe(false);
});

test("the banner of the winners makes way for their heads", () => {
  const view = arena({ bodies: [crawl(10, 2), crawl(20, 21), []] });

  expect([[0], [1], [0, 1], [2]].map((seats) => isAbove(view, seats))).toEqual([true, false, false, false]);
});
