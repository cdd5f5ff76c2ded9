// The frame around every page.
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
