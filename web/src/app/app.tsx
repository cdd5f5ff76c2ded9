// The frame around every page.
import { FoundSheet } from "./finding/found_sheet";
import { LeadersPage } from "./finding/leaders_page";
import { ProfilePage } from "./finding/profile_page";
import { Header } from "./header";
import { Home } from "./home";
import { RoomPage } from "./room";
import { ReplayPage } from "./replay/page";
import { Elsewhere, RefusedByServer, Toasts } from "./notices";
import { CutStrip } from "./sending";
import { useStore } from "./use";

export function App() {
  return (
    <>
      <Header />
      <Shown />
      <FoundSheet />
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
  if (page.name === "player") return <ProfilePage key={page.id} id={page.id} />;
  if (page.name === "leaders") return <LeadersPage key={page.game} game={page.game} />;
  return page.name === "home" ? <Home /> : <RoomPage />;
}
