// What a browser tells of itself that makes it worth trying at once: looked at again, thawed, in another network.

interface Wakeable {
  wake(): void;
  networkChanged(isSure?: boolean): void;
}

/** Wake what is connected now whenever the browser hints at it; the result ends that. Programs have no such hints. */
export function listenForWaking(connected: () => Wakeable): () => void {
  if (typeof document === "undefined") return () => undefined;
  const wake = () => connected().wake();
  const change = () => connected().networkChanged();
  // The system says that there is a network after there was none: another one as a rule.
  const arrive = () => connected().networkChanged(true);
  // A page that comes out of the browser's memory has left its line there.
  const show = (event: Event) => ((event as PageTransitionEvent).persisted ? arrive() : wake());
  const look = () => document.hidden || wake();
  const hints: [EventTarget | undefined, string, (event: Event) => void][] = [
    [document, "visibilitychange", look],
    // Frozen pages resume.
    [document, "resume", wake],
    [window, "pageshow", show],
    // A window that was behind others was never hidden.
    [window, "focus", wake],
    [window, "offline", wake],
    [window, "online", arrive],
    [(navigator as Navigator & { connection?: EventTarget }).connection, "change", change],
  ];
  for (const [target, name, listener] of hints) target?.addEventListener(name, listener);
  return () => hints.forEach(([target, name, listener]) => target?.removeEventListener(name, listener));
}

/** Return whether the browser says that there is no network at all. */
export function isOffline(): boolean {
  return typeof navigator !== "undefined" && navigator.onLine === false;
}
