// How components get at the store, and at the time.
import { createContext } from "preact";
import { useContext, useEffect, useReducer } from "preact/hooks";
import type { Store } from "./store";

export const StoreContext = createContext<Store | null>(null);

/** Return the store; the component draws anew when it changes. */
export function useStore(): Store {
  const store = useContext(StoreContext);
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  useEffect(() => store?.listen(() => redraw()), [store]);
  if (!store) throw new Error("no store around this component");
  return store;
}

/** Draw anew every `everyMs`, for clocks. */
export function useTick(everyMs: number): void {
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(() => redraw(), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
}

/** Say what the page is about, as the title of the tab names it. */
export function useSubject(subject: string): void {
  const store = useContext(StoreContext);
  useEffect(() => {
    store?.visit.nameSubject(subject);
    return () => store?.visit.nameSubject("");
  }, [store, subject]);
}
