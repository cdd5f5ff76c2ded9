// What the parts of the default page share: who plays, and where clicks make a move.
import { useRef, useState } from "preact/hooks";
import type { Value } from "../../sdk/messages";
import type { Drawing } from "../drawing";
import { Clicks } from "./clicks";
import { hasPairs } from "./headings";
import { modesOf, pathsOf, type Mode, type Path } from "./paths";
import { findTarget, type Chosen, type Target } from "./targets";

export interface Scene {
  names: string[];
  me: number | null;
  /** Where the moves point, or did when one last had a move. */
  target: Target | null;
  /** Legal moves; while a move is under way, still those from before. */
  moves: Value[];
  /** Those of them that are made by clicks on the target. */
  paths: Path[];
  /** Kinds of moves between which one chooses before the click, none where there is one kind only. */
  modes: Mode[];
  chosen: Chosen;
  /** Whether boards have numbers beside them, because moves name cells and are not clicked. */
  isNumbered: boolean;
  /** Whether a move can be made now. */
  isOpen: boolean;
  play: (move: number) => void;
  chooseMode: (mode: string) => void;
  /** What was chosen of a move so far is now this. */
  choose: (cells: readonly number[]) => void;
}

const NOTHING = { moves: [] as Value[], paths: [] as Path[], target: null as Target | null };

/** Gather it, and remember what must not jump while a move is under way. */
export function useScene({
  view,
  secret,
  moves,
  move: form,
  turn,
  me,
  players,
  result,
  act,
}: Drawing): Scene {
  const last = useRef(NOTHING);
  const [mode, chooseMode] = useState("");
  const [begun, setBegun] = useState<{ moves: Value[]; cells: readonly number[] }>({ moves: [], cells: [] });
  const isAsked = me !== null && turn.includes(me) && result === null;
  if (moves?.length && moves !== last.current.moves) {
    const views = { public: view, secret };
    const target = findTarget(views, moves, players.length, last.current.target, form);
    last.current = { moves, target, paths: target ? pathsOf(moves, form) : [] };
  }
  const { target, paths } = last.current;
  const shown = isAsked && moves !== null ? last.current.moves : [];
  const isOpen = (moves?.length ?? 0) > 0;
  const modes = shown.length > 0 ? modesOf(shown, paths, form) : [];
  // What was begun belongs to the moves of its position only.
  const cells = begun.moves === shown ? begun.cells : [];
  return {
    names: players.map(({ name }) => name),
    me,
    target,
    moves: shown,
    paths,
    modes: modes.length > 1 ? modes : [],
    chosen: { mode: (modes.find(({ key }) => key === mode) ?? modes[0])?.key ?? "", cells },
    isNumbered: target === null && me !== null && hasPairs(form, last.current.moves),
    isOpen,
    play: (move) => {
      const value = shown[move];
      if (isOpen && value !== undefined) void act(value);
    },
    chooseMode: (key) => {
      chooseMode(key);
      setBegun({ moves: shown, cells: [] });
    },
    choose: (to) => isOpen && setBegun({ moves: shown, cells: to }),
  };
}

/** Return what clicks on the cells of this part of the view do; null where it is not the target. */
export function clicksOn(scene: Scene, path: string, cells: readonly Value[]): Clicks | null {
  const { target, me } = scene;
  return target?.path === path && me !== null ? new Clicks({ ...scene, target }, cells) : null;
}

/** Click on a cell. */
export function click(scene: Scene, clicks: Clicks, cell: number): void {
  const done = clicks.click(cell);
  if (typeof done === "number") scene.play(done);
  else scene.choose(done);
}

/** With Escape the last step is taken back. */
export function takeBackOnEscape({ choose, chosen }: Scene) {
  return (event: KeyboardEvent) => {
    if (event.key !== "Escape" || chosen.cells.length === 0) return;
    event.preventDefault();
    choose(chosen.cells.slice(0, -1));
  };
}
