// A few quick signs; they may be lost, and pass.
import { useRef } from "preact/hooks";
import type { Store } from "./store";
import { texts } from "./words";

const EMOTES: Record<string, keyof typeof texts.chat.emotes> = {
  "😄": "laugh",
  "😮": "surprise",
  "😎": "cool",
  "😢": "sad",
  "❤️": "love",
};
const AGAIN_AFTER_MS = 400;

/** Return the emote that a player shows now, if it is one that we know. */
export function emoteOf(store: Store, player: string | null): string | undefined {
  const sign = store.passing.signs.find((one) => one.kind === "emote" && one.player === player);
  return typeof sign?.value === "string" && Object.hasOwn(EMOTES, sign.value) ? sign.value : undefined;
}

export function Emotes({ store }: { store: Store }) {
  const shownAt = useRef(0);
  const show = (emote: string) => {
    if (Date.now() - shownAt.current < AGAIN_AFTER_MS) return;
    shownAt.current = Date.now();
    store.signals.send("emote", emote);
  };
  return (
    <div class="emotes" role="group" aria-label={texts.chat.signs}>
      {Object.entries(EMOTES).map(([emote, name]) => (
        <button key={emote} class="emote" aria-label={texts.chat.emotes[name]} onClick={() => show(emote)}>
          {emote}
        </button>
      ))}
    </div>
  );
}
