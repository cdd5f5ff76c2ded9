// A film of a game in real time goes by the clock: as fast as it was played, however seldom it is looked at.
import { expect, test } from "vitest";
import { FilmSource } from "../src/app/replay/film_source";
import { BEGIN, type Playing } from "../src/app/replay/playing";
import { Reel, type Film } from "../src/sdk/film";
import type { Value } from "../src/sdk/messages";

const RATE = 10;
const PLAYS: Playing = { ...BEGIN, isPlaying: true };
/** Ticks 3 and 4 have changed nothing, so that there is no frame of them. */
const TICKS = [0, 1, 2, 5, 6, 7, 8, 9, 10];

/** A film in which the view is the number of the tick; it began at room time 500. */
function makeReel(): Reel {
  const frames = TICKS.map((tick): [number, Value] => [500 + 100 * tick, changeTo(tick)]);
  return new Reel({ frames, secrets: null } as unknown as Film);
}

function changeTo(tick: number): Value {
  return tick === 0 ? { value: { players: [], view: 0 } } : { set: { view: tick } };
}

function placeAt(source: FilmSource, nowMs: number): number {
  const { before, after, part } = source.frame(nowMs);
  return (before as number) + ((after as number) - (before as number)) * part;
}

function begin(at: Partial<Playing> = {}): FilmSource {
  const source = new FilmSource(makeReel(), RATE);
  source.follow({ ...PLAYS, ...at }, 0);
  return source;
}

test.each([0.25, 1, 4, 16])("at %s times the speed a film is where the clock says", (speed) => {
  const source = begin({ speed });
  const tickMs = 1_000 / RATE / speed;

  expect(placeAt(source, 0.5 * tickMs)).toBeCloseTo(0.5);
  expect(placeAt(source, 1.25 * tickMs)).toBeCloseTo(1.25);
  expect(placeAt(source, 8.75 * tickMs)).toBeCloseTo(8.75);
  expect(source.isOver(9.9 * tickMs)).toBe(false);
  expect(source.isOver(10.1 * tickMs)).toBe(true);
});

test("pictures that come seldom skip frames, and none comes later for it", () => {
  const source = begin();

  expect([0, 250, 720].map((nowMs) => source.index(nowMs))).toEqual([0, 3, 6]);
});

test("what stood still in ticks without a frame moves in the last of them only", () => {
  const source = begin();

  expect(source.frame(300)).toMatchObject({ before: 2, after: 5, part: 0 });
  expect(source.frame(450)).toMatchObject({ before: 2, after: 5, part: 0.5, tick: 5 });
});

test("another speed begins where the film is, not where it has begun", () => {
  const source = begin();
  source.follow({ ...PLAYS, speed: 4 }, 650);

  expect(placeAt(source, 650)).toBeCloseTo(6.5);
  expect(placeAt(source, 700)).toBeCloseTo(8.5);
});

test("who stops it sees a whole tick, and it goes on from there", () => {
  const source = begin();
  source.follow({ ...BEGIN, index: 5 }, 650);
  expect(source.frame(900)).toMatchObject({ after: 7, part: 1 });

  source.follow({ ...PLAYS, index: 5 }, 1_000);

  expect(placeAt(source, 1_050)).toBeCloseTo(7.5);
});

test("it does not run past its end", () => {
  const source = begin({ index: 8 });

  expect(source.frame(60_000)).toMatchObject({ before: 9, after: 10, part: 1 });
});
