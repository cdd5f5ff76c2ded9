// A game's own page: its `view.js` in a frame of ours, and the plain view where that fails or is not wanted.
import { useEffect, useRef, useState } from "preact/hooks";
import { AnyGame } from "./default";
import type { Drawing } from "./drawing";
import { AnyLive } from "./live/any";
import type { Fault } from "./own/faults";
import type { Match } from "./own/match";
import { Runner } from "./own/runner";
import { texts } from "../app/words";

/** Per page, over rematches: how often it was tried again, and whether its player wants the plain view. */
const attempts = new Map<string, number>();
const plain = new Set<string>();

export function OwnGame({ page, match, drawing }: { page: string; match: Match; drawing: Drawing }) {
  const [fault, setFault] = useState<Fault | null>(null);
  const [isPlain, setPlain] = useState(plain.has(page));
  const tryAgain = () => {
    attempts.set(page, (attempts.get(page) ?? 0) + 1);
    setFault(null);
  };
  const change = () => {
    if (isPlain) plain.delete(page);
    else plain.add(page);
    setPlain(!isPlain);
  };
  return (
    <div class="own-page">
      {fault && <Failed fault={fault} onTryAgain={tryAgain} />}
      {fault || isPlain ? (
        <Plain drawing={drawing} match={match} />
      ) : (
        <Stage url={urlOf(page)} match={match} onFault={setFault} />
      )}
      {!fault && (
        <button class="quiet small own-switch" data-testid="own-switch" onClick={change}>
          {isPlain ? texts.own.view : texts.own.plain}
        </button>
      )}
    </div>
  );
}

/** The plain view of a game, in real time as well. */
function Plain({ drawing, match: { live } }: { drawing: Drawing; match: Match }) {
  return live ? <AnyLive {...drawing} live={live} /> : <AnyGame {...drawing} />;
}

function Stage({ url, match, onFault }: { url: string; match: Match; onFault: (fault: Fault) => void }) {
  const holder = useRef<HTMLDivElement>(null);
  const latest = useRef(match);
  const runner = useRef<Runner | null>(null);
  latest.current = match;
  useEffect(() => {
    const root = document.createElement("div");
    root.className = "own-root";
    holder.current?.append(root);
    runner.current = new Runner(root, url, latest.current, onFault);
    void runner.current.load();
    const stop = match.listen((signal) => runner.current?.hear(signal));
    return () => {
      stop();
      runner.current?.end();
      runner.current = null;
      root.remove();
    };
  }, [url]);
  useEffect(() => runner.current?.show(match));
  return <div class="own-stage" data-testid="own-stage" ref={holder} />;
}

function Failed({ fault, onTryAgain }: { fault: Fault; onTryAgain: () => void }) {
  return (
    <div class="own-failed" role="alert" data-testid="own-failed">
      <p>
        {texts.own.failed} <code>{fault.place ? `${fault.place}: ${fault.text}` : fault.text}</code>
      </p>
      <button class="small" data-testid="own-again" onClick={onTryAgain}>
        {texts.common.tryAgain}
      </button>
    </div>
  );
}

/** A browser loads a module URL once; after a failure all files of the page have another URL. */
function urlOf(page: string): string {
  const attempt = attempts.get(page) ?? 0;
  const path = attempt === 0 ? page : page.replace(/[^/]*$/, `@${attempt}/$&`);
  return new URL(path, document.baseURI).href;
}
