// Runs before the page: says in which language it is. Where a file of the page does not come, the page is loaded anew
// once, and never stays white.
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

  // The catalogue of texts is one of the files that may be missing, so these stand here.
  const TEXTS = {
    en: ["The page did not load completely.", "Load it again"],
    de: ["Die Seite wurde nicht vollständig geladen.", "Noch einmal laden"],
  };

  /** The language that was chosen, else the first of the browser's that is known. */
  const findLanguage = () => {
    let chosen;
    try {
      chosen = JSON.parse(localStorage.getItem("lobby.preferences"))?.language;
    } catch {
      // Without storage the browser's own language it is.
    }
    return [chosen, ...navigator.languages.map((one) => one.slice(0, 2))].find((one) => one in TEXTS) ?? "en";
  };

  const tell = () => {
    const [line, button] = TEXTS[document.documentElement.lang];
    const notice = document.createElement("main");
    notice.style.cssText =
      "font: 18px/1.5 system-ui, sans-serif; margin: 20vh auto; padding: 0 24px; max-width: 24em";
    notice.append(`${line} `);
    const again = document.createElement("button");
    again.textContent = button;
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
  document.documentElement.lang = findLanguage();
  addEventListener("error", hear, true);
})();
