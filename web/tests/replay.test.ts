// Going through a replay: what buttons, keys and time do.
import { expect, test } from "vitest";
import { namesOf } from "../src/app/replay/recent";
import { actOf, BEGIN, play, waitMs, type Act, type Playing } from "../src/app/replay/playing";

const LENGTH = 10;

function after(begin: Playing, ...acts: Act[]): Playing {
  return acts.reduce((state, act) => play(state, act, LENGTH), begin);
}

test("it plays step by step to the end and stops there", () => {
  const begun = after(BEGIN, { type: "toggle" });
  const ended = after(
    begun,
    ...Array.from({ length: 9 }, (_, at) => ({ type: "reach", to: at + 1 }) as const),
  );

  expect(begun).toMatchObject({ index: 0, isPlaying: true });
  expect(ended).toMatchObject({ index: 9, isPlaying: false, cut: 0 });
});

test("play at the end begins anew", () => {
  const ended = after(BEGIN, { type: "go", to: 9 });

  expect(after(ended, { type: "toggle" })).toMatchObject({ index: 0, isPlaying: true });
});

test("whoever steps or slides has it stand still, within the film", () => {
  const playing = after(BEGIN, { type: "toggle" }, { type: "reach", to: 1 });

  expect(after(playing, { type: "step", by: 1 })).toMatchObject({ index: 2, isPlaying: false });
  expect(after(playing, { type: "step", by: -5 })).toMatchObject({ index: 0, isPlaying: false });
  expect(after(playing, { type: "go", to: 99 })).toMatchObject({ index: 9, isPlaying: false });
});

test("only a step on may be animated; every other way is a cut", () => {
  const on = after(BEGIN, { type: "step", by: 1 }, { type: "toggle" }, { type: "reach", to: 2 });

  expect(on.cut).toBe(0);
  expect(after(on, { type: "step", by: -1 }).cut).toBe(1);
  expect(after(on, { type: "go", to: 5 }).cut).toBe(1);
  expect(after(on, { type: "go", to: on.index }).cut).toBe(0);
});

test("a film of one frame has nothing to play", () => {
  expect(play(BEGIN, { type: "toggle" }, 1)).toMatchObject({ index: 0, isPlaying: false });
});

test.each([
  [800, 1, true, 800],
  [800, 2, true, 400],
  [60_000, 1, true, 3_000],
  [60_000, 4, true, 750],
  [1, 1, true, 150],
  [60_000, 1, false, 1_000],
  [1, 0.5, false, 2_000],
])("a pause of %i ms at %f×, as played: %s, takes %i ms", (gap, speed, asPlayed, expected) => {
  expect(waitMs(gap, { ...BEGIN, speed, asPlayed })).toBe(expected);
});

test("keys go through it", () => {
  expect([" ", "ArrowLeft", "ArrowRight", "Home", "End", "x"].map((key) => actOf(key, LENGTH))).toEqual([
    { type: "toggle" },
    { type: "step", by: -1 },
    { type: "step", by: 1 },
    { type: "go", to: 0 },
    { type: "go", to: 9 },
    null,
  ]);
});

test("the list says who beat whom", () => {
  const game = (names: string[], places: number[] | null) =>
    namesOf({
      players: names.map((name) => ({ name, kind: "person" })),
      result: places && { places, scores: [] },
    } as never);

  expect(game(["Ann", "Bob"], [2, 1])).toBe("Bob beat Ann");
  expect(game(["Ann", "Bob", "Cid"], [1, 3, 1])).toBe("Ann and Cid beat Bob");
  expect(game(["Ann", "Bob"], [1, 1])).toBe("Ann – Bob");
  expect(game(["Ann"], [1])).toBe("Ann");
  expect(game(["Ann", "Bob"], null)).toBe("Ann – Bob");
});

test("frames that are passed over are no cut: the picture goes on", () => {
  const after = play({ ...BEGIN, isPlaying: true }, { type: "reach", to: 3 }, 10);

  expect([after.index, after.cut, after.isPlaying]).toEqual([3, BEGIN.cut, true]);
});

test("what a film has come to is no news to who has stopped it", () => {
  const stopped = after(BEGIN, { type: "toggle" }, { type: "go", to: 5 });

  expect(after(stopped, { type: "reach", to: 8 })).toEqual(stopped);
});
