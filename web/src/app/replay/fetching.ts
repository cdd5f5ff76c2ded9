// Getting a film, and the list of games that have one; what the server can't answer now is asked again.
import { BadFilm, readFilm, type Film } from "../../sdk/film";
import type { Kind } from "../../sdk/messages";
import type { GameResult } from "../../sdk/views/game";

export type Fetched =
  /** `detail`: why it takes long, in the server's words; "" at first. */
  | { state: "loading"; detail: string }
  | { state: "there"; film: Film }
  /** `detail` is the server's or the film's own; with `mayRetry` it may be there later. */
  | { state: "failed"; why: WhyNoFilm; detail: string; mayRetry: boolean };

/** `none`: the server has no such film; `notCome`: it did not send it; `unshown`: it can't be read. */
export type WhyNoFilm = "none" | "notCome" | "unreached" | "unshown";

/** A finished game, as /api/replays lists it. */
export interface FinishedGame {
  id: string;
  game: string;
  title: string;
  room: string;
  number: number;
  players: { name: string; kind: Kind }[];
  result: GameResult | null;
  ended_ms: number;
}

const RETRY_SECONDS_MAX = 30;
const TRIES_MAX = 30;

/** Fetch the film of a game; `tell` hears how it goes, until `signal` ends that. */
export async function fetchFilm(
  id: string,
  tell: (fetched: Fetched) => void,
  signal: AbortSignal,
): Promise<void> {
  tell({ state: "loading", detail: "" });
  for (let tries = 1; ; tries++) {
    const { fetched, retrySeconds } = await tryOnce(id, signal);
    if (signal.aborted) return;
    if (retrySeconds === null || tries >= TRIES_MAX) return tell(fetched);
    if (fetched.state === "failed") tell({ state: "loading", detail: fetched.detail });
    await wait(Math.min(retrySeconds, RETRY_SECONDS_MAX) * 1000, signal);
    if (signal.aborted) return;
  }
}

interface Attempt {
  fetched: Fetched;
  retrySeconds: number | null;
}

async function tryOnce(id: string, signal: AbortSignal): Promise<Attempt> {
  try {
    const response = await fetch(urlOfFilm(id), { signal });
    if (response.ok) {
      const film = readFilm(new Uint8Array(await response.arrayBuffer()));
      return { fetched: { state: "there", film }, retrySeconds: null };
    }
    const retry = response.headers.get("retry-after");
    const fetched = {
      state: "failed",
      why: response.status === 404 ? "none" : "notCome",
      detail: await explain(response),
      mayRetry: retry !== null,
    } as const;
    return { fetched, retrySeconds: retry === null ? null : Number(retry) || 1 };
  } catch (error) {
    const isOurs = error instanceof BadFilm;
    const why = isOurs ? "unshown" : "unreached";
    const detail = isOurs ? error.message : "";
    return { fetched: { state: "failed", why, detail, mayRetry: true }, retrySeconds: null };
  }
}

async function explain(response: Response): Promise<string> {
  const text = await response
    .json()
    .then((body: { error?: string }) => body.error ?? "")
    .catch(() => "");
  return text && `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}

export function urlOfFilm(id: string): URL {
  return new URL(`api/replays/${encodeURIComponent(id)}`, document.baseURI);
}

/** Return the last finished games of public rooms; none where the server keeps none. */
export async function fetchRecent(limit: number, signal: AbortSignal): Promise<FinishedGame[]> {
  try {
    const response = await fetch(new URL(`api/replays?limit=${limit}`, document.baseURI), { signal });
    return response.ok ? ((await response.json()) as FinishedGame[]) : [];
  } catch {
    return []; // the page says itself that it is offline
  }
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()));
  });
}
