// Where the page begins.
import "../styles/base.css";
import "../styles/home.css";
import "../styles/days.css";
import "../styles/finding.css";
import "../styles/operator.css";
import "../styles/room.css";
import "../styles/hosting.css";
import "../styles/games.css";
import "../styles/own.css";
import "../styles/forms.css";
import "../styles/plain.css";
import "../styles/plain_board.css";
import "../styles/replay.css";
import "../styles/settings.css";
import "../styles/setup.css";
import { render } from "preact";
import { App } from "./app";
import { keepFocus } from "./focus";
import { learnPreferred } from "./preferences";
import { recall } from "./storage";
import { Store } from "./store";
import { StoreContext } from "./use";

void learnPreferred().then(begin);

function begin(): void {
  const build = document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content ?? "";
  const store = new Store(build);
  store.start();
  keepFocus();
  // Who tries a bad network goes on with it when the page is loaded anew.
  if (recall("lobby.bad_line") !== null)
    void import("./bad_network").then(({ restoreLine }) => restoreLine(store));
  render(
    <StoreContext.Provider value={store}>
      <App />
    </StoreContext.Provider>,
    document.getElementById("app") as HTMLElement,
  );
}
