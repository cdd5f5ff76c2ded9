// The session survives its connections. A fake WebSocket stands in for the network; the frames are real.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Outcome } from "../src/sdk/commands";
import { Connection } from "../src/sdk/connection";
import {
  FakePoll,
  FakeSocket,
  giveNetworkBack,
  latest,
  latestPoll,
  limits,
  takeNetwork,
  welcome,
} from "./fake_network";

const connect = () => {
  const connection = new Connection({ url: "http://host/", build: "b", onChange: () => undefined });
  connection.start();
  return connection;
};

beforeEach(takeNetwork);
afterEach(giveNetworkBack);

test("the first frame is a hello with fresh secrets", () => {
  connect();
  latest().greet("new");

  expect(latest().hello).toMatchObject({
    type: "hello",
    protocol: [1, 1],
    kind: "person",
    build: "b",
    last: 0,
  });
  expect(latest().hello.session).toHaveLength(16);
  expect(latest().hello.secret).toHaveLength(16);
});

test("who comes back shows the mark of the last welcome, and a newcomer has none", () => {
  connect();
  expect(latest().url).toBe("ws://host/ws");
  latest().onopen?.();
  latest().say({ ...welcome("new"), mark: "abc-_" });

  latest().onclose?.();
  vi.advanceTimersByTime(1_000);

  expect(FakeSocket.made).toHaveLength(2);
  expect(latest().url).toBe("ws://host/ws?mark=abc-_");
});

test("a command asked for before the welcome is sent after it", () => {
  const connection = connect();
  void connection.ask({ type: "join", room: "r" });
  expect(latest().commands).toEqual([]);

  latest().greet("new");

  expect(latest().commands).toEqual([{ type: "join", room: "r", number: 1 }]);
});

test("an answer settles its command", async () => {
  const connection = connect();
  latest().greet("new");
  const done = connection.ask({ type: "sit", room: "r" });
  const refused = connection.ask({ type: "stand", room: "r" });

  latest().say({ type: "refused", number: 2, code: "not_seated", detail: "no seat" });
  latest().say({ type: "done", number: 1, result: { seat: 0 } });

  expect(await done).toEqual({ done: true, result: { seat: 0 } });
  expect(await refused).toMatchObject({ done: false, code: "not_seated", detail: "no seat" });
  expect(connection.unanswered).toBe(0);
});

test("after a cut the same session resumes and sends the unanswered again, in order", () => {
  const connection = connect();
  const first = latest();
  first.greet("new");
  void connection.ask({ type: "sit", room: "r" });
  void connection.ask({ type: "ready", room: "r" });
  first.say({ type: "done", number: 1 });
  first.onclose?.();
  expect(connection.status.name).toBe("reconnecting");
  void connection.ask({ type: "say", room: "r", text: "hi" });

  vi.advanceTimersByTime(500);
  latest().greet("resumed");

  expect(latest()).not.toBe(first);
  expect(latest().hello).toMatchObject({ session: first.hello.session, secret: first.hello.secret, last: 2 });
  expect(latest().commands.map((command) => [command.number, command.type])).toEqual([
    [2, "ready"],
    [3, "say"],
  ]);
  expect(connection.status.name).toBe("online");
});

test("when the session has expired only what was never sent is sent", async () => {
  const connection = connect();
  latest().greet("new");
  const sent = connection.ask({ type: "sit", room: "r" });
  latest().onclose?.();
  void connection.ask({ type: "join", room: "r" });

  vi.advanceTimersByTime(500);
  latest().greet("expired");

  expect(await sent).toMatchObject({ done: false, code: "unknown" });
  expect(latest().commands.map((command) => command.number)).toEqual([2]);
});

test("more commands than may wait are not taken", async () => {
  const connection = connect();
  latest().greet("new");
  for (const text of ["a", "b", "c"]) void connection.ask({ type: "say", room: "r", text });

  const outcome: Outcome = await connection.ask({ type: "say", room: "r", text: "d" });

  expect(outcome).toMatchObject({ done: false, code: "too_many" });
  expect(latest().commands).toHaveLength(3);
});

test("an idle connection pings, and one unheard for too long is given up", () => {
  const connection = connect();
  const first = latest();
  first.greet("new");

  vi.advanceTimersByTime(11_000);
  expect(first.sent.at(-1)).toEqual({ type: "ping" });

  vi.advanceTimersByTime(25_000);
  expect(first.closed).toBe(true);
  expect(connection.status.name).not.toBe("online");
  expect(FakeSocket.made.length).toBeGreaterThan(1);
});

test("the last round trip is known while the line is cut, until there is another one", () => {
  const connection = connect();
  latest().onopen?.();
  vi.advanceTimersByTime(80);
  latest().say(welcome("new"));
  expect(connection.ping()).toBe(80);

  latest().onclose?.();
  expect(connection.ping()).toBe(80);
});

test("a gap sends a resume with the offsets held, once", () => {
  connect();
  latest().greet("new");
  latest().say({ type: "snapshot", topic: "a", epoch: "e", number: 1, view: {} });
  latest().say({ type: "patch", topic: "a", previous: 2, number: 3, change: {} });
  latest().say({ type: "patch", topic: "a", previous: 3, number: 4, change: {} });

  const resumes = latest().sent.filter((message) => message.type === "resume");
  expect(resumes).toEqual([{ type: "resume", offsets: { a: ["e", 1] } }]);
});

test("after taken_over it stays away until asked to come back", () => {
  const connection = connect();
  latest().greet("new");
  latest().say({ type: "goodbye", code: "taken_over", detail: "" });

  vi.advanceTimersByTime(120_000);
  connection.wake();
  expect([connection.status.name, FakeSocket.made.length]).toEqual(["elsewhere", 1]);

  connection.useHere();
  latest().greet("resumed");
  expect(connection.status.name).toBe("online");
});

test("the server says when to come back", () => {
  const connection = connect();
  latest().greet("new");
  latest().say({ type: "goodbye", code: "shutdown", detail: "", retry_ms: 7000 });
  latest().onclose?.();
  expect(connection.goodbye).toBe("shutdown");

  vi.advanceTimersByTime(6999);
  expect(FakeSocket.made).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(FakeSocket.made).toHaveLength(2);
  latest().greet("resumed");
  expect(connection.goodbye).toBeNull();
});

test("a full server is asked again when it said so, however often that was", () => {
  const connection = connect();
  for (let told = 1; told < 4; told += 1) {
    latest().onopen?.();
    latest().say({ type: "goodbye", code: "server_full", detail: "", retry_ms: 7000 });
    latest().onclose?.();
    expect(connection.status).toMatchObject({ at: Date.now() + 7000 });

    vi.advanceTimersByTime(6999);
    expect(FakeSocket.made).toHaveLength(told);
    vi.advanceTimersByTime(1);
    expect(FakeSocket.made).toHaveLength(told + 1);
  }
});

test("a sign of life from the network tries at once", () => {
  const connection = connect();
  latest().greet("new");
  latest().onclose?.();

  connection.wake();

  expect(FakeSocket.made).toHaveLength(2);
});

test("a spoilt session is replaced by a new one", () => {
  connect();
  const first = latest();
  first.greet("new");
  first.say({ type: "goodbye", code: "bad_session", detail: "" });
  first.onclose?.();
  vi.advanceTimersByTime(500);
  latest().greet("new");

  expect(latest().hello.session).not.toEqual(first.hello.session);
});

test("after several failures it says that it is offline, and goes on trying", async () => {
  const connection = connect();
  for (let attempt = 0; attempt < 4; attempt++) {
    if (attempt % 2 === 0) latest().onclose?.();
    else await latestPoll().fail();
    if (attempt < 3) vi.advanceTimersByTime(2_000);
  }
  expect(connection.status.name).toBe("offline");

  vi.advanceTimersByTime(4_000);
  latest().greet("new");
  expect(connection.status.name).toBe("online");
});

/** Let nobody answer for so long, each attempt for one step; return how often it was tried. */
async function away(ms: number, stepMs = 10): Promise<number> {
  const before = FakeSocket.made.length + FakePoll.made.length;
  const until = Date.now() + ms;
  while (Date.now() < until) {
    latest().onclose?.();
    await latestPoll()?.fail();
    await vi.advanceTimersByTimeAsync(stepMs);
  }
  return FakeSocket.made.length + FakePoll.made.length - before;
}

test.each([400, 2_000, 6_000, 19_000])(
  "who was cut tries again within a second of the return of a server that was away for %i ms",
  async (ms) => {
    connect();
    latest().greet("new");
    await away(ms);

    expect(await away(1_010)).toBeGreaterThanOrEqual(1);
  },
);

test("a server that stays away is tried seldom", async () => {
  connect();
  latest().greet("new");
  expect(await away(25_000, 100)).toBeGreaterThan(20);

  const tried = await away(600_000, 500);

  expect(tried).toBeGreaterThanOrEqual(40);
  expect(tried).toBeLessThanOrEqual(80);
});

test("somebody who looks at the page again has it tried in quick succession, as at first", async () => {
  const connection = connect();
  latest().greet("new");
  await away(120_000, 500);

  connection.wake();
  await away(50);

  expect(await away(3_000)).toBeGreaterThanOrEqual(3);
});

test("a restart is over before it is called offline, and what lasts longer is", async () => {
  const connection = connect();
  latest().greet("new");
  await away(4_000);
  expect(connection.status.name).toBe("reconnecting");

  await away(3_000);
  expect(connection.status.name).toBe("offline");
});

test("a server that refuses at once is not taken for a slow one", async () => {
  connect();
  latest().greet("new");
  await away(10_000, 100);
  while (FakePoll.made.at(-1)?.aborted !== false) await away(10);
  const asked = latestPoll();

  await vi.advanceTimersByTimeAsync(9_000);
  expect(asked.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(asked.aborted).toBe(true);
});

test("every hello is counted, whatever carries it", async () => {
  connect();
  const first = latest();
  first.greet("new");
  first.onclose?.();
  vi.advanceTimersByTime(500);
  latest().onopen?.();
  const second = latest();
  second.onclose?.();
  vi.advanceTimersByTime(1_000);
  await latestPoll().greet("resumed");

  expect([first, second].map((socket) => socket.hello.attempt)).toEqual([1, 2]);
  expect(FakePoll.made.map((poll) => poll.hello.attempt)).toEqual([3, 4]);
});

test("a damaged topic is named, and left out of the offsets", () => {
  connect();
  latest().greet("new");
  latest().say({ type: "snapshot", topic: "a", epoch: "e", number: 1, view: {} });
  latest().say({ type: "snapshot", topic: "b", epoch: "e", number: 1, view: {} });
  latest().say({ type: "patch", topic: "a", previous: 1, number: 2, change: { delete: ["none"] } });

  expect(latest().sent.at(-1)).toEqual({ type: "resume", offsets: { b: ["e", 1] }, damaged: ["a"] });
});

test("a fault that comes again and again is told instead of repeated", () => {
  const connection = connect();
  for (let time = 0; time < 4; time++) {
    latest().greet(time === 0 ? "new" : "resumed");
    latest().say({ type: "goodbye", code: "flood", detail: "too many frames" });
    vi.advanceTimersByTime(4_000);
  }

  expect(connection.status).toEqual({
    name: "refused",
    code: "flood",
    detail: "too many frames",
    untilMs: null,
  });
  expect(FakeSocket.made).toHaveLength(4);
  connection.wake();
  expect(FakeSocket.made).toHaveLength(4);

  connection.useHere();
  latest().greet("resumed");
  expect(connection.status.name).toBe("online");
});

test("a command that no frame can hold is refused at once", async () => {
  const connection = connect();
  latest().greet("new");

  const outcome = await connection.ask({ type: "say", room: "r", text: "x".repeat(limits.frame_bytes) });

  expect(outcome).toMatchObject({ done: false, code: "too_large" });
  expect(latest().commands).toEqual([]);
});

test("who was asleep for longer than the silence comes back at once", () => {
  const connection = connect();
  const first = latest();
  first.greet("new");
  vi.setSystemTime(Date.now() + 600_000);

  connection.wake();

  expect(first.closed).toBe(true);
  expect(FakeSocket.made).toHaveLength(2);
});

test("what was asked for is kept until it is answered, and says whether it has gone out", () => {
  const connection = connect();
  latest().greet("new");
  void connection.ask({ type: "sit", room: "r" });
  latest().onclose?.();
  void connection.ask({ type: "ready", room: "r" });

  expect(connection.kept.map(({ command, sent }) => [command.type, sent])).toEqual([
    ["sit", true],
    ["ready", false],
  ]);
});

test("on a slow network each failure gives the next attempt more time", async () => {
  connect();
  while (FakeSocket.made.length < 2) await vi.advanceTimersByTimeAsync(1_000);
  const [first, second] = FakeSocket.made;

  await vi.advanceTimersByTimeAsync(8_000);
  expect([first?.closed, second?.closed]).toEqual([true, false]);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(second?.closed).toBe(true);
});

test("a move says how long the last round trip took, as far as that is known", () => {
  const connection = connect();
  const move = { type: "play", room: "r", game: 1, position: 0, move: 3 } as const;
  latest().onopen?.();
  vi.advanceTimersByTime(80);
  latest().greet("new");
  void connection.ask({ type: "sit", room: "r" });
  void connection.ask(move);
  vi.advanceTimersByTime(limits.ping_ms + 1_000);
  vi.advanceTimersByTime(30);
  latest().say({ type: "pong", time_ms: 0 });
  void connection.ask(move);

  const [sit, first, second] = latest().commands;
  expect(sit).not.toHaveProperty("lag_ms");
  expect(first).toMatchObject({ lag_ms: 80 });
  expect(second?.type === "play" && second.lag_ms).toBeGreaterThanOrEqual(30);
  expect(second?.type === "play" && second.lag_ms).not.toBe(80);
});

test("what became of a command is told once the views show it", async () => {
  const connection = connect();
  latest().greet("new");
  latest().say({ type: "snapshot", topic: "a", epoch: "e", number: 1, view: { x: 1 } });
  const seen: unknown[] = [];
  void connection.ask({ type: "sit", room: "r" }).then(() => seen.push(connection.topics.shown.a?.view));
  latest().say({ type: "patch", topic: "a", previous: 2, number: 3, change: {} });

  latest().say({ type: "done", number: 1 });
  await Promise.resolve();
  expect(seen).toEqual([]);
  expect(connection.unanswered).toBe(1);
  latest().say({ type: "snapshot", topic: "a", epoch: "e", number: 3, view: { x: 3 } });
  latest().say({ type: "caught_up" });
  await Promise.resolve();

  expect(seen).toEqual([{ x: 3 }]);
  expect(connection.unanswered).toBe(0);
});

test("an answer that waits for its views is not lost with the session", async () => {
  const connection = connect();
  latest().greet("new");
  const outcome = connection.ask({ type: "sit", room: "r" });
  latest().say({ type: "patch", topic: "a", previous: 2, number: 3, change: {} });
  latest().say({ type: "done", number: 1, result: { seat: 0 } });
  latest().onclose?.();
  vi.advanceTimersByTime(500);

  latest().greet("expired");

  expect(await outcome).toEqual({ done: true, result: { seat: 0 } });
});
