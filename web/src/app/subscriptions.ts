// What home shows besides the own games: it is told only to who looks at it.
import type { Catalogue } from "./catalogue";
import type { Page } from "./route";
import type { Tab } from "./tab";

export class Subscriptions {
  #subscribed = new Set<string>();

  constructor(
    private readonly tab: Tab,
    private readonly catalogue: Catalogue,
  ) {}

  /** A session has no subscriptions at first. */
  forget(): void {
    this.#subscribed.clear();
  }

  /** Hear what a page shows, and nothing else. */
  follow(page: Page): void {
    const { connection } = this.tab;
    if (!connection.player) return;
    const topics = [...this.catalogue.games.map((game) => `lobby/${game.id}`), "lobby/chat"];
    const wanted = new Set(page.name === "home" ? topics : []);
    for (const topic of wanted) {
      if (!this.#subscribed.has(topic)) void connection.ask({ type: "subscribe", topic });
    }
    for (const topic of this.#subscribed) {
      if (!wanted.has(topic)) void connection.ask({ type: "unsubscribe", topic });
    }
    this.#subscribed = wanted;
  }
}
