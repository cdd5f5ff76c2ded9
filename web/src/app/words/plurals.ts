// Counting things in the words of a language: every language has its own forms for one, few and many.

/** The forms of a text, by how many there are. Which ones a language needs it says itself. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

type Choose = (count: number, forms: Forms) => string;

/** Return a function that chooses the form which the language has for a number. */
export function pluralIn(language: string): Choose {
  const rules = new Intl.PluralRules(language);
  return (count, forms) => forms[rules.select(count)] ?? forms.other;
}

/** Return a function that does so and puts the number for `#`. What people wrote stands in no such form. */
export function countIn(language: string): Choose {
  const plural = pluralIn(language);
  const format = new Intl.NumberFormat(language);
  return (count, forms) => plural(count, forms).replaceAll("#", format.format(count));
}

/** Return a function that strings names together: "Ann, Bob and Cy". */
export function listIn(language: string): (names: readonly string[]) => string {
  const format = new Intl.ListFormat(language, { type: "conjunction" });
  return (names) => format.format(names);
}
