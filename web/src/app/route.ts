// Which page a URL shows; the site may live below a sub-path, which <base href> names.

export type Page = { name: "home" } | { name: "room"; code: string };

/** Return the page of a URL; what is no page of ours is home. */
export function pageOf(url: string, base: string): Page {
  const prefix = new URL(base).pathname;
  const path = new URL(url).pathname;
  const rest = path.startsWith(prefix) ? path.slice(prefix.length) : "";
  const code = /^r\/([^/]+)\/?$/.exec(rest)?.[1];
  return code === undefined ? { name: "home" } : { name: "room", code: decodeURIComponent(code) };
}

/** Return the whole URL of a page, as it may be sent to a friend. */
export function urlOf(page: Page, base: string): string {
  return new URL(page.name === "home" ? "." : `r/${encodeURIComponent(page.code)}`, base).href;
}

/** Return the room that somebody means who types or pastes a code or a link. */
export function codeIn(text: string): string {
  const typed = text.trim();
  const linked = /\/r\/([^/?#\s]+)/.exec(typed)?.[1];
  return linked ?? typed.replace(/[\s-]/g, "").toUpperCase();
}
