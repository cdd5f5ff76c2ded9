// Every text that people read stands in the catalogue.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findTexts } from "./literals";

/** What is said to who writes a game's own page, and the server's own English, is in one language. */
const IN_ENGLISH = [
  "src/app/details.ts",
  "src/app/bot_command.ts",
  "src/games/own/copies.ts",
  "src/games/own/faults.ts",
  "src/games/own/runner.ts",
  "src/games/own/teller.ts",
];

const files = ["src/app", "src/forms", "src/games"]
  .flatMap((folder) =>
    (readdirSync(folder, { recursive: true }) as string[]).map((file) => `${folder}/${file}`),
  )
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith("src/app/words/") && !IN_ENGLISH.includes(file));

test("there are files to look at", () => {
  expect(files.length).toBeGreaterThan(50);
});

test.each(files)("%s has no text of its own", (file) => {
  expect(findTexts(readFileSync(file, "utf8"), file)).toEqual([]);
});

test.each([
  ["<p>Hello</p>", "Hello"],
  ['<p>{isFull ? "Full" : texts.home.join}</p>', "Full"],
  ["<p>{`Round ${round}`}</p>", "Round …"],
  ['<p>{count + " games"}</p>', "games"],
  ['<button aria-label="Close">×</button>', "Close"],
  ["<i title={isSlow ? `Slow line` : undefined} />", "Slow line"],
  ['const line = "Your turn"', "Your turn"],
  ["const line = `The game of ${name}`", "The game of …"],
])("%s is found", (source, text) => {
  expect(findTexts(source, "a.tsx").map((found) => found.text)).toEqual([text]);
});

test.each([
  '<p class="muted small" data-testid="a b c">×</p>',
  '<path d="M0 0 L10 Lorem ipsum" />',
  '<p>{state === "playing" ? texts.home.playing : ""}</p>',
  'console.error("what authors read")',
  'throw new Error("no store around this component")',
  'const kind = "per_move"',
])("%s is no text", (source) => {
  expect(findTexts(source, "a.tsx")).toEqual([]);
});
