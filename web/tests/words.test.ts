// The language of the page: which one is spoken, and that all of them say everything.
import { afterEach, beforeAll, expect, test } from "vitest";
import { resultLine, timeLine, turnLine } from "../src/app/lines";
import { dateTimeText } from "../src/app/words/dates";
import { gameTitle, noteText, optionLabel, tableName } from "../src/app/words/games";
import { countIn } from "../src/app/words/plurals";
import { firstKnown, LANGUAGES, language, learn, speak, texts, type Language } from "../src/app/words";
import type { GameView } from "../src/sdk/views/game";

beforeAll(() => learn("de"));
afterEach(() => speak("en"));

test.each<[string[], Language]>([
  [["de-AT", "en"], "de"],
  [["fr", "EN-gb", "de"], "en"],
  [["fr-FR"], "en"],
  [[], "en"],
])("of %j %s is spoken", (preferred, chosen) => {
  expect(firstKnown(preferred)).toBe(chosen);
});

test("another language is spoken from the next word on", () => {
  const before = texts.result.yourTurn;
  speak("de");

  expect([before, texts.result.yourTurn, language]).toEqual(["Your turn", "Du bist dran", "de"]);
});

/** Every text with its path; a function is called with numbers, so that it shows what it says. */
function allTexts(of: unknown, path = ""): [string, string][] {
  if (typeof of === "string") return [[path, of]];
  if (typeof of !== "object" || of === null) return [];
  return Object.entries(of).flatMap(([key, inner]) => allTexts(inner, `${path}.${key}`));
}

test.each(Object.keys(LANGUAGES) as Language[])(
  "no text of %s is empty that says something in English",
  async (code) => {
    const english = new Map(allTexts(await LANGUAGES.en.load()));
    const others = allTexts(await LANGUAGES[code].load());

    expect(others.map(([path]) => path).sort()).toEqual([...english.keys()].sort());
    expect(others.filter(([path, text]) => (text === "") !== (english.get(path) === ""))).toEqual([]);
  },
);

test.each(Object.keys(LANGUAGES) as Language[])("%s has the same parts to be filled in", async (code) => {
  const parts = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([part]) => part).sort();
  const english = new Map(allTexts(await LANGUAGES.en.load()));

  for (const [path, text] of allTexts(await LANGUAGES[code].load()))
    expect([path, parts(text)]).toEqual([path, parts(english.get(path) ?? "")]);
});

test("a number has the form that its language has for it, and its digits in groups", () => {
  const polish = { one: "# gra", few: "# gry", many: "# gier", other: "# gry" };

  expect([1, 2, 5, 22].map((games) => countIn("pl")(games, polish))).toEqual([
    "1 gra",
    "2 gry",
    "5 gier",
    "22 gry",
  ]);
  expect(countIn("de")(12_345, { other: "# online" })).toBe("12.345 online");
});

test("a name with a sign that numbers stand for is said as it is", () => {
  expect(texts.chat.typing(["C#", "F#"])).toBe("C#, F# are typing…");
  expect(texts.result.wins(["C#"])).toBe("C# wins");
});

test("the hint at blocking names the button as it is called", async () => {
  for (const code of Object.keys(LANGUAGES) as Language[]) {
    const { talk, play } = await LANGUAGES[code].load();
    expect(talk.blockHint).toContain(play.quick);
  }
});

test("a date is written as the reader's region writes it", () => {
  const noon = Date.UTC(2026, 10, 27, 12);
  const written = (["en-US", "en-GB", "de-DE"] as const).map((locale) => {
    speak(locale.startsWith("de") ? "de" : "en", [locale]);
    return dateTimeText(noon).replace(/,? .?\d+:.*$/, "");
  });

  expect(written).toEqual(["Nov 27, 2026", "27 Nov 2026", "27.11.2026"]);
});

test("a built-in game is called in the reader's language, another one as its author says", () => {
  speak("de");

  expect(gameTitle("connect_four", "Connect four")).toBe("Vier gewinnt");
  expect(gameTitle("connect_four", "My own four")).toBe("My own four");
  expect(gameTitle("quiz", "Quiz")).toBe("Quiz");
  expect([optionLabel("liars_dice", "dice", "Dice"), optionLabel("quiz", "dice", "Dice")]).toEqual([
    "Würfel",
    "Dice",
  ]);
});

test("a table that nobody has named is named in the reader's language", () => {
  speak("de");

  expect(tableName("Ann's Connect four", "connect_four", "Connect four")).toBe("Vier gewinnt bei Ann");
  expect(tableName("Ann's Quiz", "quiz", "Quiz")).toBe("Quiz bei Ann");
  expect(tableName("Guest 3ZBQ's Quiz", "quiz", "Quiz")).toBe("Quiz bei Gast 3ZBQ");
  expect(tableName("Friday night", "quiz", "Quiz")).toBe("Friday night");
});

test.each([
  ["connect_four", "Ann drops in column 3", "Ann wirft in Spalte 3"],
  [
    "liars_dice",
    "Bob calls 2 × 5: it is 1, Ann loses a die",
    "Bob zweifelt 2 × 5 an: Es sind 1, Ann verliert einen Würfel",
  ],
  ["liars_dice", "Ann is out", "Ann ist ausgeschieden"],
  ["quiz", "Ann is out", "Ann is out"],
])("of %s the log's “%s” reads “%s”", (game, text, line) => {
  expect(noteText(game, text)).toBe(text);
  speak("de");
  expect(noteText(game, text)).toBe(line);
});

test("turns and ends of games are told in German", () => {
  speak("de");
  const players = ["Ann", "Bob"].map((name) => ({ player: name, name, kind: "person" as const }));
  const game = { players, turn: [1], timed_out: [0, 1], result: null } as unknown as GameView;
  const ended = { ...game, result: { places: [1, 2], scores: [] } };

  expect([turnLine(game, 1), turnLine(game, 0)]).toEqual(["Du bist dran", "Bob ist dran"]);
  expect([resultLine(ended, 0), resultLine(ended, null)]).toEqual(["Du gewinnst!", "Ann gewinnt"]);
  expect(timeLine(game, 0)).toBe("Die Zeit von dir und Bob war um");
});
