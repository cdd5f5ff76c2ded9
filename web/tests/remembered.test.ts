// What worked is remembered for a day; a browser that denies storage forgets, and all goes on.
import { afterEach, expect, test, vi } from "vitest";
import { memoryOf } from "../src/sdk/remembered";

const DAY_MS = 86_400_000;
const memory = memoryOf("https://host/games/");

const store = () => {
  const kept = new Map<string, string>();
  vi.stubGlobal("document", {});
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
};

afterEach(() => void vi.unstubAllGlobals());

test("polling is remembered for a day", () => {
  store();
  memory.remember("polling", 1_000);

  expect(memory.recall(1_000 + DAY_MS - 1)).toBe("polling");
  expect(memory.recall(1_000 + DAY_MS)).toBeNull();
  expect(memoryOf("https://other/").recall(1_001)).toBeNull();
});

test("a WebSocket that works takes it back", () => {
  store();
  memory.remember("polling", 1_000);
  memory.remember("websocket", 2_000);

  expect(memory.recall(3_000)).toBeNull();
});

test("where storage is denied nothing is remembered and nothing is thrown", () => {
  vi.stubGlobal("document", {});
  vi.stubGlobal("localStorage", new Proxy({}, { get: () => denied }));
  const denied = () => {
    throw new DOMException("denied", "SecurityError");
  };

  memory.remember("polling", 1_000);

  expect(memory.recall(1_001)).toBeNull();
});
