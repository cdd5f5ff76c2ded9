// One's own games in words: grouped by what waits for whom, with whom they are, how they ended.
import type { OwnGame } from "../sdk/views/own";
import { peopleOf, type Person } from "./people";
import { texts } from "./words";

export interface Group {
  state: OwnGame["state"];
  title: string;
  games: OwnGame[];
}

const STATES: OwnGame["state"][] = ["your_turn", "waiting", "playing", "halted", "gathering", "finished"];

/** Return the games by state, what waits for the player first; of these what is most urgent first. */
export function groupsOf(games: readonly OwnGame[]): Group[] {
  return STATES.map((state) => ({
    state,
    title: texts.mine.groups[state],
    games: games.filter((game) => game.state === state).sort(bySoonest),
  })).filter((group) => group.games.length > 0);
}

function bySoonest(one: OwnGame, other: OwnGame): number {
  const [first, second] = [one.due_ms ?? Infinity, other.due_ms ?? Infinity];
  return first === second ? 0 : first - second;
}

/** Return who plays with `me`, who is taken out by the seat, or else by the name. */
export function othersIn({ state, players, ids, result }: OwnGame, me: string): Person[] {
  const isWhole = state === "finished" && result !== null && players.length === result.places.length;
  const mine = isWhole && result.seat !== null ? result.seat : players.indexOf(me);
  return peopleOf(ids, players).filter((_, seat) => seat !== mine);
}

export type Ending = keyof typeof texts.mine.outcomes;

/** Return how a game ended for the player, null where that is not known; a number is the place among many. */
export function outcomeOf({ result }: OwnGame): Ending | number | null {
  if (result === null || result.places.length === 0) return null;
  const { places, seat } = result;
  const mine = seat === null ? undefined : places[seat];
  if (mine === undefined) return "over";
  if (places.length === 1) return "done";
  const firsts = places.filter((place) => place === 1).length;
  if (firsts === places.length) return "draw";
  if (mine === 1) return firsts === 1 ? "won" : "wonTogether";
  return places.length === 2 ? "lost" : mine;
}

/** Return how a game ended in words, "" where that is not known. */
export function outcomeLine(game: OwnGame): string {
  const outcome = outcomeOf(game);
  if (typeof outcome === "number") return texts.mine.place(outcome, game.result?.places.length ?? 0);
  return outcome === null ? "" : texts.mine.outcomes[outcome];
}
