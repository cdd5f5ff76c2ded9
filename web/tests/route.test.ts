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

  test("a replay's URL shows that replay", () => {
    const page = { name: "replay", id: "a_B-9" } as const;

    expect(urlOf(page, base)).toBe(`${base}replay/a_B-9`);
    expect(pageOf(urlOf(page, base), base)).toEqual(page);
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
