// The SDK's lobby over a restart of the server. A fake WebSocket stands in for the network; the frames are real.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CommandRefused, connect, newToken } from "../src/sdk/lobby";
import { giveNetworkBack, latest, takeNetwork } from "./fake_network";

beforeEach(takeNetwork);
afterEach(giveNetworkBack);

test.each([
  ["http://host:8765", "ws://host:8765/ws"],
  ["https://host/games/", "wss://host/games/ws"],
  ["https://host/games?a=1#b", "wss://host/games/ws"],
])("the socket of %s is %s", (url, expected) => {
  connect(url);

  expect(latest().url).toBe(expected);
});

test("the hello says who one is", () => {
  const token = newToken();
  connect("http://host", { name: "Ann", kind: "bot", token });
  latest().greet("new");

  const { name, kind, token: sent } = latest().hello;
  expect([name, kind, sent?.length]).toEqual(["Ann", "bot", 32]);
});

test("what is asked for before the first welcome is asked for once", () => {
  const lobby = connect("http://host");
  void lobby.watch("quiz");
  latest().greet("new");

  expect(latest().commands).toEqual([{ type: "subscribe", topic: "lobby/quiz", number: 1 }]);
});

test("after a restart the rooms are entered again, and the lists are heard again", async () => {
  const lobby = connect("http://host");
  latest().greet("new");
  const joined = lobby.join("BRKWQ");
  void lobby.watch("quiz");
  latest().say({ type: "done", number: 1, result: { room: "r1", code: "BRKWQ" } });
  latest().say({ type: "done", number: 2 });
  const room = await joined;

  latest().onclose?.();
  vi.advanceTimersByTime(500);
  latest().greet("expired");
  latest().say({ type: "gone", topic: "room/r1", reason: "not_allowed" });

  expect(latest().commands).toEqual([
    { type: "subscribe", topic: "lobby/quiz", number: 3 },
    { type: "join", room: "r1", number: 4 },
  ]);
  expect([room.gone, lobby.rooms]).toEqual([null, [room]]);
});

test("a room that the restart has ended is gone", async () => {
  const lobby = connect("http://host");
  latest().greet("new");
  const joined = lobby.join("BRKWQ");
  latest().say({ type: "done", number: 1, result: { room: "r1", code: "BRKWQ" } });
  const room = await joined;

  latest().onclose?.();
  vi.advanceTimersByTime(500);
  latest().greet("expired");
  latest().say({ type: "refused", number: 2, code: "no_such_room", detail: "no room r1" });
  await vi.advanceTimersByTimeAsync(0);

  expect([room.gone, lobby.rooms]).toEqual(["closed", []]);
});

test("a refusal is an error with its code", async () => {
  const lobby = connect("http://host");
  latest().greet("new");
  const joined = lobby.join("NOPE");
  latest().say({ type: "refused", number: 1, code: "no_such_room", detail: "no room NOPE" });

  const error: unknown = await joined.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CommandRefused);
  expect(error).toMatchObject({ code: "no_such_room", message: "no room NOPE" });
});

test("what waits is told, also in a cut", () => {
  const lobby = connect("http://host");
  latest().greet("new");
  void lobby.ask({ type: "say", room: "r", text: "one" });
  latest().onclose?.();
  void lobby.ask({ type: "say", room: "r", text: "two" });

  expect(lobby.pending.map(({ command, sent }) => [command.type === "say" && command.text, sent])).toEqual([
    ["one", true],
    ["two", false],
  ]);
  expect([lobby.status, lobby.transport]).toEqual(["reconnecting", null]);
});

test("in a browser it tries at once when the page is looked at again, until it is closed", () => {
  const page = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal("document", page);
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("navigator", {});
  const lobby = connect("http://host");
  latest().greet("new");
  const first = latest();
  first.onclose?.();
  page.dispatchEvent(new Event("visibilitychange"));
  const second = latest();
  expect(second).not.toBe(first);
  second.greet("resumed");
  second.onclose?.();
  window.dispatchEvent(new Event("focus"));
  const third = latest();
  expect(third).not.toBe(second);

  third.greet("resumed");
  third.onclose?.();
  lobby.close();
  page.dispatchEvent(new Event("visibilitychange"));
  window.dispatchEvent(new Event("online"));
  window.dispatchEvent(new Event("focus"));
  expect(latest()).toBe(third);
});

test("a room is opened with a clock, and tells what the clocks of its seats show", async () => {
  const lobby = connect("http://host");
  latest().greet("new");
  const clock = { kind: "fischer", base_ms: 60_000, increment_ms: 0 } as const;
  const created = lobby.create("quiz", { clock });
  latest().say({ type: "done", number: 1, result: { room: "r1", code: "BRKWQ" } });
  const room = await created;
  const seat = {
    remaining_ms: 50_000,
    periods: 0,
    running: true,
    since_ms: lobby.nowMs - 2_000,
    spent_ms: 0,
  };
  const told = { epoch: "e", number: 1 };
  latest().say({ type: "snapshot", topic: "room/r1", ...told, view: { clock, zero_ms: 0 } });
  latest().say({ type: "snapshot", topic: "game/r1", ...told, view: { clocks: [seat] } });
  latest().say({ type: "caught_up" });

  expect(latest().commands[0]).toMatchObject({ type: "create", game: "quiz", clock });
  expect(room.clockOf(0)).toEqual({ ms: 48_000, periods: 0, isPeriod: false, running: true });
  expect(room.clockOf(1)).toBe(null);
});

test("offers name the game and the position that they were decided on, and consent the offer", async () => {
  const lobby = connect("http://host");
  latest().greet("new");
  const joined = lobby.join("BRKWQ");
  latest().say({ type: "done", number: 1, result: { room: "r1", code: "BRKWQ" } });
  const room = await joined;
  const me = lobby.me?.id ?? "";
  const told = { epoch: "e", number: 1 };
  const seats = [{ seat: 0, player: me, tenancy: 3, status: "taken" }];
  latest().say({ type: "snapshot", topic: "room/r1", ...told, view: { id: "r1", seats } });
  latest().say({ type: "snapshot", topic: "seat/r1/0/3", ...told, view: { game: 2, position: 5 } });
  latest().say({ type: "snapshot", topic: "game/r1", ...told, view: { game: 2 } });
  latest().say({ type: "caught_up" });

  const offered = room.offer("draw");
  latest().say({ type: "done", number: 2, result: { offer: 31 } });
  const others = [
    () => room.answer(31, false),
    () => room.offerSwap(1),
    () => room.resign(),
    () => room.setOptions({ dice: 3 }),
    () => room.setRoom({ clock: null }),
  ];
  for (const [index, ask] of others.entries()) {
    void ask();
    latest().say({ type: "done", number: index + 3, result: { offer: 0 } });
  }

  expect(await offered).toBe(31);
  expect(latest().commands.slice(1)).toMatchObject([
    { type: "offer", kind: "draw", game: 2, position: 5 },
    { type: "consent", offer: 31, agree: false },
    { type: "offer", kind: "swap", seat: 1 },
    { type: "resign", game: 2 },
    { type: "set_options", options: { dice: 3 } },
    { type: "set_room", changes: { clock: null } },
  ]);
});

test("a bot is added to the first open seat or to one of its own, and taken away", async () => {
  const lobby = connect("http://host");
  latest().greet("new");
  const joined = lobby.join("BRKWQ");
  latest().say({ type: "done", number: 1, result: { room: "r1", code: "BRKWQ" } });
  const room = await joined;
  const added = room.addBot();
  void room.addBot("random", 0);
  void room.removeBot(0);
  latest().say({ type: "done", number: 2, result: { seat: 1 } });

  expect(await added).toBe(1);
  expect(latest().commands.slice(1)).toEqual([
    { type: "add_bot", room: "r1", kind: "", number: 2 },
    { type: "add_bot", room: "r1", kind: "random", seat: 0, number: 3 },
    { type: "remove_bot", room: "r1", seat: 0, number: 4 },
  ]);
});

test("who is banned is told why, and a password goes along with the join", async () => {
  const lobby = connect("http://host");
  latest().greet("new");
  const joined = lobby.join("BRKWQT", "open sesame");
  latest().say({ type: "done", number: 1, result: { room: "r1", code: "BRKWQT" } });
  const room = await joined;

  latest().say({ type: "gone", topic: "room/r1", reason: "banned", detail: "spam" });

  expect(latest().commands).toEqual([{ type: "join", room: "BRKWQT", password: "open sesame", number: 1 }]);
  expect([room.gone, room.goneDetail]).toEqual(["banned", "spam"]);
});

test("a game in real time is followed tick by tick, and an input is told with the tick that was seen", async () => {
  const lobby = connect("http://host");
  latest().greet("new");
  const joined = lobby.join("BRKWQ");
  latest().say({ type: "done", number: 1, result: { room: "r1", code: "BRKWQ" } });
  const room = await joined;
  const epoch = "e";
  const told = (topic: string, view: object, number = 7) =>
    latest().say({ type: "snapshot", topic, epoch, number, view } as never);
  told("room/r1", { id: "r1", seats: [{ seat: 0, player: "p", status: "taken", tenancy: 3 }] });
  told("game/r1", { game: 1, tick_rate: 10, view: null });
  told("seat/r1/0/3", { seat: 0, game: 1 });
  told("live/r1", { board: [1], notes: [] }, 40);
  const live = room.startLive();

  latest().say({
    type: "patch",
    topic: "live/r1",
    number: 41,
    previous: 40,
    change: { change: { board: { value: [2] } } },
  } as never);
  const done = live.input("up");
  vi.advanceTimersByTime(300);

  expect(live.frame()?.after).toEqual([2]);
  expect(latest().commands.at(-1)).toMatchObject({
    type: "play",
    room: "r1",
    game: 1,
    position: 41,
    move: "up",
  });
  latest().say({ type: "done", number: 2, result: { tick: 42 } });
  expect(await done).toEqual({ done: true, result: { tick: 42 } });
});

test("while a room stands still its clocks do, and the time left to move", async () => {
  const lobby = connect("http://host");
  latest().greet("new");
  const clock = { kind: "per_move", move_ms: 30_000 } as const;
  const created = lobby.create("quiz", { clock });
  latest().say({ type: "done", number: 1, result: { room: "r1", code: "BRKWQ" } });
  const room = await created;
  const seat = { remaining_ms: 30_000, periods: 0, running: true, since_ms: 1_000, spent_ms: 0 };
  const told = { epoch: "e", number: 1 };
  const zero_ms = lobby.nowMs - 500_000;
  const house = { delay_ms: 0 };
  latest().say({ type: "snapshot", topic: "room/r1", ...told, view: { id: "r1", clock, zero_ms, house } });
  latest().say({
    type: "snapshot",
    topic: "game/r1",
    ...told,
    view: { clocks: [seat], deadlines: { "0": 31_000 } },
  });
  latest().say({
    type: "snapshot",
    topic: "crowd/r1",
    ...told,
    view: { present: 1, watchers: [], still_ms: 11_000 },
  });
  latest().say({ type: "caught_up" });

  expect(room.isStill).toBe(true);
  expect(room.clockOf(0)?.ms).toBe(20_000);
  expect(room.leftMs(0)).toBe(20_000);

  latest().say({
    type: "snapshot",
    topic: "crowd/r1",
    epoch: "e",
    number: 2,
    view: { present: 1, watchers: [] },
  });
  expect(room.isStill).toBe(false);
  expect(room.leftMs(0)).toBe(0);
});
