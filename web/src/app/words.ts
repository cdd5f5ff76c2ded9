// What is said to people: refusals, departures, whose turn it is, how it ended.
import type { FailureCode } from "../sdk/commands";
import type { ChatLine, GameResult, GameView } from "../sdk/views";

const FAILURES: Partial<Record<FailureCode, string>> = {
  already_seated: "You have a seat already",
  bad_name: "That name does not work",
  bad_text: "That line can't be sent",
  game_failed: "The game stumbled; nothing has changed",
  game_running: "Not while the game runs",
  malformed: "That does not fit",
  illegal_move: "That move is not allowed",
  no_game: "No game is running",
  no_such_game: "This server does not offer that game",
  no_such_player: "That player is not here any more",
  no_such_room: "There is no open table with that code",
  no_such_seat: "There is no such seat",
  not_done: "The server stopped before that was done",
  not_host: "Only the host may do that",
  not_member: "You are not at this table",
  not_seated: "You have no seat here",
  not_your_turn: "It is not your turn",
  rate_limited: "A little slower, please",
  room_closed: "This table has closed",
  room_full: "This table is full",
  seat_taken: "Somebody was faster",
  stale: "The game has moved on",
  time_up: "Your time was up",
  store: "The server could not save that; nothing has changed",
  too_many_rooms: "Too many tables are open",
  too_large: "That is too long",
  too_many: "Still waiting for the server",
  unknown: "It is not known whether that took effect",
};

/** Return a friendly line for a refusal; the server's own detail goes below it. */
export function failureLine(code: FailureCode): string {
  return FAILURES[code] ?? "That did not work";
}

/** Return the server's detail of a refusal as it stands below the line: in the page's words, and not twice. */
export function detailLine(code: FailureCode, detail: string): string {
  const inWords = detail.replace(/(\d+) ms\b/g, (_, ms: string) => secondsText(Number(ms)));
  const title = failureLine(code).toLowerCase();
  const rest = title.includes(UNCHANGED)
    ? inWords.replace(new RegExp(`\\W*${UNCHANGED}\\W*$`, "i"), "")
    : inWords;
  return rest.toLowerCase() === title ? "" : rest;
}

/** Return what becomes of so many commands when the line is cut. */
export function keptLine(count: number): string {
  if (count === 0) return "What you do now will be sent when you are back.";
  return `${count === 1 ? "One thing" : `${count} things`} you did will be sent when you are back.`;
}

const UNCHANGED = "nothing has changed";

function secondsText(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds === 1) return "a second";
  return seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}

const because = (what: string, reason: string) => (reason ? `${what}: ${reason}` : what);

/** Return the line of a departure. */
export function departureLine(line: ChatLine): string {
  switch (line.kind) {
    case "left":
      return `${line.name} left`;
    case "lost":
      return `${line.name} lost the connection`;
    case "kicked":
      return because(`${line.name} was removed by the host`, line.text);
    case "banned":
      return because(`${line.name} was banned by the host`, line.text);
    case "idle":
      return `${line.name} took too long to move`;
    case "said":
      return line.text;
    default:
      line.kind satisfies never;
      return `${line.name}: ${String(line.kind)}`;
  }
}

/** Return whose turn it is, as seat `me` reads it. */
export function turnLine(game: GameView, me: number | null): string {
  if (game.result) return resultLine(game, me);
  if (me !== null && game.turn.includes(me)) return "Your turn";
  const names = game.turn.map((seat) => game.players[seat]?.name ?? `seat ${seat + 1}`);
  if (names.length === 0) return "Waiting";
  return names.length === 1 ? `${names[0]}’s turn` : `Waiting for ${names.join(", ")}`;
}

/** How it ended for who plays alone: the score tells the rest. */
export const ALONE_WITH_SCORE = "Done";

/** A game as far as its end goes. */
type Ended = { players: readonly { name: string }[]; result: GameResult | null; timed_out?: number[] };

/** Return how the game ended, as seat `me` reads it. */
export function resultLine(game: Ended, me: number | null): string {
  if (!game.result) return game.timed_out?.length ? "Time is up" : "The game has ended";
  const { places, scores } = game.result;
  const winners = places.flatMap((place, seat) => (place === 1 ? [seat] : []));
  // Who plays alone is always first; with a score, that is what tells how it went.
  const isAlone = places.length === 1;
  if (isAlone && scores.length > 0) return ALONE_WITH_SCORE;
  if (!isAlone && winners.length === places.length) return "A draw";
  if (me !== null && winners.includes(me)) return winners.length === 1 ? "You win!" : "You share the win!";
  const names = winners.map((seat) => game.players[seat]?.name ?? `seat ${seat + 1}`);
  return `${names.join(" and ")} ${names.length === 1 ? "wins" : "share the win"}`;
}

/** Return who lost on time, as it stands below the result; "" where nobody did. */
export function timeLine(game: GameView, me: number | null): string {
  const names = game.timed_out.map((seat) =>
    seat === me ? "your" : `${game.players[seat]?.name ?? `seat ${seat + 1}`}’s`,
  );
  if (names.length === 0) return "";
  const line = `${names.join(" and ")} time was up`;
  return line.charAt(0).toUpperCase() + line.slice(1);
}

/** Return the scores as they stand below the result, "" without. */
export function scoreLine({ result, players }: Ended): string {
  const scores = result?.scores ?? [];
  if (players.length === 1 && scores.length === 1) return `Score ${scores[0]}`;
  return scores.map((score, seat) => `${players[seat]?.name ?? `Seat ${seat + 1}`} ${score}`).join(" · ");
}

/** Return a duration as m:ss. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
