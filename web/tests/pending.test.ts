// Commands are numbered, kept until answered, and sent again in order.
import { expect, test } from "vitest";
import {
  answer,
  expire,
  markSent,
  NOTHING_PENDING,
  take,
  waitingAfter,
  type Pending,
} from "../src/sdk/pending";

const ready = { type: "ready", room: "r" } as const;
const takeMany = (pending: Pending, count: number) =>
  Array.from({ length: count }).reduce<Pending>((books) => take(books, ready, 64) as Pending, pending);
const numbers = (commands: readonly { number: number }[]) => commands.map((command) => command.number);

test("commands are numbered from 1, without a gap", () => {
  expect(numbers(takeMany(NOTHING_PENDING, 3).waiting)).toEqual([1, 2, 3]);
});

test("a number is never given twice, also after answers", () => {
  const books = answer(markSent(takeMany(NOTHING_PENDING, 2), 2), 2);

  expect(numbers(takeMany(books, 1).waiting)).toEqual([1, 3]);
});

test("the one past the most that may wait is not taken", () => {
  const full = takeMany(NOTHING_PENDING, 64);

  expect(take(full, ready, 64)).toBeNull();
  expect(take(answer(full, 1), ready, 64)?.given).toBe(65);
});

test("while an old one waits, newer ones go no further ahead than answers are kept", () => {
  let books = takeMany(NOTHING_PENDING, 64);
  for (let number = 2; number <= 64; number += 1) books = answer(books, number);

  expect(take(books, ready, 64)).toBeNull();
});

test("only what was never sent is unsent", () => {
  const books = takeMany(markSent(takeMany(NOTHING_PENDING, 2), 2), 1);

  expect(numbers(waitingAfter(books, books.sent))).toEqual([3]);
});

test("a second answer changes nothing", () => {
  const books = answer(markSent(takeMany(NOTHING_PENDING, 2), 2), 1);

  expect(answer(books, 1)).toEqual(books);
});

test("when the session is lost, what was sent is unknown and what was not goes on", () => {
  const books = takeMany(markSent(takeMany(NOTHING_PENDING, 2), 2), 2);

  const { pending, unknown } = expire(answer(books, 1), 2);

  expect(numbers(unknown)).toEqual([2]);
  expect(numbers(pending.waiting)).toEqual([3, 4]);
});
