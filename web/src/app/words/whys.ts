// Details of refusals in the language of the page, made of the parts that the server tells.
import type { Failure } from "../../sdk/commands";
import type { RefusalCode, Value } from "../../sdk/messages";
import { durationText } from "../durations";
import { language, locale, type Language } from ".";
import * as de from "./de/whys";
import * as en from "./en/whys";
import type { Parts } from "./parts";

const LANGUAGES: Record<Language, typeof en> = { en, de };
/** In the words of a game, of its author or of a host, and of no language of ours. */
const IN_OTHER_WORDS: readonly string[] = ["illegal_move", "malformed"] satisfies RefusalCode[];
const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** Return the detail as the reader's language has it, or else what can be done; "" where that has neither. */
export function detailOf({ code, detail, params = {} }: Failure): string {
  const { whys, steps } = LANGUAGES[language];
  const table: Record<string, (of: Parts) => string> = whys;
  const why = String(params["why"] ?? "");
  if (Object.hasOwn(table, why)) return table[why]?.(partsOf(params)) ?? "";
  if (IN_OTHER_WORDS.includes(code)) return detail;
  // The details of the server are for who writes programs: they name seats from 0, and positions.
  return steps[code] ?? (language === "en" ? detail : "");
}

function partsOf(params: Record<string, Value>): Parts {
  const count = (name: string) => Number(params[name] ?? 0);
  const text = (name: string) => String(params[name] ?? "");
  return {
    text,
    count,
    number: (name, plus = 0) => (count(name) + plus).toLocaleString(locale),
    perSecond: (name) =>
      (SECOND_MS / Math.max(1, count(name))).toLocaleString(locale, { maximumFractionDigits: 1 }),
    wait: (name) => (typeof params[name] === "number" ? durationText(roundedUp(count(name))) : ""),
    one: (table, name) => (Object.hasOwn(table, text(name)) ? (table[text(name)] ?? "") : ""),
  };
}

function roundedUp(ms: number): number {
  const unit = ms < 2 * MINUTE_MS ? SECOND_MS : MINUTE_MS;
  return Math.max(1, Math.ceil(ms / unit)) * unit;
}
