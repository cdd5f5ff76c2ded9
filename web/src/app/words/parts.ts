// What the sentence of a refusal may be made of, in any language.

/** The values of a sentence; one that a newer server leaves out is empty. */
export interface Parts {
  text: (name: string) => string;
  count: (name: string) => number;
  /** A number as people write it; `plus`: seats are counted from 1. */
  number: (name: string, plus?: number) => string;
  /** How many a second where one comes in that time, as people write it. */
  perSecond: (name: string) => string;
  /** A time in words, rounded up: who tries again then is not too early. "" for none. */
  wait: (name: string) => string;
  /** What a table says for a word; "" for one that it does not know. */
  one: (table: Record<string, string>, name: string) => string;
}
