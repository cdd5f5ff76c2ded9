// What the client knows is a fold over what the server says.
import { describe, expect, test } from "vitest";
import { hashView } from "../src/sdk/bytes";
import type { Patch, ServerMessage, Snapshot, Value, Welcome } from "../src/sdk/messages";
import { hear, NO_TOPICS, offsets, type Topics } from "../src/sdk/topics";

const snapshot = (topic: string, number: number, view: Value, more = false): Snapshot => ({
  type: "snapshot",
  topic,
  epoch: "e",
  number,
  view,
  more,
});
const patch = (
  topic: string,
  previous: number,
  number: number,
  change: Patch["change"],
  rest = {},
): Patch => ({
  type: "patch",
  topic,
  previous,
  number,
  change,
  ...rest,
});
const welcome = (session: Welcome["session"]) => ({ type: "welcome", session }) as Welcome;
const hearAll = (topics: Topics, ...messages: ServerMessage[]) => messages.reduce(hear, topics);
const shown = (topics: Topics) =>
  Object.fromEntries(Object.entries(topics.shown).map(([t, h]) => [t, h.view]));

describe("a patch", () => {
  const start = hear(NO_TOPICS, snapshot("a", 3, { x: 1 }));

  test("applies on top of the frame it names", () => {
    const topics = hear(start, patch("a", 3, 7, { set: { x: 2 } }));

    expect(shown(topics)).toEqual({ a: { x: 2 } });
    expect(offsets(topics)).toEqual({ a: ["e", 7] });
    expect(topics.repairing).toBe(false);
  });

  test("over a gap changes nothing and asks once for what is missing", () => {
    const topics = hear(start, patch("a", 5, 6, { set: { x: 2 } }));

    expect(topics.repairing).toBe(true);
    expect(shown(topics)).toEqual({ a: { x: 1 } });
    expect(offsets(topics)).toEqual({ a: ["e", 3] });
    expect(hear(topics, { type: "caught_up" }).repairing).toBe(false);
  });

  test("seen before is passed over", () => {
    expect(hear(start, patch("a", 2, 3, { set: { x: 9 } }))).toBe(start);
  });

  test("for a topic that is not held asks for its snapshot", () => {
    const topics = hear(start, patch("b", 1, 2, {}));

    expect(topics.repairing).toBe(true);
    expect(offsets(topics)).toEqual({ a: ["e", 3] });
  });

  test("whose hash is right is taken", () => {
    const topics = hear(start, patch("a", 3, 4, { set: { y: [1] } }, { hash: hashView({ y: [1], x: 1 }) }));

    expect(shown(topics)).toEqual({ a: { x: 1, y: [1] } });
    expect(topics.healed).toBe(0);
  });

  test.each([
    ["whose hash differs", patch("a", 3, 4, { set: { x: 2 } }, { hash: 1 })],
    ["that does not fit", patch("a", 3, 4, { delete: ["nothing"] })],
  ])(
    "%s leaves the topic out of the offsets until a snapshot comes, and the old picture stays",
    (_rule, bad) => {
      const broken = hear(start, bad);

      expect([broken.repairing, broken.healed, offsets(broken)]).toEqual([true, 1, {}]);
      expect(shown(broken)).toEqual({ a: { x: 1 } });

      const healed = hearAll(broken, patch("a", 4, 5, {}), snapshot("a", 5, { x: 3 }), { type: "caught_up" });
      expect(shown(healed)).toEqual({ a: { x: 3 } });
      expect(offsets(healed)).toEqual({ a: ["e", 5] });
    },
  );
});

describe("what is shown", () => {
  const start = hearAll(NO_TOPICS, snapshot("hand", 1, 1), snapshot("table", 1, 1));

  test("never is half a step", () => {
    const half = hear(start, patch("hand", 1, 2, { value: 2 }, { more: true }));
    const whole = hear(half, patch("table", 1, 2, { value: 2 }));

    expect(shown(half)).toEqual({ hand: 1, table: 1 });
    expect(shown(whole)).toEqual({ hand: 2, table: 2 });
  });

  test("stays as it was until a resume has caught up", () => {
    const during = hearAll(start, welcome("resumed"), patch("hand", 1, 2, { value: 2 }));
    const after = hear(during, { type: "caught_up" });

    expect(shown(during)).toEqual({ hand: 1, table: 1 });
    expect(shown(after)).toEqual({ hand: 2, table: 1 });
  });

  test("of an expired session is gone once the new one has caught up", () => {
    const during = hear(start, welcome("expired"));

    expect(offsets(during)).toEqual({});
    expect(shown(during)).toEqual({ hand: 1, table: 1 });
    expect(shown(hear(during, { type: "caught_up" }))).toEqual({});
  });

  test("loses a topic that is gone", () => {
    expect(shown(hear(start, { type: "gone", topic: "hand", reason: "freed" }))).toEqual({ table: 1 });
  });
});

test("with a room all its topics are gone, and those of no other", () => {
  const start = hearAll(
    NO_TOPICS,
    ...["seat/x/0/3", "game/x", "game/y"].map((topic): ServerMessage => ({
      type: "snapshot",
      topic,
      epoch: "e",
      number: 1,
      view: topic,
      more: false,
    })),
  );

  expect(shown(hear(start, { type: "gone", topic: "room/x", reason: "left" }))).toEqual({
    "game/y": "game/y",
  });
});

test("a frame of an unknown type changes nothing", () => {
  expect(hear(NO_TOPICS, { type: "later" } as unknown as ServerMessage)).toBe(NO_TOPICS);
});

test.each<[Value, number]>([
  // Counted by lobby.wire.values.hash_view.
  [{ b: 1, a: [null, true, -1, 300, 70000, 5000000000] }, 2492583241],
  [
    {
      é: "ü",
      "\u{1F3B2}": new Uint8Array([1, 2]),
      "\uFFEE": { z: 1, y: "a string of more than 31 bytes, with str 8" },
    },
    1547050963,
  ],
])("the hash of a view is the server's: %j", (view, hash) => {
  expect(hashView(view)).toBe(hash);
});

test("while a resume brings what is missing, no other topic of the step is shown without it", () => {
  const start = hearAll(NO_TOPICS, snapshot("room/r", 1, { x: 1 }), snapshot("game/r", 1, { y: 1 }));
  const topics = hearAll(
    start,
    patch("room/r", 2, 3, {}, { more: true }),
    patch("game/r", 1, 3, { set: { y: 3 } }),
  );

  expect(shown(topics)).toEqual({ "room/r": { x: 1 }, "game/r": { y: 1 } });
});
