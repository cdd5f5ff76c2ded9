// Films: what there is to see at each frame, and what is none.
import { encode } from "@msgpack/msgpack";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { BadFilm, readFilm, Reel } from "../src/sdk/film";

const DATA = new Uint8Array(
  readFileSync(new URL("../../tests/golden/films/liars_dice-1.film", import.meta.url)),
);
const FILM = readFilm(DATA);

test("a film of the first format is read for ever", () => {
  const reel = new Reel(FILM);
  const last = reel.at(reel.length - 1);

  expect([FILM.game, FILM.number, reel.length]).toEqual(["liars_dice", 1, 18]);
  expect(last.game.result).toEqual(FILM.result);
  expect(last.game.players.map(({ player, name }) => [player, name])).toEqual([
    ["seat-0", "Ann"],
    ["seat-1", "Bob"],
  ]);
});

test("frames are the same in whatever order they are looked at", () => {
  const forwards = new Reel(FILM);
  const views = FILM.frames.map((_, index) => forwards.at(index).game.view);
  const backwards = new Reel(FILM);

  for (let index = FILM.frames.length - 1; index >= 0; index--)
    expect(backwards.at(index).game.view).toEqual(views[index]);
  expect(backwards.at(3)).toBe(backwards.at(3));
});

test("time begins with the game, and opened secrets are there from the first frame on", () => {
  const first = new Reel(FILM).at(0);

  expect(first.atMs).toBe(0);
  expect(first.own?.map(({ secret }) => (secret as { dice: number[] }).dice.length)).toEqual([5, 5]);
});

test.each([
  ["no msgpack", new Uint8Array([0xc1])],
  ["nothing", new Uint8Array()],
  ["no map", encode(null)],
  ["another format", encode({ ...FILM, format: 2 })],
  ["no frames", encode({ ...FILM, format: 1, frames: [] })],
  ["secrets of fewer frames", encode({ ...FILM, format: 1, secrets: [] })],
])("%s is refused", (_, data) => {
  expect(() => readFilm(data)).toThrow(BadFilm);
});

test("a change that does not fit is told with its step", () => {
  const reel = new Reel({ ...FILM, frames: [FILM.frames[0]!, [9, { delete: ["nothing"] }]], secrets: null });

  expect(() => reel.at(1)).toThrow("Step 2 of the replay is damaged.");
});
