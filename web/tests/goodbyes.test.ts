// What to do when the server has ended a connection.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { EQUAL_FAULTS_MAX, Goodbyes } from "../src/sdk/goodbyes";
import type { GoodbyeCode } from "../src/sdk/messages";

const VECTORS = new URL("../../docs/reference/vectors.json", import.meta.url);
const EXPECTED: Record<GoodbyeCode, string> = {
  bad_session: "renew",
  banned: "refused",
  flood: "again",
  hello_expected: "again",
  internal: "again",
  malformed: "renew",
  not_yet: "again",
  out_of_order: "renew",
  server_full: "again",
  shutdown: "again",
  silent: "again",
  stalled: "again",
  taken_over: "elsewhere",
  text_frame: "again",
  too_large: "renew",
  unanswered: "renew",
  unsupported_protocol: "refused",
};
const HARMLESS: GoodbyeCode[] = ["internal", "not_yet", "server_full", "shutdown", "silent", "stalled"];

test("every goodbye of the protocol has its consequence", () => {
  const { goodbyes } = JSON.parse(readFileSync(VECTORS, "utf8")) as { goodbyes: object };
  const found = Object.keys(goodbyes).map((code) => [code, new Goodbyes().take(code as GoodbyeCode, 0)]);

  expect(Object.fromEntries(found)).toEqual(EXPECTED);
});

test("only a fault of our own that comes again and again is given up", () => {
  const last = (code: GoodbyeCode, everyMs: number) => {
    const goodbyes = new Goodbyes();
    const taken = Array.from({ length: EQUAL_FAULTS_MAX }, (_, time) => goodbyes.take(code, time * everyMs));
    return taken.at(-1);
  };

  expect(last("flood", 1_000)).toBe("refused");
  expect(last("flood", 100_000)).toBe("again");
  expect(HARMLESS.map((code) => last(code, 1_000))).toEqual(HARMLESS.map(() => "again"));
});

test("another goodbye begins the count anew", () => {
  const goodbyes = new Goodbyes();
  for (const code of ["flood", "flood", "flood", "silent"] as const) goodbyes.take(code, 0);

  expect(goodbyes.take("flood", 0)).toBe("again");
});
