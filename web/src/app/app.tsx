// The frame around every page.
import { useEffect, useRef } from "preact/hooks";
import { FoundSheet } from "./finding/found_sheet";
import { Header } from "./header";
import { Home } from "./home";
import { later } from "./later";
import { RoomPage } from "./room";
import { NoticeBanner } from "./notice_banner";
import { Banned, Elsewhere, RefusedByServer, Toasts } from "./notices";
import { CutStrip } from "./sending";
import { PersonSheet } from "./sheets";
import { useStore } from "./use";
import { texts } from "./words";

const LeadersPage = later(async () => (await import("./finding/leaders_page")).LeadersPage);
const ProfilePage = later(async () => (await import("./finding/profile_page")).ProfilePage);
const ReplayPage = later(async () => (await import("./replay/page")).ReplayPage);

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
      <NoticeBanner />
      <div id="content" class="content" ref={content} tabIndex={-1}>
        <Shown />
      </div>
      <ShownPerson />
      <FoundSheet />
      <CutStrip />
      <Toasts />
    </>
  );
}

/** A sheet of its own beside the page: it stays while what it was opened from is drawn anew. */
function ShownPerson() {
  const store = useStore();
  const { person } = store.visit;
  return person && <PersonSheet key={person.player} store={store} person={person} />;
}

function Shown() {
  const { connection, page } = useStore();
  const { status } = connection;
  // It needs no session, so it is shown whatever became of it.
  if (page.name === "replay") return <ReplayPage id={page.id} />;
  if (status.name === "elsewhere") return <Elsewhere />;
  if (status.name === "refused" && status.code === "banned") return <Banned untilMs={status.untilMs} />;
  if (status.name === "refused") return <RefusedByServer code={status.code} detail={status.detail} />;
  if (page.name === "player") return <ProfilePage key={page.id} id={page.id} />;
  if (page.name === "leaders") return <LeadersPage key={page.game} game={page.game} />;
  return page.name === "home" ? <Home /> : <RoomPage />;
}
