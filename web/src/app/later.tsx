// A page whose code comes when it is first shown: it is no part of what everybody loads.
import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Notice } from "./notices";
import { texts } from "./words";

/** Return a component that fetches the real one. Where that fails, as after an upgrade, people may load anew. */
export function later<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props> {
  let Loaded: FunctionComponent<Props> | undefined;
  return function Later(props: Props) {
    const [state, setState] = useState<"waiting" | "there" | "failed">(Loaded ? "there" : "waiting");
    useEffect(() => {
      if (Loaded) return;
      load().then(
        (component) => {
          Loaded = component;
          setState("there");
        },
        () => setState("failed"),
      );
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
