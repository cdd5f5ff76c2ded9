// What a game's own page is told of a game: made anew for each call, out of what the topics show.
import type { Outcome } from "../../sdk/commands";
import type { Value } from "../../sdk/messages";
import type { Me } from "../../sdk/own_page";
import type { GameView, Note, SeatView } from "../../sdk/views/game";
import type { LiveFrame } from "../../sdk/live/live";
import type { LiveSource } from "../live/source";
import { fill } from "../plain/names";
import { copyOf } from "./copies";

/** All that a page of its own needs of the table. */
export interface Match {
  game: GameView;
  /** One's own seat in this game; undefined for who watches. */
  seat: SeatView | undefined;
  me: number | null;
  /** Of a game in real time that goes on: there the view of `game` is null. */
  live?: LiveSource;
  /** Whether the game is long over, and only looked at. */
  isReplay?: boolean;
  leftMs: (seat: number) => number | null;
  /** Send a move at once. */
  send: (move: Value) => Promise<Outcome>;
  /** Tell the player, as the server's refusals are told, why a move did not even go out. */
  refuse: (code: "malformed" | "not_seated", detail: string) => void;
  /** Say something that may be lost. */
  signal: (kind: string, value: Value) => void;
  /** Hear what others say; the result ends that. */
  listen: (hear: (signal: { player: string; kind: string; value: Value }) => void) => () => void;
}

/** Return what `draw` and `hear` get as `me`; `now` is asked for the match whenever a clock is. */
export function tellMe(match: Match, now: () => Match, frame: LiveFrame | null = null): Me {
  const { game, seat, me } = match;
  const names = game.players.map((player) => player.name);
  return {
    seat: me,
    secret: copyOf(frame ? frame.secretAfter : (seat?.secret ?? null)),
    moves: copyOf(seat ? seat.moves : []) as Value[] | null,
    turn: me !== null && game.turn.includes(me) && !match.isReplay,
    turns: [...game.turn],
    players: game.players.map((player, at) => ({ ...player, seat: at, absent: game.absent.includes(at) })),
    notes: mergeNotes(game.notes, seat?.notes ?? []),
    result: copyOf(game.result as Value) as Me["result"],
    game: game.game,
    live: frame && tellLive(match.live, frame),
    left: (of) => left(now(), of),
    names: (text) => fill(String(text), names),
  };
}

function tellLive(live: LiveSource | undefined, frame: LiveFrame): Me["live"] {
  const { tick, part, ageMs } = frame;
  const [before, secretBefore] = [copyOf(frame.before), copyOf(frame.secretBefore)];
  return { rate: live?.rate ?? 0, pingMs: live?.pingMs() ?? 0, before, secretBefore, tick, part, ageMs };
}

function mergeNotes(everybodys: readonly Note[], mine: readonly Note[]): Note[] {
  const all = [...everybodys, ...mine].map((note) => copyOf(note as unknown as Value) as unknown as Note);
  return all.sort((one, other) => one.number - other.number);
}

/** The time of a seat; without one: of oneself if one must act, else what ends first. */
function left({ game, me, leftMs }: Match, seat: number | undefined): number | null {
  if (seat !== undefined) return atLeast0(leftMs(seat));
  const own = me === null ? null : leftMs(me);
  if (own !== null) return atLeast0(own);
  const all = [-1, ...game.turn].map(leftMs).filter((ms) => ms !== null);
  return all.length === 0 ? null : atLeast0(Math.min(...all));
}

function atLeast0(ms: number | null): number | null {
  return ms === null ? null : Math.max(0, Math.round(ms));
}
