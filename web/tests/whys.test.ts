// Details of refusals: said in the language of the page, from the parts that the server tells.
import { afterEach, beforeAll, expect, test } from "vitest";
import { explain } from "../src/app/explain";
import { LANGUAGES, learn, speak, texts, type Language } from "../src/app/words";
import { detailOf } from "../src/app/words/whys";
import * as de from "../src/app/words/de/whys";
import * as en from "../src/app/words/en/whys";
import type { Failure } from "../src/sdk/commands";
import type { Value } from "../src/sdk/messages";

beforeAll(() => learn("de"));
afterEach(() => speak("en"));

const refused = (
  code: Failure["code"],
  params?: Record<string, Value>,
  detail = "as the server said",
): Failure => ({
  done: false,
  code,
  detail,
  ...(params && { params }),
});
const NAMES = {
  why: "too_often",
  what: "names",
  burst: 6,
  each_ms: 15_000,
  scope: "player",
  retry_ms: 14_201,
};

test("what came too often says what is allowed, and when to try again", () => {
  const failure = refused("rate_limited", NAMES);
  const inEnglish = detailOf(failure);
  speak("de");

  expect(inEnglish).toBe("Too many new names: 6 at once, then one every 15 s. Try again in 15 s.");
  expect(detailOf(failure)).toBe(
    "Zu viele: neue Namen. Erlaubt: 6 auf einmal, danach je eins in 15 s. Wartezeit: 15 s.",
  );
});

test("a wait that is long is told in minutes, and what has no end in words", () => {
  const muted = (retry_ms: Value) => detailOf(refused("muted", { why: "muted", by: "host", retry_ms }));

  expect(muted(3_590_000)).toBe("The host has muted you. Try again in 1 h.");
  expect(muted(null)).toBe("The host has muted you until further notice.");
  const chat = { why: "too_often", what: "chat", burst: 10, each_ms: 500, scope: "player", retry_ms: 20 };
  expect(detailOf(refused("rate_limited", chat))).toContain("then 2 a second");
});

test("what is allowed once is told so, and a pace between whole numbers as it is", () => {
  const once = [
    { why: "offers_spent", kind: "draw", most: 1 },
    { why: "nothing_to_undo", most: 1 },
    { why: "no_seat", last: 0 },
    { why: "too_often", what: "inputs", burst: 3, each_ms: 667 },
    { why: "mixed_scripts", scripts: "Cyrillic and Latin" },
  ].map((params) => refused("over_limit", params));
  const inEnglish = once.map(detailOf);
  speak("de");

  expect(inEnglish).toEqual([
    "In one game you may ask once for a draw. Try again in the next one.",
    "The last move is not yours.",
    "There is one seat only.",
    "Too many inputs at once: 3 at once, then 1.5 a second.",
    "One word has letters of Cyrillic and Latin that look alike. Write each word in one script.",
  ]);
  expect(once.map(detailOf)).toEqual([
    "Remis: mehr als ein Angebot in einem Spiel geht nicht. Im nächsten wieder.",
    "Der letzte Zug ist nicht deiner.",
    "Es gibt nur einen Platz.",
    "Zu viele: Eingaben auf einmal. Erlaubt: 3 auf einmal, danach 1,5 in der Sekunde.",
    "Ein Wort hat Buchstaben, die gleich aussehen (kyrillische und lateinische). Schreib jedes Wort in einer Schrift.",
  ]);
});

test("what has no parts says what to do next, in the language of the page", () => {
  const inEnglish = detailOf(refused("queued"));
  speak("de");

  expect(inEnglish).toBe("Stop looking first if you want another game.");
  expect(detailOf(refused("queued"))).toBe("Hör erst auf zu suchen, wenn du ein anderes Spiel willst.");
  expect(detailOf(refused("queued", { why: "constructor" }))).toBe(detailOf(refused("queued")));
});

test("English of the server stands on no German page, but a game's own words do", () => {
  speak("de");

  expect(detailOf(refused("of a newer server" as Failure["code"]))).toBe("");
  expect(detailOf(refused("illegal_move", undefined, "that square is taken"))).toBe("that square is taken");
});

test("in English a code of a newer server is told as the server said it", () => {
  expect(detailOf(refused("of a newer server" as Failure["code"]))).toBe("as the server said");
});

/** What these say in parts, or in the words of a game or a host, needs no more. */
const TOLD_OTHERWISE = ["banned", "illegal_move", "malformed", "not_met", "password_needed"];

test("each refusal that a page may meet says what to do next, in each language", () => {
  const codes = Object.keys(texts.failures);
  const silent = (steps: object) => codes.filter((code) => !Object.hasOwn(steps, code)).sort();

  expect(silent(en.steps)).toEqual(TOLD_OTHERWISE);
  expect(silent(de.steps)).toEqual(TOLD_OTHERWISE);
});

test.each(Object.keys(LANGUAGES) as Language[])(
  "every sentence of %s can be said without its parts",
  (code) => {
    const { whys } = { de, en }[code];

    for (const why of Object.keys(whys)) {
      speak(code);
      const said = detailOf(refused("over_limit", { why }));
      expect(said).not.toMatch(/undefined|NaN|Infinity/);
    }
  },
);

test("a failure keeps its code when it is explained", async () => {
  const explained = await explain(refused("rate_limited", NAMES));

  expect([explained.code, explained.detail.slice(0, 8)]).toEqual(["rate_limited", "Too many"]);
});
