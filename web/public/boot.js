// Runs before the page: where a file of the page does not come, it is loaded anew once, and never stays white.
// (After an upgrade of the server a browser may hold an old page whose files are gone.)
(() => {
  const KEY = "lobby.boot";
  const AGAIN_AFTER_MS = 60_000;

  /** Whether it may be loaded anew: not in a loop, not into the browser's own page for who is offline. */
  const mayReload = () => {
    if (!navigator.onLine) return false;
    try {
      if (Date.now() - Number(sessionStorage.getItem(KEY)) < AGAIN_AFTER_MS) return false;
      sessionStorage.setItem(KEY, String(Date.now()));
      return true;
    } catch {
      return false; // Without storage nobody would know that it was done already.
    }
  };

  const tell = () => {
    const notice = document.createElement("main");
    notice.style.cssText =
      "font: 18px/1.5 system-ui, sans-serif; margin: 20vh auto; padding: 0 24px; max-width: 24em";
    notice.append("The page did not load completely. ");
    const again = document.createElement("button");
    again.textContent = "Load it again";
    again.style.font = "inherit";
    again.onclick = () => location.reload();
    notice.append(again);
    document.body.replaceChildren(notice);
  };

  const hear = ({ target }) => {
    const isPart =
      target instanceof HTMLScriptElement ||
      (target instanceof HTMLLinkElement && target.rel === "stylesheet");
    if (!isPart) return;
    removeEventListener("error", hear, true);
    if (mayReload()) location.reload();
    else if (document.body) tell();
    else addEventListener("DOMContentLoaded", tell);
  };
  addEventListener("error", hear, true);
})();
