// The frame around every page.
import { Header } from "./header";
import { Home } from "./home";
import { RoomPage } from "./room";
import { Elsewhere, Toasts } from "./notices";
import { useStore } from "./use";

export function App() {
  const store = useStore();
  const { status } = store.connection;
  return (
    <>
      <Header />
      {status.name === "elsewhere" ? <Elsewhere /> : store.page.name === "home" ? <Home /> : <RoomPage />}
      <Toasts />
    </>
  );
}
