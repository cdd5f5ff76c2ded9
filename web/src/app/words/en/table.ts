// A table: its head, its seats, the chat beside it.
import { count, list, plural } from "./grammar";

export const table = {
  game: "Game",
  seats: "Seats",
  chat: "Chat of the table",
  leave: "Leave",
  leaveForGood: "Leave for good",
  reallyLeave: "Leave and give up?",
  playedOverDays: "Played over days.",
  goWhenYouLike: "Go when you like: your seat is kept.",
  nobodyNeedStay: "Nobody need stay: who has a seat keeps it.",
};

/** Why the page of a table shows none. */
export const absence = {
  entering: "Coming in…",
  closed: "This table has closed",
  kickedHint: "You are no longer at this table.",
  left: "You left this table",
  comeAgain: "Come in again",
  lost: "This table is gone",
  lostHint: (name: string) =>
    `The server no longer knows “${name}”: it was restarted, or everybody had left.`,
  openAlike: "Open a new table",
  isOpen: "This table is open",
  isOpenHint: "You can come in, though it did not work just now.",
  halted: "This table waits for its game",
  untold: "What became of this table can’t be told right now",
  untoldHint: (why: string) => `${why}. Try again in a moment.`,
  lookedUpMany: "You have looked up many tables in a short time",
  cannotRead: "The server can’t read what it has stored",
};

export const seats = {
  open: "Open seat",
  openInShort: (seats: number) => count(seats, { one: "open seat", other: "open seats" }),
  sit: "Sit here",
  marks: { you: "you", bot: "bot", host: "host" },
  ready: "✓ ready",
  notReady: "not ready",
  readyAway: "✓ ready, away",
  awayKept: "away, seat kept",
  away: "away",
  timeToMove: (name: string) => `Time for ${name} to move`,
  timeToReturn: (name: string) => `Time for ${name} to come back`,
  watching: "Watching",
  unnamed: (people: number) => count(people, { other: "# more" }),
  remove: (name: string) => `Remove ${name}`,
  reallyRemove: (name: string) => `Really remove ${name}`,
  removeShort: "Remove?",
  isYou: "(you)",
};

/** Who has no name of their own: what the server calls them, in the reader's language. */
export const guest = (letters: string): string => `Guest ${letters}`;

/** Bots of the server. */
export const bots = {
  add: "Add a bot",
  which: "Which bot",
  /** By the kind's id. */
  kinds: { mcts: "Thinking bot", random: "Random bot", own: "Bot of the game" } as Record<string, string>,
  thinks: "thinking…",
  lent: "a bot plays on",
  lend: "If a player is lost, a bot plays on",
  against: "Play against the computer",
};

export const chat = {
  chat: "Chat",
  empty: "Nobody has said anything yet.",
  say: "Say something",
  send: "Send",
  typing: (names: readonly string[]) =>
    plural(names.length, { one: `${names.join("")} is typing…`, other: `${names.join(", ")} are typing…` }),
  unknown: "It is not known whether this was said:",
  notSaid: (why: string) => `Not said. ${why}:`,
  putBack: "Put back",
  takeOff: "Take the line off",
  signs: "Quick signs",
  emotes: { laugh: "Laugh", surprise: "Surprise", cool: "Cool", sad: "Sad", love: "Love" },
  /** Lines of departures. */
  left: (name: string) => `${name} left the seat`,
  lost: (name: string) => `${name} lost the connection`,
  kicked: (name: string) => `${name} was removed by the host`,
  banned: (name: string) => `${name} was banned by the host`,
  operator: (name: string) => `${name} was removed by the operator`,
  because: (what: string, reason: string) => `${what}: ${reason}`,
  idle: (name: string) => `${name} took too long to move`,
};

export const closed = {
  title: "This table has closed.",
  reasons: {
    empty: "Nobody had a seat at it any more.",
    closed: "Its game failed again and again.",
    operator: "The operator of the server has closed it.",
    outdated: "Its game was changed meanwhile, and could not go on.",
    called_off: "Somebody did not come to the match.",
  },
  playAgain: "Play again with the same people",
  goThere: "Go there",
  youHaveSeat: "There is a new table, and you have a seat at it.",
  opened: (name: string) => `${name} has opened a new table for the same people.`,
  isNew: "There is a new table for the same people.",
  whoPlayed: "Who played",
  games: "Games",
  theGame: "The game",
  noGame: "No game was finished here.",
};

export const match = {
  takeSeatToPlay: "Take a seat to play",
  waitingForMore: (players: number) =>
    count(players, { one: "Waiting for one more player", other: "Waiting for # more players" }),
  allReady: "Everybody is ready",
  waitingForOthers: "Waiting for the others",
  readyWhenYouAre: "Ready when you are",
  sendLink: "Send the link to a friend.",
  sendLinkOrBot: "Send the link to a friend, or let a bot join.",
  startsWhenReady: "The game starts when everybody who sits is ready.",
  startsWhenReadyHereOrNot: "The game starts when everybody who sits is ready, here or not.",
  allTaken: "Every seat is taken; you are watching.",
  takeSeat: "Take a seat",
  /** Why one's own seat is free, by the line of the chat. */
  lostSeat: {
    lost: "You were away for too long, so your seat was given up.",
    idle: "You took too long to move, so your seat was given up.",
  },
  untilGoesOn: "Time until the game goes on",
  forYourMove: "Time left for your move",
  forThisMove: "Time left for this move",
  wantAgain: (names: readonly string[]) =>
    plural(names.length, {
      one: `${list(names)} wants to play again`,
      other: `${list(names)} want to play again`,
    }),
  playAgain: "Play again",
  waitingForOthersNow: "Waiting for the others…",
  fair: "Fair deal",
  fairHash: "All chance in this game was fixed before it began. The hash of its secret: {hash}.",
  fairLater: "The secret itself is told at the end.",
  fairSecret: "The secret: {secret}",
  watching: "You are watching.",
  ready: "✓ Ready",
  imReady: "I’m ready",
  giveUpSeat: "Give up the seat",
  reallyGiveUpSeat: "Really give up the seat?",
  standUp: "Stand up",
  sending: "sending…",
  whatHappened: "What happened",
  onlyYou: "only you",
};
