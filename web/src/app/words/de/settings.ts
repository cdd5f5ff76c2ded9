// The sheet where one sets how the page looks, sounds and speaks.
import type { settings as english } from "../en/settings";

export const settings: typeof english = {
  title: "Einstellungen",
  language: "Sprache",
  asBrowser: "Wie der Browser",
  theme: "Farben",
  themes: { auto: "System", light: "Hell", dark: "Dunkel" },
  sound: "Töne",
  volume: "Lautstärke",
  blocked: "Wen du blockierst",
  nobodyBlocked: "Du blockierst niemanden.",
  percent: (percent) => `${percent} Prozent`,
};
