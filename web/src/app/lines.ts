// What is said to people: refusals, departures, whose turn it is, how it ended.
import type { FailureCode } from "../sdk/commands";
import type { ChatLine } from "../sdk/views/chat";
import type { GameResult, GameView } from "../sdk/views/game";
import { inOurWords } from "./details";
import { texts } from "./words";
import { calledName } from "./words/bots";
import * as english from "./words/en";

/** Return a friendly line for a refusal; the server's own detail goes below it. */
export function failureLine(code: FailureCode): string {
  return known(texts.failures, code) ?? texts.otherFailure;
}

/** Return the server's detail of a refusal as it stands below the line: in English, and not twice. */
export function detailLine(code: FailureCode, detail: string): string {
  return inOurWords(detail, known(english.failures, code) ?? "");
}

/** Return why the server has ended the connection. */
export function goodbyeLine(code: string): string {
  return known(texts.goodbyes, code) ?? texts.otherGoodbye;
}

/** Codes of newer servers are in no table of ours. */
function known(table: Record<string, string>, code: string): string | undefined {
  return Object.hasOwn(table, code) ? table[code] : undefined;
}

/** Return the line of a departure, or of what players have settled. */
export function departureLine(line: ChatLine): string {
  const name = calledName(line.name);
  switch (line.kind) {
    case "left":
    case "lost":
    case "idle":
      return texts.chat[line.kind](name);
    case "kicked":
    case "banned":
    case "operator": {
      const what = texts.chat[line.kind](name);
      return line.text ? texts.chat.because(what, line.text) : what;
    }
    case "offered":
      return line.offer ? texts.settled.offered[line.offer](name) : name;
    case "agreed":
    case "declined":
    case "withdrawn":
    case "resigned":
    case "taken_back":
      return texts.settled[line.kind](name);
    case "said":
      return line.text;
    default:
      line.kind satisfies never;
      return `${name}: ${String(line.kind)}`;
  }
}

/** Return whose turn it is, as seat `me` reads it. */
export function turnLine(game: GameView, me: number | null, teams: readonly number[] = []): string {
  if (game.result) return endLine(game, me, teams);
  if (game.tick_rate) return texts.live.running;
  if (me !== null && game.turn.includes(me)) return texts.result.yourTurn;
  const names = game.turn.map((seat) => nameOf(game, seat));
  const [first, ...others] = names;
  if (first === undefined) return texts.result.waiting;
  return others.length === 0 ? texts.result.turnOf(first) : texts.result.waitingFor(names);
}

/** A game as far as its end goes. */
type Ended = { players: readonly { name: string }[]; result: GameResult | null; timed_out?: number[] };

/** Return how the game ended, by its teams where it is one of teams; as `resultLine` else. */
export function endLine(game: Ended, me: number | null, teams: readonly number[], nameIn = nameOf): string {
  return teamLine(game, me, teams, nameIn) ?? resultLine(game, me, nameIn);
}

/** Return how the game ended, as seat `me` reads it; `nameIn` names a seat, or what is to stand for its name. */
export function resultLine(game: Ended, me: number | null, nameIn = nameOf): string {
  if (!game.result) return game.timed_out?.length ? texts.result.timeIsUp : texts.result.ended;
  const { places } = game.result;
  const winners = places.flatMap((place, seat) => (place === 1 ? [seat] : []));
  if (isDoneAlone(game)) return texts.result.done;
  if (places.length > 1 && winners.length === places.length) return texts.result.draw;
  if (me !== null && winners.includes(me))
    return winners.length === 1 ? texts.result.youWin : texts.result.youShare;
  return texts.result.wins(winners.map((seat) => nameIn(game, seat)));
}

/** Return how it ended where a whole team has won, and nobody else. */
export function teamLine(
  game: Ended,
  me: number | null,
  teams: readonly number[],
  nameIn = nameOf,
): string | undefined {
  const places = game.result?.places ?? [];
  const winners = places.flatMap((place, seat) => (place === 1 ? [seat] : []));
  const team = teams[winners[0] ?? -1];
  const members = places.flatMap((_, seat) => (teams[seat] === team ? [seat] : []));
  const isOne = team !== undefined && winners.length > 1 && winners.join() === members.join();
  if (!isOne || winners.length === places.length) return undefined;
  if (me !== null && winners.includes(me)) return texts.result.yourTeam;
  return texts.result.team(
    team + 1,
    winners.map((seat) => nameIn(game, seat)),
  );
}

/** Who plays alone is always first; with a score, that is what tells how it went. */
export function isDoneAlone({ result }: Pick<Ended, "result">): boolean {
  return result !== null && result.places.length === 1 && result.scores.length > 0;
}

/** Return who lost on time, as it stands below the result; "" where nobody did. */
export function timeLine(game: GameView, me: number | null): string {
  if (game.timed_out.length === 0) return "";
  const others = game.timed_out.filter((seat) => seat !== me).map((seat) => nameOf(game, seat));
  return texts.result.timeWasUp(others.length < game.timed_out.length, others);
}

/** Return who resigned, as it stands below the result; "" where nobody did. */
export function resignLine(game: GameView, me: number | null): string {
  const { resigned = [] } = game;
  if (resigned.length === 0) return "";
  const others = resigned.filter((seat) => seat !== me).map((seat) => nameOf(game, seat));
  return texts.resigned(others.length < resigned.length, others);
}

/** Return the scores as they stand below the result, "" without. */
export function scoreLine({ result, players }: Ended): string {
  const scores = result?.scores ?? [];
  const [only] = scores;
  if (players.length === 1 && scores.length === 1) return texts.result.score(only ?? 0);
  return scores
    .map((score, seat) => `${players[seat]?.name ?? texts.common.seat(seat + 1)}: ${score}`)
    .join(" · ");
}

/** Return a duration as m:ss. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function nameOf({ players }: Pick<Ended, "players">, seat: number): string {
  return players[seat]?.name ?? texts.result.seat(seat + 1);
}
