// What the games that come with the lobby say, in the language that is spoken; authors' games speak for themselves.
import { texts } from ".";
import * as english from "./en";

/** Return the title of a game: a built-in one's in the reader's language, another one's as its author says. */
export function gameTitle(id: string, title: string): string {
  const isBuiltIn = Object.hasOwn(english.titles, id) && english.titles[id] === title;
  return isBuiltIn ? (texts.titles[id] ?? title) : title;
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
};

/** Return a line of a game's log: a built-in game's in the reader's language, another one's as it is. */
export function noteText(game: string, text: string): string {
  for (const [pattern, name] of PATTERNS[game] ?? []) {
    const parts = pattern.exec(text)?.slice(1);
    if (parts) return (texts.notes[name] as (...parts: string[]) => string)(...parts);
  }
  return text;
}
