// What who watches late is offered at a table.
import { expect, test } from "vitest";
import { hasBegun } from "../src/app/lineup";
import type { Table } from "../src/app/table";

const shown = (starts_ms: number | null, late: number) =>
  hasBegun({ room: { starts_ms }, late } as unknown as Table);

test("a start that is seen late is over, one that is seen now or not set is not", () => {
  expect(shown(5_000, 120_000)).toBe(true);
  expect(shown(5_000, 0)).toBe(false);
  expect(shown(null, 120_000)).toBe(false);
});
