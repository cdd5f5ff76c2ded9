// Which page a URL shows; the site may live below a sub-path, which <base href> names.

export type Page =
  | { name: "home" }
  | { name: "room"; code: string }
  | { name: "replay"; id: string }
  | { name: "player"; id: string }
  | { name: "leaders"; game: string };

/** Return the page of a URL; what is no page of ours is home. */
export function pageOf(url: string, base: string): Page {
  const prefix = new URL(base).pathname;
  const path = new URL(url).pathname;
  const rest = path.startsWith(prefix) ? path.slice(prefix.length) : "";
  const code = /^r\/([^/]+)\/?$/.exec(rest)?.[1];
  if (code !== undefined) return { name: "room", code: decodeURIComponent(code) };
  const player = /^player\/([^/]+)\/?$/.exec(rest)?.[1];
  if (player !== undefined) return { name: "player", id: decodeURIComponent(player) };
  const game = /^leaders\/([^/]+)\/?$/.exec(rest)?.[1];
  if (game !== undefined) return { name: "leaders", game: decodeURIComponent(game) };
  const id = /^replay\/([^/]+)\/?$/.exec(rest)?.[1];
  return id === undefined ? { name: "home" } : { name: "replay", id: decodeURIComponent(id) };
}

/** Return the whole URL of a page, as it may be sent to a friend. */
export function urlOf(page: Page, base: string): string {
  return new URL(pathOf(page), base).href;
}

function pathOf(page: Page): string {
  switch (page.name) {
    case "home":
      return ".";
    case "room":
      return `r/${encodeURIComponent(page.code)}`;
    case "replay":
      return `replay/${encodeURIComponent(page.id)}`;
    case "player":
      return `player/${encodeURIComponent(page.id)}`;
    case "leaders":
      return `leaders/${encodeURIComponent(page.game)}`;
  }
}

/** Return the room that somebody means who types or pastes a code or a link. */
export function codeIn(text: string): string {
  const typed = text.trim();
  const linked = /\/r\/([^/?#\s]+)/.exec(typed)?.[1];
  return linked ?? typed.replace(/[\s-]/g, "").toUpperCase();
}
