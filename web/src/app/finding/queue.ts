// Waiting for a rated game: who waited in vain is told.
import type { OwnView } from "../../sdk/views/own";
import { read } from "../../sdk/views/read";
import type { Passing } from "../passing";
import type { Tab } from "../tab";
import { texts } from "../words";

export class Queue {
  #wasQueued = false;

  constructor(
    private readonly tab: Tab,
    private readonly passing: Passing,
  ) {}

  /** Wait no more. */
  async leave(): Promise<void> {
    this.#wasQueued = false;
    await this.tab.ask({ type: "dequeue" });
  }

  /** Who waited, and neither left nor was matched, is told: a restart empties the queue. */
  look(): void {
    const own = read<OwnView>(this.tab.connection.topics, `player/${this.tab.me}`);
    if (!own) return;
    if (this.#wasQueued && own.queue === null && own.found.length === 0)
      this.passing.toast(texts.queue.over, texts.queue.overHint);
    this.#wasQueued = own.queue !== null;
  }
}
