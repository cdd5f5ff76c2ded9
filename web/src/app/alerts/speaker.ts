// Lets sounds be heard, once the browser allows it: after the player has touched the page or pressed a key.
import type { Preferences } from "../preferences";
import type { Cue } from "./cues";
import { sound } from "./tones";

/** Where moves follow each other faster than this, each one of them is not heard. */
const AGAIN_AFTER_MS = 250;
const GESTURES = ["pointerdown", "keydown"] as const;

export class Speaker {
  #context: AudioContext | null = null;
  #rangAt = new Map<Cue, number>();

  constructor(private readonly preferences: () => Preferences) {}

  /** Wait for the first gesture: a context that begins before it would stay silent, and the browser complain. */
  start(): void {
    const begin = () => {
      for (const gesture of GESTURES) removeEventListener(gesture, begin, true);
      // Browsers for which sound is switched off may have none.
      if ("AudioContext" in globalThis) this.#context = new AudioContext();
    };
    for (const gesture of GESTURES) addEventListener(gesture, begin, true);
  }

  ring(cue: Cue): void {
    const { sound: isWanted, volume } = this.preferences();
    const context = this.#context;
    const now = Date.now();
    if (!isWanted || volume === 0 || !context || now - (this.#rangAt.get(cue) ?? 0) < AGAIN_AFTER_MS) return;
    this.#rangAt.set(cue, now);
    if (context.state === "suspended") void context.resume();
    sound(context, cue, volume);
  }
}
