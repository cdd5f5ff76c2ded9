// Runs in a worker of its own: browsers slow the timers of hidden pages down to one a minute, but not these.
onmessage = (event: MessageEvent<number>) => setInterval(() => postMessage(null), event.data);

export {};
