// Which teams are short of somebody.
import { expect, test } from "vitest";
import { teamsShort } from "../src/app/lineup";
import type { SeatPlace } from "../src/sdk/views/room";
import { texts } from "../src/app/words";

const open = (...seats: number[]) => seats.map((seat) => ({ seat }) as SeatPlace);

test.each<[number[], number[], string]>([
  [[3], [0, 1, 0, 1], "Team 2: 1 open seat"],
  [[1, 0, 3], [0, 1, 0, 1], "Team 1: 1 open seat · Team 2: 2 open seats"],
  [[], [0, 1], ""],
  [[0, 1], [], ""],
])("open are %j of teams %j: %s", (seats, teams, line) => {
  expect(texts.lineup.short(teamsShort(open(...seats), teams))).toBe(line);
});
