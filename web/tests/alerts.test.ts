// What is to be heard, and what the title of the tab says.
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { isFirstToRing } from "../src/app/alerts/claims";
import { callsOf, cueBetween, notice, unreadAfter, type Shown } from "../src/app/alerts/cues";
import { sound } from "../src/app/alerts/tones";
import { titleOf } from "../src/app/alerts/title";
import { learn, speak } from "../src/app/words";
import type { ChatLine } from "../src/sdk/views/chat";
import type { GameView, SeatView } from "../src/sdk/views/game";
import type { OwnGame } from "../src/sdk/views/own";
import type { CrowdView, RoomView } from "../src/sdk/views/room";

beforeAll(() => learn("de"));

const line = (number: number, player: string, kind: ChatLine["kind"] = "said"): ChatLine => ({
  number,
  at_ms: 0,
  kind,
  player,
  name: player,
  text: "",
});

const room = (rest: object = {}) =>
  ({
    id: "r1",
    phase: "playing",
    seats: [{ player: "me" }, { player: "bob" }],
    chat: [],
    ...rest,
  }) as unknown as RoomView;
const game = (rest: object = {}) => ({ game: 1, view: 0, result: null, ...rest }) as unknown as GameView;
const crowd = (...ids: string[]) =>
  ({ present: 0, watchers: ids.map((id) => ({ id })) }) as unknown as CrowdView;
const seats = (turn: boolean) => new Map([["r1", { turn } as SeatView]]);
const own = (...rooms: string[]) =>
  rooms.map((id) => ({ room: id, state: "your_turn" }) as unknown as OwnGame);

const AT_TABLE: Shown = {
  me: "me",
  room: room(),
  game: game(),
  crowd: crowd(),
  seats: seats(false),
  own: [],
  found: [],
};

function cue(before: Partial<Shown>, after: Partial<Shown>) {
  const noticed = notice({ ...AT_TABLE, ...before }, null);
  return cueBetween(noticed, notice({ ...AT_TABLE, ...before, ...after }, noticed));
}

test.each<[string, Partial<Shown>, Partial<Shown>, string | null]>([
  ["nothing", {}, {}, null],
  ["a game that was found", {}, { found: ["r9"], seats: seats(true) }, "found"],
  ["a game that was found before", { found: ["r9"] }, { found: ["r9"] }, null],
  ["one's turn", {}, { seats: seats(true), game: game({ view: 1 }) }, "turn"],
  ["one's turn at a table that is not open here", {}, { own: own("r2") }, "turn"],
  ["a turn that goes on", { seats: seats(true) }, { seats: seats(true) }, null],
  [
    "a turn that the seat says is over before one's games do",
    { own: own("r1") },
    { seats: seats(false) },
    null,
  ],
  ["a move of somebody else", {}, { game: game({ view: 1 }) }, "move"],
  ["the end", {}, { game: game({ view: 1, result: { places: [1, 2], scores: [] } }) }, "end"],
  ["the end of a game without a result", {}, { room: room({ phase: "over" }) }, "end"],
  [
    "another game",
    { room: room({ phase: "over" }) },
    { game: game({ game: 2, view: 1 }), room: room() },
    null,
  ],
  ["somebody who comes to watch", {}, { crowd: crowd("cy") }, "join"],
  ["somebody who sits down", {}, { room: room({ seats: [{ player: "cy" }] }) }, "join"],
  [
    "somebody who watched and sits down",
    { crowd: crowd("cy") },
    { room: room({ seats: [{ player: "cy" }] }) },
    null,
  ],
  ["those who watched before one came", { crowd: undefined }, { crowd: crowd("cy") }, null],
  ["a line of somebody else", {}, { room: room({ chat: [line(1, "bob")] }) }, "chat"],
  ["a line of one's own", {}, { room: room({ chat: [line(1, "me")] }) }, null],
  ["a departure", {}, { room: room({ chat: [line(1, "bob", "left")] }) }, null],
  ["what is seen when one comes to a table", { room: undefined, game: undefined }, {}, null],
])("of %s this is heard", (_, before, after, heard) => {
  expect(cue(before, { ...AT_TABLE, ...after })).toBe(heard);
});

test("who stands up and is in the crowd a second later has not come", () => {
  const first = notice(AT_TABLE, null);
  const stood = notice({ ...AT_TABLE, room: room({ seats: [{ player: "me" }, { player: null }] }) }, first);
  const watches = notice({ ...AT_TABLE, crowd: crowd("bob") }, stood);

  expect([cueBetween(first, stood), cueBetween(stood, watches)]).toEqual([null, null]);
});

test("nothing is heard of what was there before", () => {
  expect(cueBetween(null, notice({ ...AT_TABLE, seats: seats(true) }, null))).toBe(null);
});

test("lines of others since the last look are unread", () => {
  const chat = [line(1, "bob"), line(2, "me"), line(3, "bob", "left"), line(4, "bob"), line(5, "bob")];

  expect([unreadAfter(1, "me", chat), unreadAfter(5, "me", chat)]).toEqual([2, 0]);
});

test.each<[Partial<Shown>, number, string, string]>([
  [{}, 0, "Ann’s table", "Ann’s table"],
  [{}, 0, "", "Lobby"],
  [{ seats: seats(true) }, 0, "Ann’s table", "● Your turn – Ann’s table"],
  [{ seats: seats(true), own: own("r2") }, 2, "Ann’s table", "● Your turn – (2) Ann’s table"],
  [{ own: own("r2"), found: ["r9"] }, 0, "", "● Match found – Lobby"],
  [{ own: own("r2") }, 0, "", "● Your turn at a table – Lobby"],
  [{ own: own("r2", "r3") }, 0, "", "● Your turn at 2 tables – Lobby"],
])("%j with %i unread lines is titled so", (shown, unread, subject, title) => {
  expect(titleOf(callsOf(notice({ ...AT_TABLE, ...shown }, null), unread), subject)).toBe(title);
});

test("at home a turn is at a table, not at another one", () => {
  const calls = callsOf(notice({ ...AT_TABLE, room: undefined, seats: new Map(), own: own("r2") }, null), 0);

  expect(calls).toEqual({ isFound: false, isTurn: false, others: 1, unread: 0 });
});

test("the title is said in the page's language", () => {
  speak("de");

  expect(titleOf({ isFound: false, isTurn: true, others: 0, unread: 0 }, "Tisch")).toBe(
    "● Du bist dran – Tisch",
  );
});

/** Nodes that remember what was asked of them, as there is no sound without a browser. */
class Listened {
  static peaks: number[] = [];
  static starts: number[] = [];
  gain = {
    setValueAtTime: () => this.gain,
    linearRampToValueAtTime: (peak: number) => Listened.peaks.push(peak),
    setTargetAtTime: () => this.gain,
  };
  connect = (node: unknown) => node;
  start = (at: number) => Listened.starts.push(at);
  stop = () => undefined;
}

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
  vi.stubGlobal("OscillatorNode", Listened);
  vi.stubGlobal("GainNode", Listened);
  [Listened.peaks, Listened.starts] = [[], []];
});

afterEach(() => {
  vi.unstubAllGlobals();
  speak("en");
});

test("of two tabs one rings for a turn, and rings again for the next one", () => {
  const rings = [
    isFirstToRing("r1", 0),
    isFirstToRing("r1", 50),
    isFirstToRing("r2", 60),
    isFirstToRing("r1", 9_000),
  ];

  expect(rings).toEqual([true, false, true, true]);
});

test("where storage is denied a turn is heard all the same", () => {
  vi.stubGlobal("localStorage", undefined);

  expect(isFirstToRing("r1")).toBe(true);
});

test("half the volume is half as loud to the ear, and no tone is louder than the loudest", () => {
  const context = { currentTime: 1, destination: null } as unknown as AudioContext;
  sound(context, "turn", 100);
  const loud = Math.max(...Listened.peaks);
  Listened.peaks = [];
  sound(context, "turn", 50);

  expect(Math.max(...Listened.peaks)).toBeCloseTo(loud / 4);
  expect([loud <= 0.35, Listened.starts.every((at) => at > 1)]).toEqual([true, true]);
});
