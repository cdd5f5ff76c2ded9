// What is said to people: refusals, why a connection ended, whose turn it is, how it ended.
import type { FailureCode } from "../../../sdk/commands";
import type { GoodbyeCode, GoneReason } from "../../../sdk/messages";
import { list, plural } from "./grammar";

/** Why something was not done; the server's own detail is added to it. */
export const failures: Record<FailureCode, string> = {
  already_seated: "You have a seat already",
  bad_name: "That name does not work",
  bad_text: "That line can't be sent",
  banned: "The host does not let you in",
  draining: "The server is about to stop: nothing new can begin",
  game_failed: "The game stumbled; nothing has changed",
  game_running: "Not while the game runs",
  illegal_move: "That move is not allowed",
  in_match: "You are in a match that goes on",
  locked: "The host has locked this table",
  malformed: "That does not fit",
  muted: "You may not say anything now",
  filtered: "That can't be said here",
  over_limit: "That is as many as may be",
  no_channel: "You are not in that channel",
  no_game: "No game is running",
  no_such_bot: "There is no such bot for this game",
  no_such_game: "This server does not offer that game",
  no_such_player: "That player is not here any more",
  no_such_room: "There is no open table with that code",
  no_such_offer: "That offer is over",
  no_such_seat: "There is no such seat",
  no_such_topic: "There is nothing to hear under that name",
  not_allowed: "That is not allowed here",
  not_met: "You can invite people you have met lately",
  not_done: "The server stopped before that was done",
  not_host: "Only the host may do that",
  not_member: "You are not at this table",
  not_seated: "You have no seat here",
  not_your_turn: "It is not your turn",
  queue_full: "Too many are waiting already",
  queued: "You are waiting already",
  password_needed: "This table has a password",
  rate_limited: "A little slower, please",
  room_closed: "This table has closed",
  room_full: "This table is full",
  seat_taken: "Somebody was faster",
  stale: "The game has moved on",
  store: "The server could not save that; nothing has changed",
  time_up: "Your time was up",
  too_large: "That is too long",
  too_many: "Still waiting for the server",
  too_many_bans: "No more players can be banned here",
  too_many_rooms: "Too many tables are open",
  unknown: "It is not known whether that took effect",
  wrong_password: "That is not the password",
};

/** Of a code that this page does not know, as a newer server may have it. */
export const otherFailure: string = "That did not work";

/** Why the server has ended a connection; its own detail is added to it. */
export const goodbyes: Record<GoodbyeCode, string> = {
  bad_session: "The server takes this page for somebody else’s",
  banned: "The operator keeps you out of this server",
  flood: "This page said too much in too short a time",
  hello_expected: "This page began the conversation in a way that the server does not know",
  internal: "The server has made a mistake",
  malformed: "The server did not understand what this page said",
  not_yet: "The server can’t look up just now who you are, and is asked again",
  out_of_order: "What this page said came in the wrong order",
  server_full: "The server is full",
  shutdown: "The server has stopped",
  silent: "The server has heard nothing of this page for too long",
  stalled: "This page has taken nothing of what the server said for too long",
  taken_over: "You went on in another window",
  text_frame: "The server did not understand what this page said",
  too_large: "This page said something too long",
  unanswered: "Too much was said at once",
  unsupported_protocol: "The server speaks another version than this page",
};

export const otherGoodbye: string = "The server has ended the connection";

/** Why one hears no more of a table. */
export const gone: Record<GoneReason, string> = {
  banned: "The host has banned you",
  closed: "This table has closed",
  freed: "The seat is no longer yours",
  halted: "The server does not have this game as it was right now; the table is kept until it does",
  kicked: "The host has removed you",
  left: "You left this table",
  moved: "You have changed places",
  not_allowed: "This table is not for you",
  over: "The game is over",
  operator: "The operator of the server has ended it for you",
  unsubscribed: "You left this table",
};

export const result = {
  yourTurn: "Your turn",
  waiting: "Waiting",
  turnOf: (name: string) => `${name}’s turn`,
  waitingFor: (names: readonly string[]) => `Waiting for ${names.join(", ")}`,
  seat: (number: number) => `seat ${number}`,
  timeIsUp: "Time is up",
  ended: "The game has ended",
  everybodyLeft: "Everybody had left",
  done: "Done",
  draw: "A draw",
  youWin: "You win!",
  youShare: "You share the win!",
  yourTeam: "Your team wins!",
  team: (team: number, names: readonly string[]) => `Team ${team} wins: ${list(names)}`,
  wins: (names: readonly string[]) =>
    plural(names.length, { one: `${list(names)} wins`, other: `${list(names)} share the win` }),
  /** Whose time was up; one's own comes first. */
  timeWasUp: (isMine: boolean, others: readonly string[]) => {
    const whose = others.map((name) => `${name}’s`);
    return `${list(isMine ? ["Your", ...whose] : whose)} time was up`;
  },
  score: (score: number) => `Score ${score}`,
};
