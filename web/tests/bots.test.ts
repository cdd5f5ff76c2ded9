// The server's bots are called in the language of the page; people are called what they are called.
import { afterEach, beforeAll, expect, test } from "vitest";
import { explain } from "../src/app/explain";
import { absenceLines } from "../src/app/looking";
import { learn, speak } from "../src/app/words";
import { calledName, withBotsIn, withBotsOf } from "../src/app/words/bots";
import { noteText } from "../src/app/words/games";
import type { Value } from "../src/sdk/messages";
import type { GameView } from "../src/sdk/views/game";
import type { RoomView } from "../src/sdk/views/room";

const roomWith = (place: object) => ({ seats: [place], chat: [] }) as unknown as RoomView;

beforeAll(() => learn("de"));
afterEach(() => speak("en"));

test("a bot has a name in the language of the page, with its number", () => {
  speak("de");

  expect(["Random bot", "Thinking bot 3", "Random bot of Ann", "Ann 2", ""].map(calledName)).toEqual([
    "Zufallsbot",
    "Denkender Bot 3",
    "Random bot of Ann",
    "Ann 2",
    "",
  ]);
  expect(noteText("connect_four", "Random bot 2 drops in column 4")).toContain("Zufallsbot 2");
});

test("a guest whom the server has named is called so in the language of the page, and nobody else", () => {
  const room = roomWith({ name: "Guest K7QF", kind: "person", bot: "" });
  expect([withBotsOf(room).seats[0]?.name, calledName("Guest K7QF 2")]).toEqual([
    "Guest K7QF",
    "Guest K7QF 2",
  ]);

  speak("de");

  expect([withBotsOf(room).seats[0]?.name, calledName("Guest K7QF 2")]).toEqual(["Gast K7QF", "Gast K7QF 2"]);
  expect(["Guest Ferdinand", "Guest of Ann", "guest K7QF"].map(calledName)).toEqual([
    "Guest Ferdinand",
    "Guest of Ann",
    "guest K7QF",
  ]);
});

test("views keep their identity, and in English are what came", () => {
  const room = roomWith({ name: "Random bot", kind: "bot", bot: "random" });
  expect(withBotsOf(room)).toBe(room);

  speak("de");

  expect(withBotsOf(room).seats[0]?.name).toBe("Zufallsbot");
  expect(withBotsOf(room)).toBe(withBotsOf(room));
  const game = { players: [{ player: "b", name: "Thinking bot", kind: "bot" }] } as unknown as GameView;
  expect(withBotsIn(game).players[0]?.name).toBe("Denkender Bot");
  expect(withBotsOf(roomWith({ name: "Random bot", kind: "person", bot: "" })).seats[0]?.name).toBe(
    "Random bot",
  );
});

test("who is banned reads it in their language, also in a tab that comes later", async () => {
  speak("de");
  const refused = async (params: Record<string, Value>) => {
    const failure = await explain({ done: false, code: "banned", detail: "in English", params });
    return absenceLines({ refused: "banned", detail: failure.detail, isLook: false, failure });
  };

  expect(await refused({ why: "banned", reason: "spam" })).toEqual({
    title: "Der Gastgeber lässt dich nicht herein",
    detail: "Der Gastgeber sagt: spam",
  });
  expect((await refused({ why: "banned", reason: "" })).detail).toBe("");
  expect((await refused({ why: "banned_address" })).detail).toBe(
    "Dieser Tisch lässt niemanden aus deinem Netz herein.",
  );
});
