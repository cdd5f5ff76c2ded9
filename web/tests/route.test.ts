// URLs, also below a sub-path.
import { describe, expect, test } from "vitest";
import { codeIn, pageOf, urlOf } from "../src/app/route";

describe.each(["http://host:8765/", "https://host/play/"])("below %s", (base) => {
  test("a room's URL shows that room", () => {
    expect(pageOf(urlOf({ name: "room", code: "BRKWQ" }, base), base)).toEqual({
      name: "room",
      code: "BRKWQ",
    });
  });

  test("the base is home", () => {
    expect(urlOf({ name: "home" }, base)).toBe(base);
    expect(pageOf(base, base)).toEqual({ name: "home" });
  });

  test("what is no page of ours is home", () => {
    expect(pageOf(`${base}r/a/b`, base)).toEqual({ name: "home" });
    expect(pageOf("http://host/elsewhere/r/BRKWQ/x", base)).toEqual({ name: "home" });
  });
});

test.each([
  ["brkwq", "BRKWQ"],
  [" brk-wq ", "BRKWQ"],
  ["https://host/play/r/BRKWQ?x", "BRKWQ"],
])("%s means room %s", (typed, code) => {
  expect(codeIn(typed)).toBe(code);
});
