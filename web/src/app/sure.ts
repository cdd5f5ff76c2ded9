// What can't be taken back is asked a second time.
import { useEffect, useState } from "preact/hooks";

const SURE_WITHIN_MS = 4_000;

/** Return whether the next press does it, and the press: the first one only asks, and is forgotten after a while. */
export function useSure(act: () => void): { sure: boolean; press: () => void } {
  const [sure, setSure] = useState(false);
  useEffect(() => {
    if (!sure) return undefined;
    const timer = setTimeout(() => setSure(false), SURE_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [sure]);
  const press = () => {
    if (sure) act();
    setSure(!sure);
  };
  return { sure, press };
}
