// One's own games in words, long durations, and what became of a table that has closed.
import { expect, test } from "vitest";
import { agoText, durationText, leftText } from "../src/app/durations";
import { absenceLines, closedLine, lookFor, type Ask, type Untold } from "../src/app/looking";
import { groupsOf, othersIn, outcomeLine } from "../src/app/mine";
import { peopleOf } from "../src/app/people";
import type { Outcome } from "../src/sdk/commands";
import type { RefusalCode, Value } from "../src/sdk/messages";
import type { RoomLook } from "../src/sdk/views/lobby";
import type { OwnGame } from "../src/sdk/views/own";
import type { RoomView } from "../src/sdk/views/room";

const HOUR_MS = 3_600_000;

const own = (rest: Partial<OwnGame>): OwnGame => ({
  room: "r",
  code: "BRKWQ",
  name: "Ann's table",
  game: "connect_four",
  title: "Connect four",
  pace: "slow",
  state: "waiting",
  players: ["Ann", "Bob"],
  ids: ["a", "b"],
  due_ms: null,
  result: null,
  ...rest,
});
const ended = (
  places: number[],
  seat: number | null,
  players = ["Ann", "Bob", "Cy"].slice(0, places.length),
) => own({ state: "finished", players, result: { id: "f", places, seat } });

test("what waits for the player comes first, the most urgent before the others", () => {
  const games = [
    own({ room: "a", state: "finished" }),
    own({ room: "b", state: "waiting" }),
    own({ room: "c", state: "your_turn" }),
    own({ room: "d", state: "your_turn", due_ms: 2_000 }),
    own({ room: "e", state: "your_turn", due_ms: 1_000 }),
  ];

  expect(groupsOf(games).map(({ state, games: some }) => [state, some.map(({ room }) => room)])).toEqual([
    ["your_turn", ["e", "d", "c"]],
    ["waiting", ["b"]],
    ["finished", ["a"]],
  ]);
});

test("a state that this page does not know is passed over", () => {
  expect(groupsOf([own({ state: "adjourned" as OwnGame["state"] })])).toEqual([]);
});

test.each<[OwnGame, string, string]>([
  [own({}), "Ann", "b Bob"],
  [own({ players: ["Ann"], ids: ["a"] }), "Ann", ""],
  [own({ players: ["Ann", "Bob", "Cy"], ids: ["a", "b", "c"] }), "Bob", "a Ann, c Cy"],
  [ended([2, 1], 0, ["Ann as she was called then", "Bob"]), "Ann", "b Bob"],
  [
    own({ state: "finished", result: { id: "f", places: [1, 2], seat: 0 }, players: ["Bob"], ids: ["b"] }),
    "Ann",
    "b Bob",
  ],
  [own({ ids: [] }), "Ann", " Bob"],
])("of %j %s finds “%s” there", (game, me, found) => {
  expect(
    othersIn(game, me)
      .map(({ player, name }) => `${player} ${name}`)
      .join(", "),
  ).toBe(found);
});

test("whom the server plays itself is told from people by the id", () => {
  expect(peopleOf(["bot-7", "b", null], ["Thinking bot", "Bob", "Cy"])).toEqual([
    { player: "bot-7", name: "Thinking bot", kind: "bot" },
    { player: "b", name: "Bob", kind: null },
    { player: "", name: "Cy", kind: null },
  ]);
});

test.each<[number[], number | null, string]>([
  [[1, 2], 0, "Won"],
  [[1, 2], 1, "Lost"],
  [[1, 1], 1, "Draw"],
  [[1, 1, 3], 0, "Won together"],
  [[1, 3, 2], 1, "Place 3 of 3"],
  [[1], 0, "Done"],
  [[1, 2], null, "Over"],
  [[], 0, ""],
])("places %j from seat %s: %s", (places, seat, line) => {
  expect(outcomeLine(ended(places, seat))).toBe(line);
});

test.each<[number, string]>([
  [-5, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [HOUR_MS - 1, "59 min"],
  [HOUR_MS, "1 h"],
  [3 * HOUR_MS + 20 * 60_000, "3 h 20 min"],
  [24 * HOUR_MS, "1 day"],
  [52 * HOUR_MS + 59 * 60_000, "2 days 4 h"],
])("%d ms are %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test("what is left is told until there is nothing", () => {
  expect([leftText(52 * HOUR_MS), leftText(1_000), leftText(999), leftText(-1)]).toEqual([
    "2 days 4 h left",
    "1 s left",
    "time is up",
    "time is up",
  ]);
});

test.each<[number, string]>([
  [-1_000, "just now"],
  [59_999, "just now"],
  [5 * 60_000, "5 min ago"],
  [3 * HOUR_MS, "3 h ago"],
  [30 * HOUR_MS, "yesterday"],
  [72 * HOUR_MS, "3 days ago"],
])("%d ms ago reads “%s”", (ms, text) => {
  expect(agoText(ms)).toBe(text);
});

test("why a table has closed is told in plain words, also for reasons of a newer server", () => {
  expect(closedLine("empty")).toContain("Nobody");
  expect(closedLine("closed")).toContain("failed");
  expect(closedLine("sold")).toBe("");
});

const look = (rest: Partial<RoomLook> = {}): RoomLook => ({
  room: "old",
  code: "BRKWQ",
  name: "Ann's table",
  game: "connect_four",
  title: "Connect four",
  public: true,
  pace: "slow",
  state: "closed",
  reason: "empty",
  players: [],
  games: [],
  again: null,
  locked: false,
  password: false,
  ...rest,
});
/** A server that knows these rooms by what they are asked for, or refuses. */
const server =
  (known: { [room: string]: RoomLook | RefusalCode }): Ask =>
  (wish) => {
    const answer = "room" in wish ? (known[wish.room] ?? "no_such_room") : "malformed";
    const outcome: Outcome =
      typeof answer === "string"
        ? { done: false, code: answer, detail: "said so" }
        : { done: true, result: answer as unknown as Value };
    return Promise.resolve(outcome);
  };

test("a table that has closed is shown with the one that follows it", async () => {
  const [past, next] = [look({ again: "new" }), look({ room: "new", state: "open" })];

  expect(await lookFor(server({ BRKWQ: past, new: next }), "BRKWQ", null)).toEqual({
    past: { look: past, next },
  });
});

test.each<[string, { [room: string]: RoomLook | RefusalCode }]>([
  ["over, too", { new: look({ room: "new" }) }],
  ["not to be looked at now", { new: "rate_limited" }],
  ["forgotten", {}],
])("a next table that is %s is not gone to by itself", async (_, others) => {
  const past = look({ again: "new" });

  expect(await lookFor(server({ BRKWQ: past, ...others }), "BRKWQ", null)).toEqual({
    past: { look: past, next: null },
  });
});

test("a code that nobody knows is told as such, unless one was at the table just now", async () => {
  const known = { code: "BRKWQ" } as RoomView;

  const unknown = await lookFor(server({}), "BRKWQ", null);

  expect(absenceLines(unknown as Untold).title).toBe("There is no open table with that code");
  expect(await lookFor(server({}), "BRKWQ", known)).toEqual({ lost: known });
});

test.each<[RefusalCode, string]>([
  ["rate_limited", "many tables"],
  ["store", "can’t read"],
  ["not_done", "stopped"],
])("while the server can't tell (%s) nothing is said to be gone", async (code, why) => {
  const found = await lookFor(server({ BRKWQ: code }), "BRKWQ", { code: "BRKWQ" } as RoomView);

  expect(absenceLines(found as Untold)).toEqual({
    title: "What became of this table can’t be told right now",
    detail: expect.stringContaining(why),
  });
});
