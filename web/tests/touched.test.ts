import { expect, test } from "vitest";
import { settle, shownOf, touch } from "../src/forms/touched";

test("what was changed by hand stays when others change the rest", () => {
  const touched = touch({}, ["5", false], ["4", false]);

  expect(touched).toEqual({ 0: "4" });
  expect(shownOf(["5", true], touched)).toEqual(["4", true]);
  expect(shownOf(["3", true], touched)).toEqual(["4", true]);
});

test("a field that was not changed by hand is never sent, also if its value came from elsewhere", () => {
  const touched = touch({ 0: "4" }, ["3", true], ["2", true]);

  expect(touched).toEqual({ 0: "2" });
});

test("a field that is set back is as untouched", () => {
  expect(touch({ 0: "4" }, ["5", false], ["5", false])).toEqual({});
});

test("an empty draft is one, too", () => {
  const touched = touch({}, ["5"], [""]);

  expect(shownOf(["5"], touched)).toEqual([""]);
});

test("what is saved is touched no more, but for what was typed meanwhile", () => {
  expect(settle({ 0: "4", 1: true }, { 0: "4", 1: false })).toEqual({ 1: true });
});
