// docs/reference/vectors.json: what every implementation of the protocol must agree on.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeMessage, encodeMessage, fromHex, hashView } from "../src/sdk/bytes";
import type { ClientMessage, ServerMessage, Value } from "../src/sdk/messages";
import { fold, Misfit } from "../src/sdk/patch";
import { hear, NO_TOPICS, type Topics } from "../src/sdk/topics";

type Said = { connection: string; by: "client" | "server"; hex: string };
interface Vectors {
  frames: { by: "client" | "server"; hex: string; value: Value }[];
  patches: { before: Value; change: Value; after: Value }[];
  misfits: { before: Value; change: Value }[];
  hashes: { view: Value; hash: number }[];
  transcripts: { name: string; said: Said[]; views: Record<string, Record<string, Value>> }[];
}

/** Bytes are written as {"$bytes": hex}. */
function revive(_key: string, value: unknown): unknown {
  const isBytes = typeof value === "object" && value !== null && "$bytes" in value;
  return isBytes ? fromHex(value.$bytes as string) : value;
}

const file = new URL("../../docs/reference/vectors.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf-8"), revive) as Vectors;

test.each(vectors.frames)("a frame of the $by is read as what it says: $value.type", ({ by, hex, value }) => {
  const message = decodeMessage(fromHex(hex).buffer);

  expect(message).toEqual(value);
  if (by === "client") {
    expect(decodeMessage(encodeMessage(value as unknown as ClientMessage).slice().buffer)).toEqual(value);
  }
});

test.each(vectors.patches)("fold($before, $change)", ({ before, change, after }) => {
  expect(fold(before, change)).toEqual(after);
});

test.each(vectors.misfits)("$change does not fit $before", ({ before, change }) => {
  expect(() => fold(before, change)).toThrow(Misfit);
});

test.each(vectors.hashes)("the hash of $view", ({ view, hash }) => {
  expect(hashView(view)).toBe(hash);
});

describe.each(vectors.transcripts)("in $name", ({ said, views }) => {
  const heard = new Map<string, Topics>();
  for (const { connection, by, hex } of said) {
    // "Ann again" is Ann, who has come back with what she had.
    const before = heard.get(connection) ?? heard.get(connection.split(" ")[0] as string) ?? NO_TOPICS;
    if (by === "server" && hex)
      heard.set(connection, hear(before, decodeMessage(fromHex(hex).buffer) as ServerMessage));
  }

  test.each(Object.entries(views))("%s shows at the end what the server has", (connection, expected) => {
    const { shown, healed } = heard.get(connection) ?? NO_TOPICS;

    expect(Object.fromEntries(Object.entries(shown).map(([topic, { view }]) => [topic, view]))).toEqual(
      expected,
    );
    expect(healed).toBe(0);
  });
});
