// The same session over long polls. A fake fetch stands in for the network; the frames are real.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Connection } from "../src/sdk/connection";
import type { Memory } from "../src/sdk/remembered";
import {
  FakePoll,
  FakeSocket,
  giveNetworkBack,
  latest,
  latestPoll,
  limits,
  takeNetwork,
} from "./fake_network";

beforeEach(takeNetwork);
afterEach(giveNetworkBack);

const remembering = (name: "polling" | null): Memory & { kept: string[] } => {
  const kept: string[] = [];
  return { kept, recall: () => name, remember: (worked) => kept.push(worked) };
};

/** A connection that begins with a poll. */
const connect = (memory: Memory = remembering("polling")) => {
  const connection = new Connection({ url: "http://host/", build: "b", memory, onChange: () => undefined });
  connection.start();
  return connection;
};

test("the first poll asks for what there is now and carries no commands; the next ones are held", async () => {
  const connection = connect();
  void connection.ask({ type: "join", room: "r" });
  const first = latestPoll();
  await first.greet("new");

  expect([first.url.href, first.waitMs, first.commands]).toEqual(["http://host/poll?wait_ms=0", 0, []]);
  expect([latestPoll().waitMs, latestPoll().commands]).toEqual([
    limits.ping_ms,
    [{ type: "join", room: "r", number: 1 }],
  ]);
  expect([connection.status.name, connection.transport]).toEqual(["online", "polling"]);
});

test("a WebSocket that never opens is followed by a poll, and that is remembered", async () => {
  const memory = remembering(null);
  const connection = connect(memory);
  expect(FakePoll.made).toEqual([]);

  latest().onclose?.();
  await vi.advanceTimersByTimeAsync(500);
  await latestPoll().greet("new");

  expect(connection.transport).toBe("polling");
  expect(memory.kept).toEqual(["polling"]);
});

test("a WebSocket that hangs is given up after a few seconds", async () => {
  connect(remembering(null));

  await vi.advanceTimersByTimeAsync(7_000);

  expect([latest().closed, FakePoll.made.length]).toEqual([true, 1]);
});

test("while the browser is offline the transport is not to blame", async () => {
  const options = { url: "http://host/", build: "b", memory: remembering(null), onChange: () => undefined };
  new Connection({ ...options, isOffline: () => true }).start();

  latest().onclose?.();
  await vi.advanceTimersByTimeAsync(500);

  expect([FakeSocket.made.length, FakePoll.made.length]).toEqual([2, 0]);
});

test("every poll carries all that has no answer, and the offsets of now", async () => {
  const connection = connect();
  await latestPoll().greet("new", { type: "snapshot", topic: "a", epoch: "e", number: 1, view: {} });
  const sat = connection.ask({ type: "sit", room: "r" });
  void connection.ask({ type: "ready", room: "r" });
  await vi.advanceTimersByTimeAsync(0);
  const both = latestPoll();
  await both.greet("resumed", { type: "done", number: 1 });

  expect(await sat).toMatchObject({ done: true });
  expect(both.hello).toMatchObject({ last: 0, offsets: { a: ["e", 1] } });
  expect(both.commands.map((command) => command.number)).toEqual([1, 2]);
  expect(latestPoll().hello.last).toBe(2);
  expect(latestPoll().commands.map((command) => command.number)).toEqual([2]);
});

test("to say something another poll is sent, and the answer of the one held is passed over", async () => {
  const connection = connect();
  await latestPoll().greet("new");
  const held = latestPoll();
  void connection.ask({ type: "sit", room: "r" });
  await vi.advanceTimersByTimeAsync(0);
  await held.greet("resumed", { type: "goodbye", code: "taken_over", detail: "" });

  expect([connection.status.name, latestPoll().commands.length]).toEqual(["online", 1]);
  await latestPoll().greet("resumed", { type: "done", number: 1 });
  expect([FakePoll.made.length, connection.unanswered]).toEqual([4, 0]);
});

test("who talks without a pause is heard, and hears: a poll that asks is followed only after a while", async () => {
  const connection = connect();
  await latestPoll().greet("new");
  for (let line = 0; line < 3; line++) {
    void connection.ask({ type: "say", room: "r", text: "hi" });
    await vi.advanceTimersByTimeAsync(100);
  }
  expect([FakePoll.made.length, latestPoll().commands.length]).toEqual([3, 1]);

  await vi.advanceTimersByTimeAsync(1_000);
  expect([FakePoll.made.length, latestPoll().commands.length]).toEqual([4, 3]);
});

test("only the third poll ends the connection of the first", async () => {
  const connection = connect();
  await latestPoll().greet("new");
  const held = latestPoll();
  connection.wake();
  expect(held.aborted).toBe(false);

  connection.wake();
  expect(held.aborted).toBe(true);
});

test("what does not fit into one poll goes with a later one", async () => {
  const connection = connect();
  await latestPoll().greet("new");
  for (let line = 0; line < 3; line++)
    void connection.ask({ type: "say", room: "r", text: "x".repeat(limits.poll_bytes / 3) });
  await vi.advanceTimersByTimeAsync(0);
  const first = latestPoll();
  await first.greet("resumed", { type: "done", number: 1 }, { type: "done", number: 2 });

  expect(first.commands.map((command) => command.number)).toEqual([1, 2]);
  expect(latestPoll().hello.last).toBe(2);
  expect(latestPoll().commands.map((command) => command.number)).toEqual([3]);
});

test("of a session that expired between two polls, only what was sent before this one is unknown", async () => {
  const connection = connect();
  await latestPoll().greet("new");
  const sent = connection.ask({ type: "sit", room: "r" });
  await vi.advanceTimersByTimeAsync(0);
  const fresh = connection.ask({ type: "join", room: "r" });
  await vi.advanceTimersByTimeAsync(1_000);
  const refused = { type: "refused", number: 1, code: "not_done", detail: "" } as const;
  await latestPoll().greet("expired", refused, { type: "done", number: 2 });

  expect(await sent).toMatchObject({ code: "unknown" });
  expect(await fresh).toMatchObject({ done: true });
});

test("a poll that is not answered within the silence is a loss", async () => {
  const connection = connect();
  await latestPoll().greet("new");
  const silent = latestPoll();

  await vi.advanceTimersByTimeAsync(limits.silence_ms + 1_000);

  expect([silent.aborted, connection.status.name]).toEqual([true, "reconnecting"]);
});

test("the server says when to poll again", async () => {
  connect(remembering("polling"));
  await latestPoll().fail(503, { "retry-after": "7" });

  await vi.advanceTimersByTimeAsync(6_999);
  expect(FakeSocket.made.length + FakePoll.made.length).toBe(1);
  await vi.advanceTimersByTimeAsync(1_001);
  expect(FakeSocket.made.length + FakePoll.made.length).toBe(2);
});

test("who are told the same whole seconds do not all come back in the same moment", async () => {
  const waits = new Set<number>();
  for (let count = 0; count < 5; count += 1) {
    const connection = connect(remembering("polling"));
    await latestPoll().fail(503, { "retry-after": "7" });
    if ("at" in connection.status) waits.add(connection.status.at - Date.now());
  }

  expect(waits.size).toBe(5);
});

test("a server that says when to come again is crowded until it lets one in, whatever a WebSocket meets", async () => {
  const connection = connect(remembering("polling"));
  await latestPoll().fail(503, { "retry-after": "7" });
  expect(connection.isCrowded).toBe(true);

  await vi.advanceTimersByTimeAsync(8_000);
  FakeSocket.made.at(-1)?.onclose?.();
  expect(connection.isCrowded).toBe(true);

  await vi.advanceTimersByTimeAsync(3_000);
  await latestPoll().greet("new");
  expect(connection.isCrowded).toBe(false);
});

test("a poll that nobody answers is a cut, and no crowd", async () => {
  const connection = connect(remembering("polling"));
  await latestPoll().fail(502, {});

  expect([connection.isCrowded, connection.status.name]).toEqual([false, "reconnecting"]);
});

test.each(["<html>", ""])("an answer of somebody on the way (%j) is a cut like any other", async (text) => {
  const connection = connect();
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(text)));
  await latestPoll().greet("new");

  await vi.advanceTimersByTimeAsync(0);

  expect(connection.status.name).toBe("reconnecting");
});

test("polls that come back empty at once are not sent in a loop", async () => {
  connect();
  await latestPoll().greet("new");
  for (let time = 0; time < 5; time++) await latestPoll().greet("resumed");
  expect(FakePoll.made).toHaveLength(2);

  await vi.advanceTimersByTimeAsync(1_000);
  expect(FakePoll.made).toHaveLength(3);
});

test("signals go out with a poll, once", async () => {
  const connection = connect();
  await latestPoll().greet("new");
  connection.signal("r", "typing", true);
  await vi.advanceTimersByTimeAsync(300);
  const told = latestPoll();
  await told.greet("resumed");
  await vi.advanceTimersByTimeAsync(1_000);

  expect(told.sent[1]).toEqual({ type: "signal", room: "r", kind: "typing", value: true });
  expect(latestPoll().sent).toHaveLength(1);
});

test("a WebSocket is tried while polls go on, and taken when it opens", async () => {
  const memory = remembering("polling");
  const connection = connect(memory);
  await latestPoll().greet("new");
  void connection.ask({ type: "sit", room: "r" });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(connection.transport).toBe("polling");
  const held = latestPoll();

  latest().greet("resumed");

  expect(latest().hello).toMatchObject({ attempt: held.hello.attempt! + 1, last: 1 });
  expect(latest().commands.map((command) => command.number)).toEqual([1]);
  expect([held.aborted, connection.transport, memory.kept.at(-1)]).toEqual([true, "websocket", "websocket"]);
});

test("a WebSocket that opens and says nothing is left for the polls again, and nobody notices", async () => {
  const connection = connect();
  await latestPoll().greet("new");
  await vi.advanceTimersByTimeAsync(3_000);
  const before = FakePoll.made.length;
  latest().onopen?.();

  await vi.advanceTimersByTimeAsync(7_000);
  expect([latest().closed, FakePoll.made.length, connection.status.name]).toEqual([
    true,
    before + 1,
    "online",
  ]);
  await latestPoll().greet("resumed");
  await vi.advanceTimersByTimeAsync(20_000);
  expect([FakeSocket.made.length, connection.transport]).toEqual([1, "polling"]);
});

test("another network is tried at once", async () => {
  const connection = connect();
  await latestPoll().greet("new");
  await vi.advanceTimersByTimeAsync(3_000);
  latest().onclose?.();
  connection.networkChanged();
  await vi.advanceTimersByTimeAsync(1_000);

  expect(FakeSocket.made).toHaveLength(2);
});

test("where a WebSocket has got through, one is tried at once behind polls, and these are not called slow till then", async () => {
  const connection = connect(remembering(null));
  latest().greet("new");
  latest().onclose?.();
  await vi.advanceTimersByTimeAsync(500);
  latest().onclose?.(); // the server is away
  await vi.advanceTimersByTimeAsync(1_000);
  const before = FakeSocket.made.length;

  await latestPoll().greet("resumed");

  expect(FakeSocket.made).toHaveLength(before + 1);
  expect([connection.transport, connection.isSlow]).toEqual(["polling", false]);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(connection.isSlow).toBe(true);
  latest().greet("resumed");
  expect([connection.transport, connection.isSlow]).toEqual(["websocket", false]);
});

test("polls in a network that lets no WebSocket through are called slow at once", async () => {
  const connection = connect();

  await latestPoll().greet("new");

  expect(connection.isSlow).toBe(true);
});
