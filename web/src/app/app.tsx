// The frame around every page.
import { useEffect, useRef } from "preact/hooks";
import { Header } from "./header";
import { Home } from "./home";
import { RoomPage } from "./room";
import { ReplayPage } from "./replay/page";
import { Elsewhere, RefusedByServer, Toasts } from "./notices";
import { CutStrip } from "./sending";
import { useStore } from "./use";
import { texts } from "./words";

export function App() {
  const { page } = useStore();
  const content = useRef<HTMLDivElement>(null);
  const first = useRef(page.name);
  const focusContent = (event: Event) => {
    event.preventDefault();
    content.current?.focus();
  };
  useEffect(() => {
    // Another page begins at its top, for keys and screen readers, too.
    if (first.current !== page.name) content.current?.focus({ preventScroll: true });
    first.current = page.name;
  }, [page.name]);
  return (
    <>
      <a class="skip" href={`${location.pathname}#content`} onClick={focusContent}>
        {texts.common.skip}
      </a>
      <Header />
      <div id="content" class="content" ref={content} tabIndex={-1}>
        <Shown />
      </div>
      <CutStrip />
      <Toasts />
    </>
  );
}

function Shown() {
  const { connection, page } = useStore();
  const { status } = connection;
  // It needs no session, so it is shown whatever became of it.
  if (page.name === "replay") return <ReplayPage id={page.id} />;
  if (status.name === "elsewhere") return <Elsewhere />;
  if (status.name === "refused") return <RefusedByServer code={status.code} detail={status.detail} />;
  return page.name === "home" ? <Home /> : <RoomPage />;
}
