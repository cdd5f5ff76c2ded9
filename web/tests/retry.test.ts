// When something can be tried again: the time that the server told, as it runs.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { detailBefore, explain } from "../src/app/explain";
import { Passing } from "../src/app/passing";
import type { Failure } from "../src/sdk/commands";

const NAMES = { why: "too_often", what: "names", burst: 6, each_ms: 15_000, scope: "player" };
const refused = (retry_ms?: number): Failure => ({
  done: false,
  code: "rate_limited",
  detail: "as the server said",
  params: { ...NAMES, ...(retry_ms !== undefined && { retry_ms }) },
});

beforeEach(() => vi.useFakeTimers({ now: 1_000_000, toFake: ["Date", "setTimeout", "clearTimeout"] }));
afterEach(() => vi.useRealTimers());

test("a refusal with a time says by the own clock when to try again, and one without does not", async () => {
  expect((await explain(refused(14_201))).retryAt).toBe(1_014_201);
  expect("retryAt" in (await explain(refused()))).toBe(false);
});

test("what is told of it runs with the time", async () => {
  const failure = await explain(refused(14_201));

  expect(failure.detail).toContain("15 s");
  expect(detailBefore(failure, 3_400)).toContain("4 s");
});

test("a toast with a time that runs stays until one can try again", async () => {
  const passing = new Passing(() => undefined);
  passing.fail(await explain(refused(9_000)));

  vi.advanceTimersByTime(9_000);
  expect(passing.toasts).toHaveLength(1);
  vi.advanceTimersByTime(60_000);
  expect(passing.toasts).toHaveLength(0);
});
