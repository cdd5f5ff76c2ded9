// What the owner of this browser likes: the language. Kept for all tabs and for the next time.
import { firstKnown, isLanguage, speak, type Language } from "./words";

export interface Preferences {
  /** `auto`: the first language of the browser that we speak. */
  language: "auto" | Language;
}

const KEY = "lobby.preferences";
const FIRST: Preferences = { language: "auto" };

export class Preferred {
  now: Preferences = FIRST;

  constructor(private readonly changed: () => void) {}

  /** Take over what was kept, and from now on what other tabs change. */
  start(): void {
    this.#take(recall());
    addEventListener("storage", (event) => {
      if (event.key === KEY) this.#take(read(event.newValue));
    });
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
    const preferred = navigator.languages;
    const chosen = now.language === "auto" ? firstKnown(preferred) : now.language;
    speak(chosen, preferred);
    document.documentElement.lang = chosen;
    this.changed();
  }
}

function recall(): Preferences {
  try {
    return read(localStorage.getItem(KEY));
  } catch {
    return FIRST;
  }
}

/** Return what is kept; what another version kept and we don't know is left out. */
export function read(kept: string | null): Preferences {
  const { language } = asObject(kept);
  return { language: typeof language === "string" && isLanguage(language) ? language : FIRST.language };
}

function asObject(kept: string | null): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(kept ?? "{}");
    return typeof found === "object" && found !== null ? (found as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
