// One's own games in words: grouped by what waits for whom, with whom they are, how they ended.
import type { OwnGame } from "../sdk/views";

export interface Group {
  state: OwnGame["state"];
  title: string;
  games: OwnGame[];
}

const TITLES: Record<OwnGame["state"], string> = {
  your_turn: "Your turn",
  waiting: "Waiting for the others",
  playing: "Going on now",
  gathering: "Not begun yet",
  finished: "Finished",
};

/** Return the games by state, what waits for the player first; of these what is most urgent first. */
export function groupsOf(games: readonly OwnGame[]): Group[] {
  const states = Object.keys(TITLES) as OwnGame["state"][];
  return states
    .map((state) => ({
      state,
      title: TITLES[state],
      games: games.filter((game) => game.state === state).sort(bySoonest),
    }))
    .filter((group) => group.games.length > 0);
}

function bySoonest(one: OwnGame, other: OwnGame): number {
  const [first, second] = [one.due_ms ?? Infinity, other.due_ms ?? Infinity];
  return first === second ? 0 : first - second;
}

/** Return who plays with `me`, who is taken out by the seat, or else by the name. */
export function withWhom({ state, players, result }: OwnGame, me: string): string {
  const isWhole = state === "finished" && result !== null && players.length === result.places.length;
  const mine = isWhole && result.seat !== null ? result.seat : players.indexOf(me);
  const others = players.filter((_, seat) => seat !== mine);
  return others.length === 0 ? "" : `with ${others.join(", ")}`;
}

/** Return how a game ended for the player, "" where that is not known. */
export function outcomeOf({ result }: OwnGame): string {
  if (result === null || result.places.length === 0) return "";
  const { places, seat } = result;
  const mine = seat === null ? undefined : places[seat];
  if (mine === undefined) return "Over";
  if (places.length === 1) return "Done";
  const firsts = places.filter((place) => place === 1).length;
  if (firsts === places.length) return "Draw";
  if (mine === 1) return firsts === 1 ? "Won" : "Won together";
  return places.length === 2 ? "Lost" : `Place ${mine} of ${places.length}`;
}
