// Snake arena: the canvas, what steers on it, and the score beside it.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Value } from "../../sdk/messages";
import type { Drawing } from "../drawing";
import type { Heading } from "../live/headings";
import { Pad } from "../live/pad";
import { swipes, useKeys } from "../live/steering";
import { hasCrashed, paint, pathOf, readTheme, type Scene, type Theme } from "./paint";
import { advance, nextHeading, predict, type Arena } from "./rules";
import { ScoreTable } from "./score";
import { Slide } from "./slide";
import { WonBanner, wonBetween, wonNow, type Won } from "./won";
import { texts } from "../../app/words";

export function SnakeArena(drawing: Drawing) {
  const { live, me, result } = drawing;
  if (live) Object.assign(live.rules, { predict, advance });
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(drawing);
  latest.current = drawing;
  const [shown, show] = useState<Arena | null>(arenaOf(drawing));
  const [won, tellWon] = useState<Won | null>(null);
  const [said, say] = useState("");
  const steers = live !== undefined && me !== null && !drawing.isReplay && !drawing.absent.includes(me);
  const steer = (heading: Heading) => steers && turn(latest.current, heading);
  useKeys(steers, steer);
  const swiping = useMemo(() => swipes((heading) => turn(latest.current, heading)), []);
  useEffect(() => keepPainting(canvas.current, () => latest.current, { show, tellWon, say }), []);
  const [columns, rows] = shown?.size ?? [32, 24];
  const winners = shown && wonNow(shown, won, drawing);
  return (
    <div class="arena">
      {shown && <Round arena={shown} isOver={result !== null} />}
      <div class="arena-stage">
        <canvas
          ref={canvas}
          class="arena-canvas"
          data-testid="arena"
          role="img"
          aria-label={texts.live.arena}
          style={{ aspectRatio: `${columns} / ${rows}` }}
          {...(steers ? swiping : {})}
        />
        {winners && <WonBanner won={winners} drawing={drawing} arena={arenaOf(drawing) ?? shown} />}
      </div>
      {steers && !result && <Pad steer={steer} />}
      {shown && <ScoreTable arena={shown} drawing={drawing} />}
      <p class="muted small arena-rule">{texts.live.rule}</p>
      <p class="unseen" role="status" aria-live="polite" data-testid="arena-said">
        {said}
      </p>
    </div>
  );
}

/** What a game that is over ended with; null while its ticks come. */
function arenaOf({ view }: Drawing): Arena | null {
  return view as unknown as Arena | null;
}

function Round({ arena: { round, rounds, clock }, isOver }: { arena: Arena; isOver: boolean }) {
  const when = clock < 0 ? texts.live.begins(-clock) : texts.live.left(clock);
  return (
    <p class="arena-round">
      <strong>{texts.live.round(round, rounds)}</strong>
      <span data-testid="arena-clock">{isOver ? texts.live.over : when}</span>
    </p>
  );
}

/** Turn one's own snake, unless it goes that way already or would turn back on itself. */
function turn({ live, me }: Drawing, heading: Heading): void {
  const frame = live?.frame();
  if (!live || me === null || !frame) return;
  const arena = frame.after as unknown as Arena;
  if (predict(arena, heading, me) !== arena) void live.input(heading as Value);
}

interface Told {
  show: (arena: Arena) => void;
  tellWon: (won: Won | null) => void;
  say: (text: string) => void;
}

/** Paint each picture that the screen shows; the score follows when it changes. Returns what ends it. */
function keepPainting(canvas: HTMLCanvasElement | null, drawing: () => Drawing, told: Told): () => void {
  const context = canvas?.getContext("2d");
  if (!canvas || !context) return () => undefined;
  let theme: { name?: string | undefined; colours: Theme } = { name: "", colours: readTheme(canvas) };
  let last: Arena | null = null;
  const slide = new Slide();
  const draw = () => {
    asked = requestAnimationFrame(draw);
    const scene = sceneOf(drawing());
    if (!scene) return;
    const name = document.documentElement.dataset.theme;
    if (theme.name !== name) theme = { name, colours: readTheme(canvas) };
    const cell = fit(canvas, scene.after.size[0], scene.after.size[1]);
    if (scene.me !== null) scene.off = slide.off(pathOf(scene, scene.me).at(-1), performance.now());
    paint(context, scene, theme.colours, cell);
    note(canvas, scene, last, told);
    last = scene.after;
  };
  let asked = requestAnimationFrame(draw);
  return () => cancelAnimationFrame(asked);
}

function sceneOf({ live, view, me, result }: Drawing): Scene | null {
  const winners = result && result.places.flatMap((place, seat) => (place === 1 ? [seat] : []));
  const frame = live?.frame();
  if (frame) {
    const [before, after] = [frame.before as unknown as Arena, frame.after as unknown as Arena];
    return { before, after, part: frame.part, me, winners };
  }
  const still = view as unknown as Arena | null;
  return still && { before: still, after: still, part: 1, me, winners };
}

/** Give the canvas as many pixels as it has on the screen; return how many a cell has. */
function fit(canvas: HTMLCanvasElement, columns: number, rows: number): number {
  const cell = Math.max(4, Math.round((canvas.clientWidth * devicePixelRatio) / columns));
  if (canvas.width !== cell * columns || canvas.height !== cell * rows) {
    canvas.width = cell * columns;
    canvas.height = cell * rows;
  }
  return cell;
}

/** Tell what has changed since the last picture: to the score, to who can't see it, and to tests. */
function note(
  canvas: HTMLCanvasElement,
  { after, me, winners }: Scene,
  last: Arena | null,
  { show, tellWon, say }: Told,
): void {
  if (after === last) return;
  if (last === null || hasScoreChanged(last, after)) show(after);
  const ended = last && wonBetween(last, after);
  if (ended) tellWon(ended);
  if (me === null) return;
  canvas.dataset.heading = String(nextHeading(after, me));
  canvas.dataset.head = String(after.bodies[me]?.at(-1) ?? "");
  // Nobody comes back to a game that is over.
  if (winners) say("");
  else if (last && hasCrashed(last, after, me)) say(texts.live.crashed);
  else if (last && last.clock < 0 && after.clock >= 0) say(texts.live.go(after.round, after.rounds));
}

function hasScoreChanged(one: Arena, other: Arena): boolean {
  const parts = (arena: Arena) =>
    [
      arena.points,
      arena.wins,
      arena.round,
      arena.clock,
      arena.bodies.map((body) => body.length === 0),
    ].join();
  return parts(one) !== parts(other);
}
