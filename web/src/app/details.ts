// The server's own detail of a refusal, which is English whatever the page speaks.

const UNCHANGED = "nothing has changed";

/** Return the detail with times that people read; "" where it says no more than the English `title` above it. */
export function inOurWords(detail: string, title: string): string {
  const readable = detail.replace(/(\d+) ms\b/g, (_, ms: string) => secondsText(Number(ms)));
  const rest = title.toLowerCase().includes(UNCHANGED)
    ? readable.replace(new RegExp(`\\W*${UNCHANGED}\\W*$`, "i"), "")
    : readable;
  return rest.toLowerCase() === title.toLowerCase() ? "" : rest;
}

function secondsText(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds === 1) return "a second";
  return seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
