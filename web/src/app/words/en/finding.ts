// Finding a game: search, quick play, the queue, people.
import { count, list } from "./grammar";

export const play = {
  title: "Play now",
  game: "Game to play",
  quick: "Quick play",
  quickHint: "A seat at once, at the best open table or a new one.",
  rated: "Rated game",
  ratedHint: "Against somebody about as good. It counts.",
  players: "Players",
  seats: (players: number) => count(players, { one: "# player", other: "# players" }),
};

export const queue = {
  title: "Looking for players",
  place: (place: number, waiting: number) => `Place ${place} of ${waiting}`,
  rating: (points: number) => `Rating ${points}`,
  expected: (duration: string) => `Mostly found within ${duration}`,
  expectedSoon: "Mostly found at once",
  unknown: "Nobody has been matched lately, so how long it takes is open",
  waited: "Time waited",
  leave: "Stop looking",
  over: "You are not in the queue any more",
  overHint: "The server was restarted, or this page was gone for too long.",
};

export const found = {
  title: "Match found",
  against: (names: readonly string[]) => `Against ${list(names)}`,
  timeToCome: "Time to come",
  play: "Play",
  decline: "Not now",
  onTheWay: "on the way",
};

export const search = {
  title: "Find a table",
  text: "Name or code of a table",
  filters: "Filters",
  any: "any",
  pace: "Pace",
  paces: { live: "in one sitting", slow: "over days" },
  clock: "Clock",
  clocks: { none: "no clock", per_move: "per move", fischer: "Fischer", byo_yomi: "byo-yomi" },
  state: "Table",
  states: { gathering: "not begun", playing: "playing", over: "between games" },
  rated: "Rated",
  free: "With an open seat",
  clear: "Show all tables again",
  nothing: "No table fits.",
  more: "Show more",
  searching: "Searching…",
  ratedMark: "rated",
  guarded: "locked",
};

export const people = {
  profile: "Profile",
  profileOf: (name: string) => `Profile of ${name}`,
  own: "Your profile",
  leaders: "Best players",
  leadersOf: (game: string) => `Best players: ${game}`,
  noLeaders: "Nobody has played a rated game yet.",
  ratings: "Ratings",
  noRatings: "No rated game yet.",
  points: (points: number) => `${points} points`,
  place: (place: number) => `Place ${place}`,
  games: (games: number) => count(games, { one: "# rated game", other: "# rated games" }),
  history: "Last games",
  noGames: "No game yet.",
  met: "People met",
  invite: "Invite",
  inviteTo: (name: string) => `Invite ${name} to this table`,
  invited: (name: string) => `${name} is invited`,
  hostTable: (name: string) => `Open a table and invite ${name}`,
  notMet: "You can invite people you have met lately.",
  nextPage: "Next page",
  previousPage: "Previous page",
  loading: "Looking it up…",
  wants: (name: string, game: string) => `${name} wants to play ${game} with you`,
  decline: "Decline",
  rank: "Rank",
  player: "Player",
  rating: "Rating",
};
