// The command line that lets a bot join a table.

/** What `python -m clients` takes for the server's page when it is told nothing. */
const DEFAULT_URL = "http://127.0.0.1:8765/";

/** Return the command for the table with this code on the page of this address. */
export function botCommand(code: string, base: string): string {
  const url = new URL(".", base).href;
  const at = url === DEFAULT_URL ? "" : ` --url ${url}`;
  return `python -m clients bot --count 1 --code ${code}${at}`;
}
