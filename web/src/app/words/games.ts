// What the games that come with the lobby say, in the language that is spoken; authors' games speak for themselves.
import { texts } from ".";
import { calledName, personName } from "./bots";
import * as english from "./en";

/** Return the title of a game: a built-in one's in the reader's language, another one's as its author says. */
export function gameTitle(id: string, title: string): string {
  const isBuiltIn = Object.hasOwn(english.titles, id) && english.titles[id] === title;
  return isBuiltIn ? (texts.titles[id] ?? title) : title;
}

/** Return the name of a table: one that the server has given it is said anew, one that somebody gave is as it is. */
export function tableName(name: string, game: string, title: string): string {
  const ending = `'s ${title}`;
  const isGiven = name.endsWith(ending) && name.length > ending.length;
  return isGiven ? texts.tableOf(personName(name.slice(0, -ending.length)), gameTitle(game, title)) : name;
}

/** Return the label of an option of a built-in game, `label` for others. */
export function optionLabel(game: string, name: string, label: string): string {
  return texts.options[game]?.[name] ?? label;
}

const PATTERNS: Record<string, [RegExp, keyof typeof english.notes][]> = {
  connect_four: [[/^(.+) drops in column (\d+)$/, "drops"]],
  liars_dice: [
    [/^(.+) bids (\d+ × \d)$/, "bids"],
    [/^(.+) calls (\d+ × \d): it is (\d+), (.+) loses a die$/, "calls"],
    [/^(.+) is out$/, "isOut"],
  ],
  snake_arena: [[/^Round (\d+), (\d+) points: (.+)$/, "wonRound"]],
};

/** Return a line of a game's log: a built-in game's in the reader's language, another one's as it is. */
export function noteText(game: string, text: string): string {
  for (const [pattern, name] of PATTERNS[game] ?? []) {
    const parts = pattern.exec(text)?.slice(1).map(calledName);
    if (parts) return (texts.notes[name] as (...parts: string[]) => string)(...parts);
  }
  const takenBack = TAKEN_BACK.exec(text);
  return takenBack ? texts.tookBack(calledName(takenBack[1] ?? ""), Number(takenBack[2] ?? 1)) : text;
}

/** What the server itself writes into the log of any game. */
const TAKEN_BACK = /^(.+) takes back the last (?:move|(\d+) moves)$/;
