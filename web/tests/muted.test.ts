// Until when somebody is mute, in words.
import { expect, test } from "vitest";
import { muteLine } from "../src/app/muted";

const NOW_MS = Date.UTC(2026, 2, 4, 12, 30);
const HOUR_MS = 3_600_000;

test("a mute that ends within a day is told by the hour, a longer one with its day", () => {
  const short = muteLine({ player: "p", untilMs: NOW_MS + 23 * HOUR_MS }, NOW_MS);
  const long = muteLine({ player: "p", untilMs: NOW_MS + 7 * 24 * HOUR_MS }, NOW_MS);

  expect(short).not.toContain("2026");
  expect(long).toContain("2026");
  expect(muteLine({ player: "p", untilMs: null }, NOW_MS)).toBe("Muted until the table closes.");
});
