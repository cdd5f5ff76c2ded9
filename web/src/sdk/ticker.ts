// A clock that goes on while the page is hidden, so that waiting in another tab costs nobody the seat.

/** Call back every `ms` until the result is called. Without workers an ordinary timer does it. */
export function every(ms: number, callback: () => void): () => void {
  if (typeof Worker === "undefined") {
    const timer = setInterval(callback, ms);
    return () => clearInterval(timer);
  }
  const worker = new Worker(new URL("./ticker_worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = callback;
  worker.postMessage(ms);
  return () => worker.terminate();
}
