// Why a game does not count, in the language of the page.
import type { Unrated } from "../../sdk/views/game";
import { language, type Language } from ".";
import * as de from "./de/unrated";
import * as en from "./en/unrated";

const LANGUAGES: Record<Language, typeof en> = { en, de };

/** Return the sentence for a reason; "" for one that a newer server may have. */
export function unratedText(why: Unrated): string {
  const table: Partial<Record<Unrated, string>> = LANGUAGES[language].unrated;
  return table[why] ?? "";
}
