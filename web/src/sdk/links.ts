// What carries the session: one transport, and at times a WebSocket that is tried while polls go on.
import { PollingTransport } from "./polling";
import type { Carried, Transport, TransportName } from "./transport";
import { WebSocketTransport } from "./websocket";

export class Links {
  current: Transport | null = null;
  /** Something was heard of the current one. */
  isHeard = false;
  isWelcome = false;
  /** The current one took over from polls that worked, and was not welcomed yet. */
  isOnTrial = false;
  /** A WebSocket that is tried while polls carry the session; after its hello it is the current one. */
  #trial: Transport | null = null;

  constructor(
    private readonly url: string | URL,
    private readonly carried: Carried,
    private readonly takenOver: () => void,
  ) {}

  /** Carry the session with another one. */
  open(name: TransportName): void {
    this.drop();
    this.current = this.#make(name, this.carried);
  }

  /** Let nothing carry the session. */
  drop(): void {
    this.current?.close();
    this.#trial?.close();
    this.current = this.#trial = null;
    this.isOnTrial = this.isHeard = this.isWelcome = false;
  }

  /** Try a WebSocket while the polls go on. They end when it is open, and begin again if it then says nothing. */
  tryWebSocket(): void {
    const trial: Transport = this.#make("websocket", {
      ...this.carried,
      hello: () => {
        this.#trial = null;
        this.drop();
        this.current = trial;
        this.isOnTrial = true;
        this.takenOver();
        return this.carried.hello();
      },
      lost: (retryMs) => {
        if (this.current === trial) this.carried.lost(retryMs);
        else this.#trial = null;
      },
    });
    this.#trial?.close();
    this.#trial = trial;
  }

  #make(name: TransportName, carried: Carried): Transport {
    const Made = name === "websocket" ? WebSocketTransport : PollingTransport;
    return new Made(this.url, carried);
  }
}
