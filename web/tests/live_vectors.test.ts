// docs/reference/live.json: what is shown of a game in real time, to which the Python client is held as well.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decodeMessage, fromHex } from "../src/sdk/bytes";
import type { Outcome } from "../src/sdk/commands";
import { blend } from "../src/sdk/live/blend";
import type { Foretelling } from "../src/sdk/live/rules";
import { Live, type LiveFrame } from "../src/sdk/live/live";
import type { ServerMessage, Value } from "../src/sdk/messages";
import { hear, NO_TOPICS } from "../src/sdk/topics";

type Board = [number, number][];
interface Secret {
  [key: string]: Value;
  name: string;
  deep: number;
  way: number[];
}
interface Shown {
  tick: number;
  before: Value;
  after: Value;
  secret_before?: Value;
  secret_after?: Value;
  part: number;
  age: number;
  lead: number;
}
interface Said {
  at?: number;
  hear?: [string, number, Board, Secret?];
  input?: number;
  id?: number;
  answer?: [number, number];
  drop?: number;
  ping?: number;
  frame?: Shown | null;
}
interface Game {
  name: string;
  rules: string;
  rate: number;
  seat: number | null;
  said: Said[];
}
interface Vectors {
  blends: { before: Value; after: Value; part: number; view: Value }[];
  games: Game[];
  told: { name: string; heard: string[]; views: Record<string, Value> }[];
}

const file = new URL("../../docs/reference/live.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf-8")) as Vectors;

const predict = (board: Board, move: number, seat: number): Board =>
  board.map(([place, way], at) => [place, at === seat ? move : way]);
const advance = (board: Board, seat: number): Board =>
  board.map(([place, way], at) => [at === seat ? place + way : place, way]);
const smooth = (board: Board, seat: number) =>
  board.map(([place], at) => (at === seat ? [place, null] : null));
const predictSecret = (secret: Secret, move: number, seat: number, board: Board): Secret => ({
  ...secret,
  way: [move, board[seat]?.[1] ?? 0],
});
const advanceSecret = (secret: Secret, seat: number, board: Board): Secret => ({
  ...secret,
  deep: secret.deep + (board[seat]?.[1] ?? 0),
});
const smoothSecret = ({ name, deep }: Secret) => ({ name, deep });
const RULES: Record<string, Foretelling<Board, number, Secret>> = {
  "predict and advance": { predict, advance },
  predict: { predict },
  "all but secrets": { predict, advance, smooth },
  all: { predict, advance, smooth, predictSecret, advanceSecret, smoothSecret },
  none: {},
};

/** A client of a game; its answers come when `settle` is called with the number of the input. */
function follow({ rules, rate, seat }: Game) {
  const waiting: ((outcome: Outcome) => void)[] = [];
  const send = () => new Promise<Outcome>((resolve) => waiting.push(resolve));
  const live = new Live({ rate, seat, rules: RULES[rules] as Foretelling, send });
  const settle = async (id: number, outcome: Outcome) => {
    waiting[id - 1]?.(outcome);
    // What waits for the answer goes on before anything else happens.
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { live, settle };
}

const told = (frame: LiveFrame | null) =>
  frame && {
    tick: frame.tick,
    before: frame.before,
    after: frame.after,
    ...(frame.secretAfter !== null && { secret_before: frame.secretBefore, secret_after: frame.secretAfter }),
    part: expect.closeTo(frame.part, 5),
    age: frame.ageMs,
    lead: frame.lead,
  };

test.each(vectors.blends)("$part between $before and $after is $view", ({ before, after, part, view }) => {
  expect(blend(before, after, part)).toEqual(view);
});

test.each(vectors.games)("each frame is what the file says: $name", async (game) => {
  const { live, settle } = follow(game);
  for (const { at = 0, hear, input, answer, drop, ping = 0, frame } of game.said) {
    if (hear) live.hear(hear[0], hear[1], hear[2], at, hear[3] ?? null);
    else if (input !== undefined) void live.input(input, at);
    else if (answer) await settle(answer[0], { done: true, result: { tick: answer[1] } });
    else if (drop !== undefined) await settle(drop, { done: false, code: "not_done", detail: "" });
    else expect(frame).toEqual(told(live.frame(at, ping)));
  }
});

test.each(vectors.told)("$name shows what the server has", ({ heard, views }) => {
  let topics = NO_TOPICS;
  for (const told of heard) {
    if (told) topics = hear(topics, decodeMessage(fromHex(told).buffer) as ServerMessage);
    // It comes back: nothing new is shown until all that it lacked has come.
    else topics = { ...topics, catchingUp: true };
  }

  const shown = Object.entries(topics.shown).map(([topic, { view }]) => [topic, view]);
  expect(Object.fromEntries(shown)).toEqual(views);
  expect(topics.healed).toBe(0);
});
