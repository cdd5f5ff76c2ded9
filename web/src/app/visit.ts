// Where the page is, and what became of its table.
import type { Gone } from "../sdk/messages";
import { roomNow, roomsShown, roomView, seatTopic } from "../sdk/views/read";
import type { RoomView } from "../sdk/views/room";
import { closeSheets } from "./closing";
import { halted, isWaiting, lookFor, type Found } from "./looking";
import type { Person } from "./people";
import { pageOf, urlOf, type Page } from "./route";
import type { Subscriptions } from "./subscriptions";
import type { Tab } from "./tab";
import { calledAs } from "./words/bots";

/** Why the page of a room shows no room. */
export type Absence =
  | "entering"
  | "closed"
  | "left"
  | { sentAway: "kicked" | "banned"; why: string }
  /** By the operator; whether the table is still there is asked for. */
  | { operator: string; isOpen: boolean }
  | Found;

export class Visit {
  page: Page = pageOf(location.href, document.baseURI);
  roomId: string | null = null;
  absence: Absence = "entering";
  /** Whose sheet lies over the page. */
  person: Person | null = null;
  /** What the page is about, "" for home. */
  subject = "";
  /** The room that was shown last, for when the server has forgotten it. */
  #known: RoomView | null = null;

  constructor(
    private readonly tab: Tab,
    private readonly subscriptions: Subscriptions,
    private readonly changed: () => void,
  ) {}

  /** Follow the browser's own navigation. */
  start(): void {
    addEventListener("popstate", () => this.#show(pageOf(location.href, document.baseURI)));
  }

  get room(): RoomView | undefined {
    return this.roomId === null ? undefined : roomView(this.tab.connection.topics, this.roomId);
  }

  /** Rooms that this session is in. */
  get rooms(): RoomView[] {
    const { topics } = this.tab.connection;
    return roomsShown(topics).map((room) => roomView(topics, room) as RoomView);
  }

  /** The topic of the own seat at the table of the page. */
  get seat(): string | undefined {
    const { room } = this;
    return room && seatTopic(room, this.tab.me);
  }

  /** The room time at which a room is shown. */
  roomNow(room: RoomView): number {
    return roomNow(this.tab.connection.topics, room, this.tab.nowMs);
  }

  /** Go to another page of ours. */
  go(page: Page): void {
    history.pushState(null, "", urlOf(page, document.baseURI));
    this.#show(page);
    scrollTo(0, 0);
  }

  /** Enter the room of the page, again if need be. */
  async enter(password = ""): Promise<void> {
    if (this.page.name !== "room") return;
    const { code } = this.page;
    // Who stands at the door with a password keeps standing there until the answer comes.
    if (!password) this.absence = "entering";
    const outcome = await this.tab.connection.ask({
      type: "join",
      room: code,
      ...(password && { password }),
    });
    if (!this.#isAt(code)) return;
    if (outcome.done) {
      const found = outcome.result as { room: string; code: string };
      this.roomId = found.room;
      this.page = { name: "room", code: found.code };
      history.replaceState(null, "", urlOf(this.page, document.baseURI));
    } else if (outcome.code === "no_such_room") {
      await this.#lookFor(code, code);
    } else {
      this.absence = { refused: outcome.code, detail: outcome.detail, isLook: false, failure: outcome };
    }
    this.changed();
  }

  /** A table that waited for its game may be there again, now that the server is. */
  enterIfWaiting(): void {
    if (isWaiting(this.absence)) void this.enter();
  }

  /** Leave a table for good, and go home. */
  async leave(room: RoomView): Promise<void> {
    const outcome = await this.tab.ask({ type: "leave", room: room.id });
    if (outcome.done) this.go({ name: "home" });
  }

  /** Open the sheet about somebody, or close it. */
  showPerson(person: Person | null): void {
    this.person = person && { ...person, name: calledAs(person) };
    this.changed();
  }

  /** Name what the page is about, for the title of the tab. */
  nameSubject(subject: string): void {
    this.subject = subject;
    this.changed();
  }

  /** The server tells nothing more of a topic: was it the table of the page, the page says why. */
  hearGone({ topic, reason, detail = "" }: Gone): void {
    if (![`room/${this.roomId}`, `watch/${this.roomId}`].includes(topic)) return;
    // Who sits down or stands up where others watch late hears other topics of the same room.
    if (reason === "moved") return;
    this.roomId = null;
    const room = topic.slice(topic.indexOf("/") + 1);
    // A new session has no topics; whether the room is still there the server is about to say.
    if (reason === "not_allowed" && this.tab.connection.waitsFor("join")) this.absence = "entering";
    else if (reason === "kicked" || reason === "banned") this.absence = { sentAway: reason, why: detail };
    else if (reason === "halted") this.absence = halted(detail);
    else if (reason === "operator") void this.#sentAwayByOperator(detail, room);
    else this.absence = reason === "closed" ? reason : "left";
    if (this.absence === "closed" && this.page.name === "room") void this.#lookFor(room, this.page.code);
  }

  /** Remember the table of the page as it is, for when the server has forgotten it. */
  remember(): void {
    this.#known = this.room ?? this.#known;
  }

  #show(page: Page): void {
    const { room: left, seat } = this;
    closeSheets();
    this.person = null;
    this.page = page;
    if (page.name !== "room") {
      this.roomId = null;
      // Who only watched is gone; a seat stays, and home shows the way back.
      if (left && seat === undefined) void this.tab.connection.ask({ type: "leave", room: left.id });
    } else if (this.room?.code !== page.code) {
      this.roomId = this.rooms.find((room) => room.code === page.code)?.id ?? null;
      if (this.roomId === null) void this.enter();
    }
    this.subscriptions.follow(this.page);
    this.changed();
  }

  #isAt(code: string): boolean {
    return this.page.name === "room" && this.page.code === code;
  }

  /** Find out what became of the table of the page, whose code is `code`. */
  async #lookFor(room: string, code: string): Promise<void> {
    const known = this.#known?.code === code ? this.#known : null;
    const found = await lookFor((wish) => this.tab.connection.ask(wish), room, known);
    if (!this.#isAt(code) || this.roomId !== null) return;
    this.absence = found;
    this.changed();
  }

  /** The operator removes people, and closes tables: only one that stands can be come into again. */
  async #sentAwayByOperator(operator: string, room: string): Promise<void> {
    const absence: Absence = { operator, isOpen: false };
    this.absence = absence;
    const found = await lookFor((wish) => this.tab.connection.ask(wish), room, null);
    if (this.absence !== absence) return;
    this.absence = { operator, isOpen: "open" in found };
    this.changed();
  }
}
