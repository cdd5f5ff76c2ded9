// The command that lets a bot join.
import { expect, test } from "vitest";
import { botCommand } from "../src/app/bot_command";

test.each([
  ["http://127.0.0.1:8765/", ""],
  ["http://192.168.0.7:8765/", " --url http://192.168.0.7:8765/"],
  ["https://host/play/", " --url https://host/play/"],
])("a bot finds the table on %s", (base, url) => {
  expect(botCommand("ABCDE", base)).toBe(`python -m clients bot --count 1 --code ABCDE${url}`);
});

test("for a table with a password the command has a place for it", () => {
  expect(botCommand("ABCDE", "http://127.0.0.1:8765/", true)).toMatch(/ --password PASSWORD$/);
});
