// Every text that people read, in the language that is spoken now. `texts` is another object after `speak`.
import * as en from "./en";

/** English says which texts there are; every language has all of them. */
export type Texts = typeof en;

export const LANGUAGES = {
  en: { name: "English", load: () => Promise.resolve(en) },
  de: { name: "Deutsch", load: () => import("./de") },
} as const satisfies Record<string, { name: string; load: () => Promise<Texts> }>;

export type Language = keyof typeof LANGUAGES;

/** English is part of the page, another language comes when it is spoken first. */
const learned: { [code in Language]?: Texts } = { en };

export let texts: Texts = en;
export let language: Language = "en";
/** The language with the region that the reader prefers, for dates and numbers: "en-GB". */
export let locale = "en";

/** Fetch the texts of a language, once; raises where they do not come. */
export async function learn(chosen: Language): Promise<void> {
  learned[chosen] ??= await LANGUAGES[chosen].load();
}

export function isLearned(chosen: Language): boolean {
  return learned[chosen] !== undefined;
}

/** Speak a language that is learned from now on; `preferred` are the locales that the browser's owner has chosen. */
export function speak(chosen: Language, preferred: readonly string[] = []): void {
  texts = learned[chosen] ?? en;
  language = chosen;
  locale = preferred.find((one) => languageOf(one) === chosen) ?? chosen;
}

/** Return the first of the preferred locales whose language we have, English if there is none. */
export function firstKnown(preferred: readonly string[]): Language {
  return preferred.map(languageOf).find(isLanguage) ?? "en";
}

export function isLanguage(code: string | null): code is Language {
  return code !== null && Object.hasOwn(LANGUAGES, code);
}

function languageOf(locale: string): string {
  return locale.toLowerCase().split("-")[0] ?? "";
}
