// What the parts of the default page share: who plays, and where a click makes a move.
import { useRef } from "preact/hooks";
import type { Value } from "../../sdk/messages";
import type { Drawing } from "../drawing";
import { findTarget, type Target } from "./targets";

export interface Scene {
  names: string[];
  me: number | null;
  /** Where the moves point, or did when one last had a move. */
  target: Target | null;
  /** Legal moves; while a move is under way, still those from before. */
  moves: Value[];
  /** Whether a move can be made now. */
  isOpen: boolean;
  play: (move: number) => void;
}

/** Gather it, and remember what must not jump while a move is under way. */
export function useScene({ view, secret, moves, turn, me, players, result, act }: Drawing): Scene {
  const last = useRef<{ moves: Value[]; target: Target | null }>({ moves: [], target: null });
  const isAsked = me !== null && turn.includes(me) && result === null;
  if (moves?.length && moves !== last.current.moves) {
    const views = { public: view, secret };
    last.current = { moves, target: findTarget(views, moves, players.length, last.current.target) };
  }
  const { target } = last.current;
  const shown = isAsked && moves !== null ? last.current.moves : [];
  const isOpen = (moves?.length ?? 0) > 0;
  const play = (move: number) => {
    const value = shown[move];
    if (isOpen && value !== undefined) void act(value);
  };
  return { names: players.map(({ name }) => name), me, target, moves: shown, isOpen, play };
}
