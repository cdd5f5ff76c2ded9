// An answer that a page shows, asked for when the page is there and connected.
import { useEffect, useState } from "preact/hooks";
import type { Outcome } from "../../sdk/commands";
import type { Wish } from "../../sdk/pending";
import type { Store } from "../store";

export type Asked<T> =
  { state: "loading" } | { state: "told"; value: T } | { state: "failed"; outcome: Outcome };

/** Return what is known of the answer, and how to ask once more. */
export function useAsked<T>(store: Store, wish: Wish): [Asked<T>, () => void] {
  const [asked, tell] = useState<Asked<T>>({ state: "loading" });
  const [times, setTimes] = useState(0);
  const isOnline = store.connection.status.name === "online";
  const key = JSON.stringify(wish);
  useEffect(() => {
    if (!isOnline) return;
    let isWanted = true;
    void store.connection.ask(wish).then((outcome) => {
      if (!isWanted) return;
      tell(outcome.done ? { state: "told", value: outcome.result as T } : { state: "failed", outcome });
    });
    return () => {
      isWanted = false;
    };
  }, [key, isOnline, times]);
  return [asked, () => setTimes(times + 1)];
}
