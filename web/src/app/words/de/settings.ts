// The sheet where one sets how the page looks, sounds and speaks.
import type { settings as english } from "../en/settings";

export const settings: typeof english = {
  title: "Einstellungen",
  language: "Sprache",
  asBrowser: "Wie der Browser",
};
