// What is shown in passing, passes.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Passing } from "../src/app/passing";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const make = () => new Passing(() => undefined);

test("a toast goes by itself, and no more than two stand there", () => {
  const passing = make();

  for (const title of ["a", "b", "c", "d"]) passing.toast(title);
  expect(passing.toasts.map((toast) => toast.title)).toEqual(["c", "d"]);

  vi.advanceTimersByTime(6_000);
  expect(passing.toasts).toEqual([]);
});

test("the same toast again takes the place of the first, and lasts its own time", () => {
  const passing = make();
  passing.toast("a", "why");
  vi.advanceTimersByTime(5_000);

  passing.toast("a", "why");
  vi.advanceTimersByTime(5_000);

  expect(passing.toasts.map((toast) => toast.title)).toEqual(["a"]);
});

test("a sign of an unknown kind is not shown", () => {
  const passing = make();

  passing.sign({ player: "p", kind: "cursor", value: [1, 2] });

  expect(passing.signs).toEqual([]);
});

test("a newer sign of the same kind takes the place of the older, and lasts its own time", () => {
  const passing = make();
  passing.sign({ player: "p", kind: "typing", value: true });
  vi.advanceTimersByTime(3_000);
  passing.sign({ player: "p", kind: "typing", value: true });

  vi.advanceTimersByTime(3_000);
  expect(passing.signs).toHaveLength(1);

  vi.advanceTimersByTime(500);
  expect(passing.signs).toEqual([]);
});

test("whoever stops typing is no longer shown as typing", () => {
  const passing = make();
  passing.sign({ player: "p", kind: "typing", value: true });

  passing.sign({ player: "p", kind: "typing", value: false });

  expect(passing.signs).toEqual([]);
});
