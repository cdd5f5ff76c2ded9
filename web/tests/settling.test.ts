// What players have settled, in words.
import { expect, test } from "vitest";
import { departureLine, resignLine } from "../src/app/lines";
import { noteText } from "../src/app/words/games";
import type { ChatLine } from "../src/sdk/views/chat";
import type { GameView } from "../src/sdk/views/game";

const line = (kind: ChatLine["kind"], offer: ChatLine["offer"] = ""): ChatLine => {
  return { number: 1, at_ms: 0, kind, player: "b", name: "Bob", text: "", seat: 1, offer };
};
const game = (resigned?: number[]) =>
  ({ players: [{ name: "Ann" }, { name: "Bob" }], ...(resigned && { resigned }) }) as unknown as GameView;

test.each([
  [line("offered", "draw"), "Bob offers a draw"],
  [line("offered", "swap"), "Bob asks to swap seats"],
  [line("agreed", "undo"), "Bob agrees"],
  [line("taken_back", "undo"), "Bob has taken back"],
  [line("resigned"), "Bob resigns"],
])("a line of the chat says what was settled", (told, words) => {
  expect(departureLine(told)).toBe(words);
});

test("who resigned stands below the result, and films of before know nothing of it", () => {
  expect(resignLine(game([0]), 0)).toBe("You resigned.");
  expect(resignLine(game([0, 1]), 0)).toBe("You and Bob resigned.");
  expect(resignLine(game([1]), null)).toBe("Bob resigned.");
  expect(resignLine(game(), 0)).toBe("");
});

test("what the server writes into the log of any game is told in the reader's words", () => {
  expect(noteText("quiz", "Bob takes back the last move")).toBe("Bob takes back the last move");
  expect(noteText("quiz", "Bob takes back the last 2 moves")).toBe("Bob takes back the last 2 moves");
});
