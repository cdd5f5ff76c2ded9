// A clock that goes on while the page is hidden, so that waiting in another tab costs nobody the seat.

/** Call back every `ms` until the result is called. Without workers an ordinary timer does it. */
export function every(ms: number, callback: () => void): () => void {
  let stop = () => undefined as void;
  const useTimer = () => {
    const timer = setInterval(callback, ms);
    stop = () => clearInterval(timer);
  };
  if (typeof Worker === "undefined") useTimer();
  else {
    const worker = new Worker(new URL("./ticker_worker.ts", import.meta.url), { type: "module" });
    stop = () => worker.terminate();
    worker.onmessage = callback;
    // Its file may be gone from the server, and the connection must live on.
    worker.onerror = () => {
      stop();
      useTimer();
    };
    worker.postMessage(ms);
  }
  return () => stop();
}
