// What was asked for and is not answered: a word beside it, and a strip over the page while the line is cut.
import { useRef } from "preact/hooks";
import type { Wish } from "../sdk/pending";
import type { Store } from "./store";
import { useStore, useTick } from "./use";
import { texts } from "./words";

/** Answers come within this time as a rule; only then is a word worth the unrest. */
const SHOWN_AFTER_MS = 1_000;
const LOOK_EVERY_MS = 500;

/** Whether commands of a type are on their way, in words; nothing as long as all is as usual. */
export function Sending({ type }: { type: Wish["type"] }) {
  const store = useStore();
  useTick(LOOK_EVERY_MS);
  const oldest = store.kept.find(({ command }) => command.type === type);
  const isAway = store.connection.status.name !== "online";
  const isShown = oldest && (isAway || Date.now() - oldest.askedAt >= SHOWN_AFTER_MS);
  return (
    <span class="sending" role="status" data-testid={`sending-${type}`}>
      {isShown ? (
        <>
          <Clock />
          {isAway ? texts.connection.willBeSent : texts.match.sending}
        </>
      ) : null}
    </span>
  );
}

export function Clock() {
  return (
    <svg class="clock-sign" viewBox="0 0 24 24" width="14" height="14" aria-hidden="true">
      <circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2.5" />
      <path d="M12 7v5l3.5 2.5" fill="none" stroke="currentColor" stroke-width="2.5" />
    </svg>
  );
}

/** What becomes of what one does meanwhile. */
function Fate({ store }: { store: Store }) {
  if (!store.realTime.isPlaying) return <>{texts.connection.kept(store.kept.length)}</>;
  const kept = store.kept.filter(({ command }) => command.type !== "play").length;
  return (
    <>
      {texts.connection.live}
      {kept > 0 && ` ${texts.connection.kept(kept)}`}
    </>
  );
}

/** Why there is no connection, as far as that is known. */
function cutLine({ connection: { isCrowded, goodbye } }: Store): string {
  const { youAreOffline, crowded, full, restarts, cut } = texts.connection;
  if (!navigator.onLine) return youAreOffline;
  if (isCrowded) return crowded;
  if (goodbye === "server_full") return full;
  return goodbye === "shutdown" ? restarts : cut;
}

/** When a server that is there lets one try again; not read aloud every second. */
function NextTry({ connection: { status, isCrowded, goodbye } }: Pick<Store, "connection">) {
  const seconds = "at" in status ? Math.ceil((status.at - Date.now()) / 1_000) : 0;
  const isTold = (isCrowded || goodbye === "server_full") && seconds > 0;
  return isTold ? <span aria-hidden="true"> {texts.connection.nextTry(seconds)}</span> : null;
}

/** A cut this short is over before anybody has read of it, unless something done meanwhile had no effect. */
const CUT_SHOWN_AFTER_MS = 1_500;

/** Over the page while there is no connection: how much is kept, and that it is not lost. */
export function CutStrip() {
  const store = useStore();
  const since = useRef<number | null>(null);
  const wasTold = useRef(false);
  useTick(LOOK_EVERY_MS);
  const { status } = store.connection;
  const isAway = status.name === "reconnecting" || status.name === "offline";
  since.current = isAway ? (since.current ?? Date.now()) : null;
  const isShown =
    since.current !== null &&
    (status.name === "offline" ||
      store.realTime.inputLostAt >= since.current ||
      Date.now() - since.current >= CUT_SHOWN_AFTER_MS);
  wasTold.current ||= isShown;
  return (
    <div class={isShown ? "strip strip-shown" : "strip"} role="status" aria-live="polite">
      {/* The one place that tells of the connection to who does not see it: a cut, and its end. */}
      {!isAway && wasTold.current && <span class="unseen">{texts.connection.states.online}</span>}
      {isShown && (
        <div class="strip-body" data-testid="cut-strip">
          <span>
            <strong>
              {cutLine(store)}
              <NextTry connection={store.connection} />
            </strong>{" "}
            <Fate store={store} />
          </span>
          <button class="small" data-testid="try-now" onClick={() => store.connection.wake()}>
            {texts.connection.tryNow}
          </button>
        </div>
      )}
    </div>
  );
}
