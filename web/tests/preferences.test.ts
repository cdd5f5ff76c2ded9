// What is kept for the next time, also where it was written by another version.
import { expect, test } from "vitest";
import { read } from "../src/app/preferences";

const FIRST = { language: "auto", theme: "auto", sound: true, volume: 60 };

test.each([
  [null, {}],
  ["[broken", {}],
  ["7", {}],
  ["null", {}],
  [
    '{"language": "de", "theme": "dark", "sound": false, "volume": 0}',
    { language: "de", theme: "dark", sound: false, volume: 0 },
  ],
  ['{"language": "xx", "theme": "pink", "sound": "loud", "volume": 1000}', {}],
  ['{"language": "constructor", "volume": 2.5}', {}],
  ['{"volume": 100, "later": 1}', { volume: 100 }],
])("of %s this is taken", (kept, taken) => {
  expect(read(kept)).toEqual({ ...FIRST, ...taken });
});
