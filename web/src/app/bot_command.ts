// The command line that lets a bot join a table.

/** What `python -m clients` takes for the server's page when it is told nothing. */
const DEFAULT_URL = "http://127.0.0.1:8765/";

/** Return the command for the table with this code on the page of this address; a password is to be filled in. */
export function botCommand(code: string, base: string, hasPassword = false): string {
  const url = new URL(".", base).href;
  const at = url === DEFAULT_URL ? "" : ` --url ${url}`;
  const password = hasPassword ? " --password PASSWORD" : "";
  return `python -m clients bot --count 1 --code ${code}${at}${password}`;
}
