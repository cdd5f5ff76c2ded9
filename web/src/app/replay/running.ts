// What makes a film go on: a timer for the steps of a game in turns, each picture of the screen for one in real time.
import { useEffect, useMemo } from "preact/hooks";
import type { Reel } from "../../sdk/film";
import { FilmSource } from "./film_source";
import { waitMs, type Act, type Playing } from "./playing";

/** The drawing follows each picture; slider, list and numbers are read no faster than that. */
const TOLD_EVERY_MS = 100;

/** Return what the drawing of a film in real time draws from, as the film stands now; undefined for games in turns. */
export function useFilmSource(reel: Reel, playing: Playing): FilmSource | undefined {
  const rate = reel.at(0).game.tick_rate;
  const source = useMemo(() => (rate ? new FilmSource(reel, rate) : undefined), [reel, rate]);
  source?.follow(playing);
  return source;
}

/** Let the film go on as long as it plays. */
export function usePlaying(
  reel: Reel,
  source: FilmSource | undefined,
  playing: Playing,
  act: (act: Act) => void,
): void {
  const { isPlaying } = playing;
  useEffect(
    () => (isPlaying && source ? tellReached(reel.length - 1, source, act) : undefined),
    [reel, source, isPlaying],
  );
  useSteps(reel, source ? { ...playing, isPlaying: false } : playing, act);
}

/** Tell how far the film has come, until the result is called or the film is over. */
function tellReached(last: number, source: FilmSource, act: (act: Act) => void): () => void {
  let told = { index: -1, atMs: -Infinity };
  const look = (nowMs: number) => {
    asked = requestAnimationFrame(look);
    const isOver = source.isOver();
    // On the way to the last frame it is not over yet.
    const index = isOver ? last : Math.min(source.index(), last - 1);
    if (index === told.index || (!isOver && nowMs - told.atMs < TOLD_EVERY_MS)) return;
    told = { index, atMs: nowMs };
    act({ type: "reach", to: index });
  };
  let asked = requestAnimationFrame(look);
  return () => cancelAnimationFrame(asked);
}

function useSteps(reel: Reel, playing: Playing, act: (act: Act) => void): void {
  const { index, isPlaying, speed, asPlayed } = playing;
  useEffect(() => {
    if (!isPlaying || index >= reel.length - 1) return;
    const gapMs = reel.at(index + 1).atMs - reel.at(index).atMs;
    const timer = setTimeout(() => act({ type: "reach", to: index + 1 }), waitMs(gapMs, playing));
    return () => clearTimeout(timer);
  }, [reel, index, isPlaying, speed, asPlayed]);
}
