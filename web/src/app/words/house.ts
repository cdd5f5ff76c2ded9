// What a host decides about a table, in the language of the page. It comes with the sheet, not with the page.
import { language, type Language } from ".";
import * as de from "./de/house";
import * as en from "./en/house";

const LANGUAGES: Record<Language, typeof en> = { en, de };

/** Return the words of the host's sheet, and of the rules of a table. */
export function houseWords(): typeof en {
  return LANGUAGES[language];
}
