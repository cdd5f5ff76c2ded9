// The page loads itself anew once, never in a loop.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { reloadOnce } from "../src/app/reload";

const MINUTE_MS = 60_000;

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
});
afterEach(() => void vi.unstubAllGlobals());

test("for one reason it loads once in ten minutes, whatever other reasons there are", () => {
  const reload = vi.fn();
  const at = (minute: number, reason: string) => reloadOnce(reason, 1e12 + minute * MINUTE_MS, reload);

  expect([at(0, "a"), at(1, "b"), at(2, "a"), at(3, "b"), at(11, "a")]).toEqual([
    true,
    true,
    false,
    false,
    true,
  ]);
  expect(reload).toHaveBeenCalledTimes(3);
});

test("where nothing can be kept over a reload it does not load by itself", () => {
  vi.stubGlobal("sessionStorage", undefined);
  const reload = vi.fn();

  expect([reloadOnce("a", 1e12, reload), reload.mock.calls.length]).toEqual([false, 0]);
});
