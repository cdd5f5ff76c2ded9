// A line of chat is shown once, from the moment it is said.
import { expect, test } from "vitest";
import { Outgoing } from "../src/app/outgoing";
import type { Outcome } from "../src/sdk/commands";
import type { ChatLine } from "../src/sdk/views/chat";

const DONE: Outcome = { done: true, result: null };
const REFUSED: Outcome = { done: false, code: "rate_limited", detail: "try again in 400 ms" };

const said = (number: number, text: string, player = "me"): ChatLine => ({
  number,
  at_ms: 0,
  kind: "said",
  player,
  name: player,
  text,
});
const texts = (outgoing: Outgoing, shown: ChatLine[]) =>
  outgoing.rows("r", shown).map((row) => ("line" in row ? row.line.text : `(${row.outgoing.text})`));
const keys = (outgoing: Outgoing, shown: ChatLine[]) => outgoing.rows("r", shown).map((row) => row.key);

test("a line is shown at once, below those of the chat", () => {
  const outgoing = new Outgoing();
  outgoing.begin("r", "hi", [said(1, "hello", "bob")]);

  expect(texts(outgoing, [said(1, "hello", "bob")])).toEqual(["hello", "(hi)"]);
  expect(outgoing.rows("other", [])).toEqual([]);
});

test("whether the line or the answer comes first, it is shown once and keeps its key", () => {
  const outgoing = new Outgoing();
  const line = outgoing.begin("r", "  hi\u200b  there ", []);
  const [key] = keys(outgoing, []);
  const shown = [said(4, "hi there")];
  outgoing.look("r", "me", shown, true);
  expect([texts(outgoing, shown), keys(outgoing, shown)]).toEqual([["hi there"], [key]]);

  outgoing.settle(line, DONE);
  outgoing.look("r", "me", shown, true);
  expect([texts(outgoing, shown), keys(outgoing, shown)]).toEqual([["hi there"], [key]]);
});

test("a line that is taken stays until what was told is shown", () => {
  const outgoing = new Outgoing();
  outgoing.settle(outgoing.begin("r", "hi", []), DONE);
  outgoing.look("r", "me", [], false);
  expect(texts(outgoing, [])).toEqual(["(hi)"]);

  outgoing.look("r", "me", [said(4, "hi")], true);
  expect(texts(outgoing, [said(4, "hi")])).toEqual(["hi"]);
});

test("the same words of before, of others or twice are other lines", () => {
  const outgoing = new Outgoing();
  const before = [said(1, "hi")];
  outgoing.begin("r", "hi", before);
  outgoing.begin("r", "hi", before);
  const shown = [...before, said(2, "hi", "bob"), said(3, "hi")];
  outgoing.look("r", "me", shown, true);

  expect(texts(outgoing, shown)).toEqual(["hi", "hi", "hi", "(hi)"]);
});

test("a refused line stays with its reason until it is taken off", () => {
  const outgoing = new Outgoing();
  const line = outgoing.begin("r", "hi", []);
  outgoing.settle(line, REFUSED);
  outgoing.look("r", "me", [], true);
  expect([line.failure?.code, texts(outgoing, []), outgoing.hasFailed]).toEqual([
    "rate_limited",
    ["(hi)"],
    true,
  ]);

  outgoing.forget(line);
  expect([texts(outgoing, []), outgoing.hasFailed]).toEqual([[], false]);
});

test("lines of two channels may have the same number", () => {
  const outgoing = new Outgoing();
  const before = [said(1, "hi"), { ...said(1, "hello", "bob"), channel: "watchers" as const }];
  outgoing.begin("r", "hi", before);
  const shown = [...before, { ...said(2, "hi"), channel: "watchers" as const }, said(2, "so", "bob")];
  outgoing.look("r", "me", shown, true);

  expect(texts(outgoing, shown)).toEqual(["hi", "hello", "hi", "so"]);
  expect(new Set(keys(outgoing, shown)).size).toBe(4);
});
