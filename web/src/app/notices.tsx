// What the page says about itself: the connection, what failed, another window.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useStore, useTick } from "./use";
import { Detail } from "./detail";
import { goodbyeLine } from "./lines";
import { language, texts } from "./words";
import { dateTimeText } from "./words/dates";

/** The state of the connection, with the wait until the next attempt. */
export function ConnectionState() {
  const store = useStore();
  useTick(1_000);
  const { status, transport, isCrowded, isSlow } = store.connection;
  const wait = "at" in status ? Math.ceil((status.at - Date.now()) / 1000) : 0;
  const { states, waiting, slow } = texts.connection;
  const text = isSlow ? slow : isCrowded ? waiting : states[status.name];
  return (
    <span
      class={`state state-${isSlow ? "slow" : status.name}`}
      data-testid="connection-state"
      data-state={status.name}
      data-transport={transport}
      title={isSlow ? texts.connection.slowHint : text}
    >
      <i class="dot" aria-hidden="true" />
      <span class="state-text">{text}</span>
      {/* Not read aloud every second. */}
      {wait > 1 && (
        <span class="state-wait" aria-hidden="true">
          {texts.connection.seconds(wait)}
        </span>
      )}
    </span>
  );
}

export function Toasts() {
  const store = useStore();
  const box = useRef<HTMLDivElement>(null);
  const latest = store.passing.toasts.at(-1)?.key;
  useEffect(() => {
    // Shown anew as a popover, a toast stands above a sheet that is open; older browsers show it below.
    if (latest === undefined || !box.current?.showPopover) return;
    box.current.hidePopover();
    box.current.showPopover();
  }, [latest]);
  return (
    <div class="toasts" role="alert" ref={box} popover="manual">
      {store.passing.toasts.map((toast) => (
        <div class="toast" key={toast.key} data-testid="toast">
          <div>
            <strong>{toast.title}</strong>
            {toast.failure ? (
              <p>
                <Detail failure={toast.failure} />
              </p>
            ) : (
              toast.detail && <p>{toast.detail}</p>
            )}
          </div>
          <button
            class="icon"
            aria-label={texts.common.dismiss}
            onClick={() => store.passing.dismiss(toast.key)}
          >
            ×
          </button>
        </div>
      ))}
    </div>
  );
}

export function Elsewhere() {
  const { connection } = useStore();
  return (
    <Notice title={texts.connection.elsewhere} detail={texts.connection.elsewhereHint}>
      <button class="primary" data-testid="use-here" onClick={() => connection.useHere()}>
        {texts.connection.useHere}
      </button>
    </Notice>
  );
}

/** The server has ended it for a reason that coming back would not change. */
export function RefusedByServer({ code, detail }: { code: string; detail: string }) {
  const { connection } = useStore();
  return (
    <Notice
      title={texts.connection.refused}
      detail={language === "en" ? `${goodbyeLine(code)} (${detail}).` : `${goodbyeLine(code)}.`}
    >
      <button class="primary" data-testid="load-again" onClick={() => location.reload()}>
        {texts.connection.loadAgain}
      </button>
      <button onClick={() => connection.useHere()}>{texts.common.tryAgain}</button>
    </Notice>
  );
}

/** The operator keeps who is here out; whoever tries again before that is told the same. */
export function Banned({ untilMs }: { untilMs: number | null }) {
  const { connection } = useStore();
  const detail =
    untilMs === null ? texts.connection.bannedForGood : texts.connection.bannedUntil(dateTimeText(untilMs));
  return (
    <Notice title={texts.connection.banned} detail={detail}>
      <button data-testid="try-again" onClick={() => connection.useHere()}>
        {texts.common.tryAgain}
      </button>
    </Notice>
  );
}

/** A page with one thing to say. */
export function Notice(props: { title: string; detail?: ComponentChildren; children?: ComponentChildren }) {
  return (
    <main class="notice">
      <h1>{props.title}</h1>
      {props.detail && <p>{props.detail}</p>}
      <div class="row centred">{props.children}</div>
    </main>
  );
}
