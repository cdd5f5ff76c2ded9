// Warum ein Spiel an einem gewerteten Tisch nicht zählt.
import type { unrated as english } from "../en/unrated";

export const unrated: typeof english = {
  address: "Nicht gewertet: Zwei von euch spielen aus demselben Netz.",
  pair: "Nicht gewertet: Zwei von euch hatten heute schon so viele gewertete Spiele miteinander, wie zählen.",
  unmoved: "Nicht gewertet: Es war vorbei, bevor alle gezogen hatten.",
  bot: "Nicht gewertet: Jemand von euch ist ein Bot.",
};
