// What the owner of this browser likes: language, colours, sounds. Kept for all tabs and for the next time.
import { firstKnown, isLanguage, isLearned, learn, speak, type Language } from "./words";

export interface Preferences {
  /** `auto`: the first language of the browser that we speak. */
  language: "auto" | Language;
  /** `auto`: as the system is. */
  theme: Theme;
  sound: boolean;
  /** From 0 to 100. */
  volume: number;
}

export type Theme = (typeof THEMES)[number];
export const THEMES = ["auto", "light", "dark"] as const;

/** Read by boot.js as well, which shows the right colours from the first moment. */
const KEY = "lobby.preferences";
const FIRST: Preferences = { language: "auto", theme: "auto", sound: true, volume: 60 };

/** Fetch the texts that the page is to begin with, so that nobody sees it change its language. */
export function learnPreferred(): Promise<void> {
  return tryToLearn(languageOf(recall()));
}

export class Preferred {
  now: Preferences = FIRST;

  constructor(private readonly changed: () => void) {}

  /** Take over what was kept, and from now on what other tabs and the system change. */
  start(): void {
    this.#take(recall());
    addEventListener("storage", (event) => {
      if (event.key === KEY) this.#take(read(event.newValue));
    });
    addEventListener("languagechange", () => this.#take(this.now));
    darkness().addEventListener("change", () => this.#take(this.now));
  }

  /** Change some of it, here and in all other tabs. */
  set(changes: Partial<Preferences>): void {
    this.#take({ ...this.now, ...changes });
    try {
      localStorage.setItem(KEY, JSON.stringify(this.now));
    } catch {
      // Where storage is denied it lasts as long as the page.
    }
  }

  #take(now: Preferences): void {
    this.now = now;
    this.#speak(languageOf(now));
    paint(now.theme === "auto" ? (darkness().matches ? "dark" : "light") : now.theme);
    this.changed();
  }

  #speak(language: Language): void {
    if (isLearned(language)) {
      speak(language, navigator.languages);
      document.documentElement.lang = language;
      return;
    }
    // Meanwhile another one may have been chosen.
    void tryToLearn(language).then(() => isLearned(language) && this.#take(this.now));
  }
}

function languageOf({ language }: Preferences): Language {
  return language === "auto" ? firstKnown(navigator.languages) : language;
}

/** Where the texts do not come, as while the network is away, the page goes on in the language that it has. */
async function tryToLearn(language: Language): Promise<void> {
  try {
    await learn(language);
  } catch (error) {
    console.warn(`the texts of ${language} did not come`, error);
  }
}

function darkness(): MediaQueryList {
  return matchMedia("(prefers-color-scheme: dark)");
}

/** Show the page in these colours, and the browser's own bars with it. */
function paint(theme: "light" | "dark"): void {
  document.documentElement.dataset.theme = theme;
  const ground = getComputedStyle(document.documentElement).getPropertyValue("--ground");
  for (const bar of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]'))
    bar.content = ground;
}

function recall(): Preferences {
  try {
    return read(localStorage.getItem(KEY));
  } catch {
    return FIRST;
  }
}

/** Return what is kept; in the place of what is missing, or is none of ours, stands what it is at first. */
export function read(kept: string | null): Preferences {
  const { language, theme, sound, volume } = asObject(kept);
  return {
    language: typeof language === "string" && isLanguage(language) ? language : FIRST.language,
    theme: THEMES.find((one) => one === theme) ?? FIRST.theme,
    sound: typeof sound === "boolean" ? sound : FIRST.sound,
    volume: isVolume(volume) ? volume : FIRST.volume,
  };
}

function isVolume(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 100;
}

function asObject(kept: string | null): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(kept ?? "{}");
    return typeof found === "object" && found !== null ? (found as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
