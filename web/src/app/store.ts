// What the page shows besides the topics, put together: each part is about one subject.
import type { Kept, Outcome } from "../sdk/commands";
import type { Connection } from "../sdk/connection";
import type { ServerMessage } from "../sdk/messages";
import type { Wish } from "../sdk/pending";
import { read } from "../sdk/views/read";
import type { RoomView } from "../sdk/views/room";
import { listenForWaking } from "../sdk/wake";
import { Alerts } from "./alerts/alerts";
import { Catalogue, type GameInfo } from "./catalogue";
import { Queue } from "./finding/queue";
import { Opening } from "./opening";
import { Passing } from "./passing";
import { Preferred } from "./preferences";
import { RealTime } from "./real_time";
import { reloadIfNewer } from "./reload";
import type { Page } from "./route";
import { Signals } from "./signals";
import { Subscriptions } from "./subscriptions";
import { Tab } from "./tab";
import { Talk } from "./talk";
import { Visit } from "./visit";

export class Store {
  readonly passing: Passing;
  readonly preferred: Preferred;
  readonly catalogue: Catalogue;
  readonly tab: Tab;
  readonly visit: Visit;
  readonly opening: Opening;
  readonly queue: Queue;
  readonly talk: Talk;
  readonly signals: Signals;
  readonly realTime: RealTime;
  readonly alerts: Alerts;
  readonly #subscriptions: Subscriptions;
  #listeners = new Set<() => void>();

  constructor(private readonly build: string) {
    const changed = (): void => this.#changed();
    this.passing = new Passing(changed);
    this.preferred = new Preferred(changed);
    this.catalogue = new Catalogue(() => this.#fetched());
    this.tab = new Tab(build, this.passing, (message) => this.#hear(message), changed);
    this.#subscriptions = new Subscriptions(this.tab, this.catalogue);
    this.visit = new Visit(this.tab, this.#subscriptions, changed);
    this.opening = new Opening(this.tab, this.visit, this.passing);
    this.queue = new Queue(this.tab, this.passing);
    this.talk = new Talk(this.tab, this.passing, changed);
    this.signals = new Signals(this.tab, this.visit, this.talk, this.passing);
    this.realTime = new RealTime(this.tab, this.visit, changed);
    this.alerts = new Alerts(this.tab, this.visit, this.preferred);
  }

  /** Begin: connect, and follow the browser's own navigation. */
  start(): void {
    this.preferred.start();
    this.alerts.start((listener) => this.listen(listener));
    this.connection.start();
    void this.catalogue.fetch();
    this.visit.start();
    listenForWaking(() => this.connection);
  }

  /** Call `listener` after each change; the result ends that. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get connection(): Connection {
    return this.tab.connection;
  }

  get me(): string {
    return this.tab.me;
  }

  /** The wall clock of the server. */
  get nowMs(): number {
    return this.tab.nowMs;
  }

  /** What the player asked for and has no answer yet. */
  get kept(): Kept[] {
    return this.tab.kept;
  }

  get games(): GameInfo[] {
    return this.catalogue.games;
  }

  get page(): Page {
    return this.visit.page;
  }

  /** The room of the page, once it is entered. */
  get room(): RoomView | undefined {
    return this.visit.room;
  }

  /** The room time at which a room is shown. */
  roomNow(room: RoomView): number {
    return this.visit.roomNow(room);
  }

  /** Go to another page of ours. */
  go(page: Page): void {
    this.visit.go(page);
  }

  /** Ask the server for something; a refusal is shown as a toast. */
  ask(wish: Wish): Promise<Outcome> {
    return this.tab.ask(wish);
  }

  /** Be another guest in this tab, or oneself again. */
  becomeGuest(another: boolean): void {
    this.talk.forgetAll();
    this.tab.become(another);
    this.#changed();
  }

  #hear(message: ServerMessage | null): void {
    if (this.realTime.hear(message)) return;
    if (message?.type === "welcome" && message.session !== "resumed") this.#begin();
    else if (message?.type === "welcome") this.visit.enterIfWaiting();
    else if (message?.type === "signalled") this.signals.hear(message);
    else if (message?.type === "gone") this.visit.hearGone(message);
    this.visit.remember();
    this.queue.look();
    this.talk.lookForOutgoing();
    this.#reloadIfNewer();
    this.#changed();
  }

  #begin(): void {
    this.#subscriptions.forget();
    if (this.games.length === 0) void this.catalogue.fetch();
    this.#subscriptions.follow(this.page);
    void this.visit.enter();
  }

  #fetched(): void {
    this.#subscriptions.follow(this.page);
    this.#changed();
  }

  /** Nobody loses a turn to a newer page, nor a line that was not said. */
  #reloadIfNewer(): void {
    const { connection, visit, talk } = this;
    const isTurn = visit.seat !== undefined && read<{ turn: boolean }>(connection.topics, visit.seat)?.turn;
    reloadIfNewer(connection, this.build, isTurn === true || talk.outgoing.hasFailed);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
