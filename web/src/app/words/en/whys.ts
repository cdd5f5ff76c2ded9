// What refusals say in detail, by the parts that the server tells. Fetched with the first refusal.
import type { FailureCode } from "../../../sdk/commands";
import type { RefusalText, RefusalWhat, RefusalWhy } from "../../../sdk/messages";
import type { Parts } from "../parts";
import { count } from "./grammar";

/** What there may be too much of. */
const what: Record<RefusalWhat, string> = {
  bans: "players banned here",
  blocked: "players blocked",
  blocks: "blocks",
  chat: "lines of chat",
  codes: "wrong codes",
  failures: "moves that made a game stumble",
  house: "changes of a table",
  inputs: "inputs at once",
  invitations: "invitations",
  invited: "people invited to this table",
  joins: "visits to tables",
  looks: "tables looked up",
  muted: "players muted here",
  names: "new names",
  openings: "tables opened",
  passwords: "wrong passwords",
  people: "people at this table",
  profiles: "profiles",
  queue: "players waiting",
  queue_entries: "entries into the queue",
  quick_plays: "quick games",
  reports: "reports",
  rooms: "tables with you",
  rooms_of_address: "tables from your network",
  rooms_of_server: "tables on this server",
  searches: "searches",
  seats: "seats taken",
  signals: "signals",
  topics: "lists",
  waiting_passwords: "passwords in the queue",
};

const text: Record<RefusalText, string> = {
  line: "A line",
  name: "A name",
  reason: "A reason",
  report: "A report",
};

const offers: Record<string, string> = {
  draw: "a draw",
  undo: "taking back",
  swap: "swapping seats",
};

const scopes: Record<string, string> = {
  address: "from one network",
  room: "for one table",
};

/** Until when to wait. */
const again = (of: Parts): string => {
  const wait = of.wait("retry_ms");
  return wait === "" ? "" : ` Try again in ${wait}.`;
};

/** What is allowed in the long run. */
const pace = (of: Parts): string =>
  of.count("each_ms") < 1000 ? `${of.perSecond("each_ms")} a second` : `one every ${of.wait("each_ms")}`;

/** What to do about a refusal that says no more of itself, in the words of who meets it on a page. */
export const steps: Partial<Record<FailureCode, string>> = {
  already_seated: "Stand up first if you want another seat.",
  bad_name: "Choose another one.",
  bad_text: "It is empty, or too long.",
  draining: "Games that run go on. Come back in a while.",
  filtered: "Say it in other words.",
  game_failed: "Try another move. The author of the game gets a report.",
  game_running: "Try again when it is over.",
  in_match: "Play that game to its end first; you find it under “Your games”.",
  locked: "Ask the host to let you in.",
  muted: "Others can still be heard, and you can play.",
  no_channel: "Choose above the field whom you speak to.",
  no_game: "The next one has not begun yet.",
  no_such_bot: "Choose another bot.",
  no_such_game: "Choose another one.",
  no_such_offer: "It was answered, or taken back.",
  no_such_player: "They may have left.",
  no_such_room: "Look at the code again, or see which tables are open.",
  no_such_seat: "Take another one.",
  no_such_topic: "Load the page again.",
  not_allowed: "The game or its host does not let that be done.",
  not_done: "Do it again.",
  not_host: "Ask the host.",
  not_member: "Come in again by its link or code.",
  not_seated: "Take a seat first.",
  not_your_turn: "Wait for the others.",
  over_limit: "Wait a little, or make room first.",
  queue_full: "Try again in a few minutes, or use “Quick play”.",
  queued: "Stop looking first if you want another game.",
  rate_limited: "Wait a little, then try again.",
  room_closed: "See which other tables are open.",
  room_full: "Try again later, or see which other tables are open.",
  seat_taken: "Take another one.",
  stale: "Look at the board again before you choose.",
  store: "Try again in a moment.",
  time_up: "The move came too late.",
  too_large: "Make it shorter.",
  too_many: "Wait until the connection is better.",
  too_many_bans: "Lift another ban first, in the settings of the table.",
  too_many_rooms: "Leave one first; yours are under “Your games”.",
  unknown: "Look whether it did before you do it again.",
  wrong_password: "Ask the host for it.",
};

export const whys: Record<RefusalWhy, (of: Parts) => string> = {
  banned: (of) => of.text("reason"),
  banned_address: () => "This table lets nobody in from your network.",
  characters: (of) =>
    `${of.one(text, "text")} may have ${of.number("least")} to ${of.number("most")} characters, not ${of.number("characters")}.`,
  closed_by_operator: () => "The operator has closed it for good.",
  fixed_in_match: () => "Seats and options of a match are those it was made with.",
  halted: () =>
    "The server does not have this game as it was right now. The table and the seats are kept until it does.",
  hushed: () => "Who watches writes nothing to the players before the game is over.",
  kept_out: (of) => `A game did not come about through you.${again(of)}`,
  locked: () => "Only who was at the table may come back.",
  match_for_others: () => "Its seats are kept for others.",
  match_of_both: () => "The match is for that player as well.",
  mixed_scripts: (of) =>
    `One word has letters of ${of.text("scripts")} that look alike. Write each word in one script.`,
  most: (of) => `The limit is ${of.number("most")}: ${of.one(what, "what")}.${again(of)}`,
  muted: (of) =>
    `The ${of.text("by") === "host" ? "host" : "operator"} has muted you${of.wait("retry_ms") === "" ? " until further notice" : ""}.${again(of)}`,
  no_bots_in_rated: () => "The bots of this server play in no rated games.",
  no_draw: (of) => `${of.text("game")} knows no draw by agreement.`,
  no_free_seat: (of) =>
    count(of.count("seats"), { one: "Its only seat is taken.", other: "All # seats are taken." }),
  no_seat: (of) =>
    count(of.count("last") + 1, { one: "There is one seat only.", other: "There are seats 1 to #." }),
  no_undo: () => "No moves are taken back at this table.",
  nobody_of_that_id: () => "",
  not_met: (of) => `You have not met ${of.text("name")} lately.`,
  nothing_to_undo: (of) =>
    count(of.count("most"), {
      one: "The last move is not yours.",
      other: "None of the last # moves is yours.",
    }),
  offer_stands: (of) => `Your offer (${of.one(offers, "kind")}) has no answer yet.`,
  offer_too_soon: (of) =>
    `Only once in ${of.wait("each_ms")} may you ask for ${of.one(offers, "kind")}.${again(of)}`,
  offers_spent: (of) =>
    `In one game you may ask ${count(of.count("most"), { one: "once", other: "# times" })} for ${of.one(offers, "kind")}. Try again in the next one.`,
  only_by_host: () => "The table is closed or has a password: only its host invites.",
  other_banned: () => "The host keeps that player out.",
  other_seated: () => "That player has a seat here.",
  password_changed: () => "It was changed just now.",
  password_needed: () => "",
  password_wrong: () => "",
  rated_elsewhere: (of) =>
    `You play a rated game at “${of.text("name")}” (${of.text("room_code")}), or are ready for one. One at a time.`,
  rated_not_late: () => "Rated games can't be watched late.",
  rated_runs: () => "Nobody is removed from a rated game: it would be lost.",
  real_time: (of) =>
    `${of.text("game")} is played in real time, ${of.one({ days: "not over days", clocks: "without turn clocks", delay: "and watched at once or not at all" }, "without")}.`,
  reserved_name: (of) => `On this server nobody may be called “${of.text("name")}”.`,
  seat_in_game: (of) => `Seat ${of.number("seat", 1)} belongs to the running game.`,
  seat_taken: (of) =>
    `${of.text("name")} ${of.text("how") === "coming" ? "is on the way to" : "has"} seat ${of.number("seat", 1)}.`,
  shown_later: (of) => `This can be done when the game is over for all who watch.${again(of)}`,
  too_often: (of) =>
    `Too many ${of.one(what, "what")} ${of.one(scopes, "scope")}`.trimEnd() +
    `: ${of.number("burst")} at once, then ${pace(of)}.${again(of)}`,
  unknown_room: (of) => `No open table is called ${of.text("asked")}.`,
  unreadable: (of) => `It can’t be read just now.${again(of)}`,
  watching_fixed: () => "Who may watch can't be changed while a game runs.",
};
