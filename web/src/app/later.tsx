// A page whose code comes when it is first shown: it is no part of what everybody loads.
import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Notice } from "./notices";
import { texts } from "./words";

/** A cut is over by then as a rule: so long after a failure it is fetched again; the last one goes on. */
const AGAIN_AFTER_MS = [500, 1_000, 2_000, 5_000] as const;
/** So often it has failed before people are told. */
const TOLD_FROM = 3;

/**
 * Return a component that fetches the real one, again and again where that fails. As some browsers never ask twice, and
 * after an upgrade nothing is there any more, people may load the page anew.
 */
export function later<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props> {
  let Loaded: FunctionComponent<Props> | undefined;
  return function Later(props: Props) {
    const [state, setState] = useState<"waiting" | "there" | "failed">(Loaded ? "there" : "waiting");
    useEffect(() => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let isGone = false;
      const fetchIt = async (failures: number) => {
        try {
          Loaded ??= await load();
          if (!isGone) setState("there");
        } catch {
          if (isGone) return;
          if (failures + 1 >= TOLD_FROM) setState("failed");
          timer = setTimeout(
            () => void fetchIt(failures + 1),
            AGAIN_AFTER_MS[failures] ?? AGAIN_AFTER_MS.at(-1),
          );
        }
      };
      if (!Loaded) void fetchIt(0);
      return () => {
        isGone = true;
        clearTimeout(timer);
      };
    }, []);
    if (state === "failed") return <Failed />;
    return Loaded ? <Loaded {...props} /> : null;
  };
}

function Failed() {
  return (
    <Notice title={texts.connection.notLoaded}>
      <button class="primary" data-testid="load-again" onClick={() => location.reload()}>
        {texts.connection.loadAgain}
      </button>
    </Notice>
  );
}
