// A table whose game can't take it over is not one that was left: its page says that it waits.
import { expect, test } from "vitest";

import { absenceLines, halted, isWaiting } from "../src/app/looking";
import { texts } from "../src/app/words";

test("a table that waits for its game says so, and what is kept", () => {
  const found = halted("in the words of the server");

  if ("lost" in found || "past" in found) throw new Error("it is neither lost nor over");
  expect(absenceLines(found)).toEqual({ title: texts.absence.halted, detail: texts.gone.halted });
});

test("only such a table is gone into again by itself when a server is there that may have its game", () => {
  expect(isWaiting(halted(""))).toBe(true);
  for (const absence of [
    null,
    "entering",
    "left",
    "closed",
    { refused: "banned", detail: "", isLook: false },
  ])
    expect(isWaiting(absence)).toBe(false);
});
