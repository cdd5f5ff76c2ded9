// Sounds, made of a few tones each: nothing has to be loaded.
import type { Cue } from "./cues";

/** A tone: when it begins and how long it lasts in ms, how high it is in Hz, and how loud from 0 to 1. */
interface Tone {
  atMs: number;
  lastsMs: number;
  hertz: number;
  loud: number;
}

const TONES: Record<Cue, Tone[]> = {
  found: [tone(0, 160, 659), tone(150, 160, 784), tone(300, 160, 659), tone(450, 320, 1047)],
  turn: [tone(0, 140, 659), tone(120, 260, 880)],
  move: [tone(0, 70, 330, 0.6), tone(30, 60, 220, 0.4)],
  join: [tone(0, 120, 523, 0.6), tone(110, 160, 659, 0.6)],
  chat: [tone(0, 90, 988, 0.4)],
  end: [tone(0, 180, 523), tone(150, 180, 659), tone(300, 420, 784)],
  clock: [tone(0, 90, 1047, 0.8), tone(180, 90, 1047, 0.8)],
};

/** An ear hears no click where a tone takes this long to begin and to fade. */
const SOFT_SECONDS = 0.012;
/** All tones together stay below what speakers distort. */
const LOUDEST = 0.35;

/** Play a sound at a volume from 0 to 100. */
export function sound(context: AudioContext, cue: Cue, volume: number): void {
  const begin = context.currentTime + SOFT_SECONDS;
  for (const { atMs, lastsMs, hertz, loud } of TONES[cue]) {
    const [start, end] = [begin + atMs / 1_000, begin + (atMs + lastsMs) / 1_000];
    const oscillator = new OscillatorNode(context, { type: "triangle", frequency: hertz });
    const gain = new GainNode(context, { gain: 0 });
    // Loudness is heard as the square of the amplitude, so half the slider sounds like half.
    const peak = LOUDEST * loud * (volume / 100) ** 2;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(peak, start + SOFT_SECONDS);
    gain.gain.setTargetAtTime(0, start + SOFT_SECONDS, lastsMs / 3_000);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(end + SOFT_SECONDS);
  }
}

function tone(atMs: number, lastsMs: number, hertz: number, loud = 1): Tone {
  return { atMs, lastsMs, hertz, loud };
}
