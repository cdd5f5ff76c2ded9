// Every text that people read, in the language that is spoken now. `texts` is another object after `speak`.
import * as de from "./de";
import * as en from "./en";

/** English says which texts there are; every language has all of them. */
export type Texts = typeof en;

export const LANGUAGES = {
  en: { name: "English", texts: en },
  de: { name: "Deutsch", texts: de },
} as const satisfies Record<string, { name: string; texts: Texts }>;

export type Language = keyof typeof LANGUAGES;

export let texts: Texts = en;
export let language: Language = "en";
/** The language with the region that the reader prefers, for dates and numbers: "en-GB". */
export let locale = "en";

/** Speak a language from now on; `preferred` are the locales that the browser's owner has chosen. */
export function speak(chosen: Language, preferred: readonly string[] = []): void {
  texts = LANGUAGES[chosen].texts;
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
