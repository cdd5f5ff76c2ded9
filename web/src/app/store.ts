// What the page shows besides the topics: where we are, what just failed, who is typing.
import type { FailureCode, Kept, Outcome } from "../sdk/commands";
import { Connection } from "../sdk/connection";
import type { Form, FormField } from "../sdk/forms";
import type { Channel, Gone, Pace, ServerMessage, Signalled, Value } from "../sdk/messages";
import type { Wish } from "../sdk/pending";
import { every } from "../sdk/ticker";
import type { Line } from "../sdk/transport";
import type { Held } from "../sdk/topics";
import { isOffline, listenForWaking } from "../sdk/wake";
import {
  chatLines,
  gameView,
  liveSeatTopic,
  read,
  roomNow,
  roomsShown,
  roomView,
  seatTopic,
  type ChatLine,
  type LobbyChatView,
  type OwnView,
  type RoomLook,
  type RoomView,
} from "../sdk/views";
import { Alerts } from "./alerts/alerts";
import type { Person } from "./people";
import { closeSheets } from "./closing";
import { explain } from "./explain";
import { becomeAnother, becomeOneself, guestToken } from "./identity";
import { halted, lookFor, type Found } from "./looking";
import { Outgoing, type OutgoingLine } from "./outgoing";
import { Passing } from "./passing";
import { Preferred } from "./preferences";
import { isWriting, reloadOnce } from "./reload";
import { pageOf, urlOf, type Page } from "./route";
import { detailLine, failureLine } from "./lines";
import { texts } from "./words";
import { calledAs } from "./words/bots";

/** What a new table is to be like. */
export type TableWish = Omit<Extract<Wish, { type: "create" }>, "type" | "house"> & {
  pace: Pace;
  house?: Record<string, Value>;
};

/** A kind of bot that can play a game. */
export interface BotInfo {
  id: string;
  title: string;
}

export interface GameInfo {
  id: string;
  title: string;
  seats_min: number;
  seats_max: number;
  /** Ticks a second of a game in real time, 0: it goes by turns. */
  tick_rate: number;
  /** Whether dice may be drawn in it; missing: told by an older server. */
  chance?: boolean;
  options: FormField[];
  /** The team of each seat; none in a game without teams. */
  teams?: number[];
  /** The form of a move; null where the game declares none. */
  move: Form | null;
  /** The strongest first. */
  bots: BotInfo[];
  /** The module that draws the game, relative to the page; null: the game brings none. */
  page: string | null;
}

/** Why the page of a room shows no room. */
export type Absence =
  | "entering"
  | "closed"
  | "left"
  | { sentAway: "kicked" | "banned"; why: string }
  /** By the operator; whether the table is still there is asked for. */
  | { operator: string; isOpen: boolean }
  | Found;

/** Commands that the page gives by itself: nobody waits for them. */
const OWN_BUSINESS: ReadonlySet<Wish["type"]> = new Set<Wish["type"]>([
  "subscribe",
  "unsubscribe",
  "join",
  "look",
  "search",
  "profile",
  "leaders",
]);

/** Hears what the tick topic of the room shows, and with it that of one's own seat. */
type LiveListener = (held: Held, own: Held | undefined) => void;

export class Store {
  page: Page;
  games: GameInfo[] = [];
  /** Whether the server was asked for the games, and has answered or failed to. */
  knowsGames = false;
  roomId: string | null = null;
  absence: Absence = "entering";
  readonly passing = new Passing(() => this.#changed());
  readonly preferred = new Preferred(() => this.#changed());
  readonly alerts = new Alerts(this);
  outgoing = new Outgoing();
  connection: Connection;
  isGuest = false;
  /** When an input was lost to a cut the last time, by `Date.now()`. */
  inputLostAt = -Infinity;
  /** Whose sheet is open. */
  person: Person | null = null;
  /** What the page is about, "" for home. */
  subject = "";

  #listeners = new Set<() => void>();
  #signalListeners = new Set<(signal: Signalled) => void>();
  /** Whether a bad network is on trial. */
  isLineBad = false;
  #line: Line | null = null;
  #liveListeners = new Set<LiveListener>();
  #live: Held | undefined;
  #liveOwn: Held | undefined;
  #subscribed = new Set<string>();
  /** The room that was shown last, for when the server has forgotten it. */
  #known: RoomView | null = null;
  #wasQueued = false;

  constructor(readonly build: string) {
    this.page = pageOf(location.href, document.baseURI);
    this.connection = this.#connect();
  }

  /** Begin: connect, and follow the browser's own navigation. */
  start(): void {
    this.preferred.start();
    this.alerts.start();
    this.connection.start();
    void this.#fetchGames();
    addEventListener("popstate", () => this.#show(pageOf(location.href, document.baseURI)));
    listenForWaking(() => this.connection);
  }

  /** Call `listener` after each change; the result ends that. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From now on all that this tab says and hears goes through another line; null: straight to the network. */
  useLine(line: Line | null): void {
    this.isLineBad = line !== null;
    this.#line = line;
    this.connection.useLine(line);
    this.#changed();
  }

  /** Call `listener` with what the tick topic of the room shows, now and after each tick; the result ends that. */
  listenLive(listener: LiveListener): () => void {
    this.#liveListeners.add(listener);
    if (this.#live) listener(this.#live, this.#liveOwn);
    return () => this.#liveListeners.delete(listener);
  }

  /** Call `listener` for each signal in the room that is shown; the result ends that. */
  listenSignals(listener: (signal: Signalled) => void): () => void {
    this.#signalListeners.add(listener);
    return () => this.#signalListeners.delete(listener);
  }

  get me(): string {
    return this.connection.player?.id ?? "";
  }

  /** Return the team of each seat of a game; none where it has no teams, or is not on offer any more. */
  teamsOf(game: string): readonly number[] {
    return this.games.find(({ id }) => id === game)?.teams ?? [];
  }

  /** The wall clock of the server. */
  get nowMs(): number {
    return Date.now() + this.connection.skewMs;
  }

  /** The room time at which a room is shown. */
  roomNow(room: RoomView): number {
    return roomNow(this.connection.topics, room, this.nowMs);
  }

  get room(): RoomView | undefined {
    return this.roomId === null ? undefined : roomView(this.connection.topics, this.roomId);
  }

  /** Rooms that this session is in. */
  get rooms(): RoomView[] {
    const { topics } = this.connection;
    return roomsShown(topics).map((room) => roomView(topics, room) as RoomView);
  }

  /** Ask the server for something; a refusal is shown as a toast. */
  async ask(wish: Wish): Promise<Outcome> {
    const outcome = await this.connection.ask(wish);
    if (!outcome.done) this.passing.fail(outcome);
    return outcome;
  }

  /** What the player asked for and has no answer yet. */
  get kept(): Kept[] {
    return this.connection.kept.filter(({ command }) => !OWN_BUSINESS.has(command.type));
  }

  /** Say a line in the chat of a room, "" for the lobby; it is shown at once, and says itself what became of it. */
  async say(room: string, text: string, to: Channel = "all"): Promise<void> {
    const line = this.outgoing.begin(room, text, this.chatOf(room));
    const outcome = await this.connection.ask({ type: "say", room, text, to });
    this.outgoing.settle(line, outcome);
    const heardBy = outcome.done ? (outcome.result as { to: Channel }).to : to;
    if (heardBy !== to) this.passing.toast(texts.talk.onlyWatchers);
    this.#lookForOutgoing();
    this.#changed();
  }

  /** Take a line off that was not said. */
  forgetLine(line: OutgoingLine): void {
    this.outgoing.forget(line);
    this.#changed();
  }

  /** Name what the page is about, for the title of the tab. */
  nameSubject(subject: string): void {
    this.subject = subject;
    this.#changed();
  }

  /** The lines that a chat shows. */
  chatOf(room: string): readonly ChatLine[] {
    const { topics } = this.connection;
    const lines =
      room === "" ? (read<LobbyChatView>(topics, "lobby/chat")?.chat ?? []) : chatLines(topics, room);
    return lines.filter((line) => line.kind !== "said" || !this.hides(line.player));
  }

  /** Whether what a player says is not to be shown. */
  hides(player: string): boolean {
    return this.blocked.some((blocked) => blocked.id === player);
  }

  /** Tell that an input had no effect, as the line is cut. */
  noteLostInput(): void {
    this.inputLostAt = Date.now();
    this.#changed();
  }

  /** Whether one plays in real time now: there, what is done while the line is cut has no effect. */
  get playsLive(): boolean {
    const { room } = this;
    const { topics } = this.connection;
    const game = room && gameView(topics, room.id);
    return (
      Boolean(game?.tick_rate) && game?.view === null && seatTopic(room as RoomView, this.me) !== undefined
    );
  }

  /** Whom one has blocked. */
  get blocked(): OwnView["blocked"] {
    return read<OwnView>(this.connection.topics, `player/${this.me}`)?.blocked ?? [];
  }

  /** Show why something was not done. */
  tellFailure(code: FailureCode, detail: string): void {
    this.passing.toast(failureLine(code), detailLine(code, detail));
  }

  /** Open the sheet about somebody, or close it. */
  showPerson(person: Person | null): void {
    this.person = person && { ...person, name: calledAs(person) };
    this.#changed();
  }

  /** Go to another page of ours. */
  go(page: Page): void {
    history.pushState(null, "", urlOf(page, document.baseURI));
    this.#show(page);
    scrollTo(0, 0);
  }

  /** Open a table and go there. A refusal is for the form to tell. */
  async createRoom(wish: TableWish): Promise<Outcome> {
    const outcome = await this.connection.ask({ type: "create", ...wish });
    if (outcome.done) this.#goTo(outcome.result as { room: string; code: string }, wish.pace);
    return outcome;
  }

  /** Take a seat in a game at once, and go there. */
  async quickPlay(game: string): Promise<void> {
    const outcome = await this.ask({ type: "quick_play", game });
    if (outcome.done) this.go({ name: "room", code: (outcome.result as { code: string }).code });
  }

  /** Wait for a rated game no more. */
  async dequeue(): Promise<void> {
    this.#wasQueued = false;
    await this.ask({ type: "dequeue" });
  }

  /** Go to the new table of the people of one that is over; who asks first opens it. */
  async playAgain({ room, pace }: RoomLook): Promise<void> {
    const outcome = await this.ask({ type: "again", room });
    if (outcome.done) this.#goTo(outcome.result as { room: string; code: string }, pace);
  }

  async leaveRoom(room: RoomView): Promise<void> {
    const outcome = await this.ask({ type: "leave", room: room.id });
    if (outcome.done) this.go({ name: "home" });
  }

  /** Enter the room of the page, again if need be. */
  async enterRoom(password = ""): Promise<void> {
    if (this.page.name !== "room") return;
    const { code } = this.page;
    // Who stands at the door with a password keeps standing there until the answer comes.
    if (!password) this.absence = "entering";
    const outcome = await this.connection.ask({ type: "join", room: code, ...(password && { password }) });
    if (this.page.name !== "room" || this.page.code !== code) return;
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
    this.#changed();
  }

  /** Change the player's name; false where it was refused. */
  async rename(name: string): Promise<boolean> {
    const outcome = await this.ask({ type: "set_name", name });
    if (!outcome.done) return false;
    const { player } = this.connection;
    if (player) player.name = (outcome.result as { name: string }).name;
    this.#changed();
    return true;
  }

  /** Be another guest in this tab, or oneself again; a new player is a new session. */
  becomeGuest(another: boolean): void {
    if (another) becomeAnother();
    else becomeOneself();
    this.connection.stop();
    this.outgoing = new Outgoing();
    this.connection = this.#connect();
    this.connection.useLine(this.#line);
    this.connection.start();
    this.#changed();
  }

  /** Tell the others something that may be lost; the sender sees it, too. */
  signal(kind: string, value: Value): void {
    if (this.roomId === null) return;
    this.connection.signal(this.roomId, kind, value);
    if (kind === "emote") this.passing.sign({ player: this.me, kind, value });
  }

  /** Go to a table that is about to be played at. One over days keeps a seat for who closes the page at once. */
  #goTo({ room, code }: { room: string; code: string }, pace: Pace): void {
    if (pace === "slow") void this.#sit(room);
    this.go({ name: "room", code });
  }

  /** Who comes back to a table of theirs has a seat already. */
  async #sit(room: string): Promise<void> {
    const outcome = await this.connection.ask({ type: "sit", room });
    if (!outcome.done && outcome.code !== "already_seated") this.passing.fail(outcome);
  }

  /** Find out what became of the table of the page, whose code is `code`. */
  async #lookFor(room: string, code: string): Promise<void> {
    const known = this.#known?.code === code ? this.#known : null;
    const found = await lookFor((wish) => this.connection.ask(wish), room, known);
    if (this.page.name !== "room" || this.page.code !== code || this.roomId !== null) return;
    this.absence = found;
    this.#changed();
  }

  #connect(): Connection {
    const token = guestToken();
    this.isGuest = token !== undefined;
    return new Connection({
      url: document.baseURI,
      build: this.build,
      token,
      explain,
      isOffline,
      every,
      onChange: (message) => this.#hear(message),
    });
  }

  #show(page: Page): void {
    const left = this.room;
    closeSheets();
    this.person = null;
    this.page = page;
    if (page.name !== "room") {
      this.roomId = null;
      // Who only watched is gone; a seat stays, and home shows the way back.
      if (left && seatTopic(left, this.me) === undefined)
        void this.connection.ask({ type: "leave", room: left.id });
    } else if (this.room?.code !== page.code) {
      this.roomId = this.rooms.find((room) => room.code === page.code)?.id ?? null;
      if (this.roomId === null) void this.enterRoom();
    }
    this.#subscribe();
    this.#changed();
  }

  #hear(message: ServerMessage | null): void {
    if (this.#hearTick(message)) return;
    if (message?.type === "welcome" && message.session !== "resumed") this.#begin();
    else if (message?.type === "signalled" && message.room === this.roomId) this.#signalled(message);
    else if (message?.type === "gone") this.#gone(message);
    this.#known = this.room ?? this.#known;
    this.#lookAtQueue();
    this.#lookForOutgoing();
    this.#reloadIfNewer();
    this.#changed();
  }

  /** Tell who draws ticks of them. Returns whether there is nothing else to see: the page need not be drawn anew. */
  #hearTick(message: ServerMessage | null): boolean {
    const [before, ownBefore] = [this.#live, this.#liveOwn];
    const { shown } = this.connection.topics;
    this.#live = this.roomId === null ? undefined : shown[`live/${this.roomId}`];
    const topic = this.room && seatTopic(this.room, this.me);
    this.#liveOwn = topic ? shown[liveSeatTopic(topic)] : undefined;
    if (this.#live && (this.#live !== before || this.#liveOwn !== ownBefore))
      for (const listener of this.#liveListeners) listener(this.#live, this.#liveOwn);
    const isTick = message?.type === "patch" && message.topic.startsWith("live/");
    return isTick && notesOf(before) === notesOf(this.#live) && notesOf(ownBefore) === notesOf(this.#liveOwn);
  }

  /** Who waited, and neither left nor was matched, is told: a restart empties the queue. */
  #lookAtQueue(): void {
    const own = read<OwnView>(this.connection.topics, `player/${this.me}`);
    if (!own) return;
    if (this.#wasQueued && own.queue === null && own.found.length === 0)
      this.passing.toast(texts.queue.over, texts.queue.overHint);
    this.#wasQueued = own.queue !== null;
  }

  #signalled(signal: Signalled): void {
    if (this.hides(signal.player)) return;
    this.passing.sign(signal);
    for (const listener of this.#signalListeners) listener(signal);
  }

  /** A session has no subscriptions at first. */
  #begin(): void {
    this.#subscribed.clear();
    if (this.games.length === 0) void this.#fetchGames();
    this.#subscribe();
    void this.enterRoom();
  }

  #gone({ topic, reason, detail = "" }: Gone): void {
    if (![`room/${this.roomId}`, `watch/${this.roomId}`].includes(topic)) return;
    // Who sits down or stands up where others watch late hears other topics of the same room.
    if (reason === "moved") return;
    this.roomId = null;
    // A new session has no topics; whether the room is still there the server is about to say.
    if (reason === "not_allowed" && this.connection.waitsFor("join")) this.absence = "entering";
    else if (reason === "kicked" || reason === "banned") this.absence = { sentAway: reason, why: detail };
    else if (reason === "halted") this.absence = halted(detail);
    else if (reason === "operator")
      void this.#sentAwayByOperator(detail, topic.slice(topic.indexOf("/") + 1));
    else this.absence = reason === "closed" ? reason : "left";
    if (this.absence === "closed" && this.page.name === "room")
      void this.#lookFor(topic.slice(topic.indexOf("/") + 1), this.page.code);
  }

  /** The operator removes people, and closes tables: only one that stands can be come into again. */
  async #sentAwayByOperator(operator: string, room: string): Promise<void> {
    const absence: Absence = { operator, isOpen: false };
    this.absence = absence;
    const found = await lookFor((wish) => this.connection.ask(wish), room, null);
    if (this.absence !== absence) return;
    this.absence = { operator, isOpen: "open" in found };
    this.#changed();
  }

  #lookForOutgoing(): void {
    const { told, shown } = this.connection.topics;
    for (const room of this.outgoing.rooms)
      this.outgoing.look(room, this.me, this.chatOf(room), told === shown);
  }

  #subscribe(): void {
    if (!this.connection.player) return;
    const topics = [...this.games.map((game) => `lobby/${game.id}`), "lobby/chat"];
    const wanted = new Set(this.page.name === "home" ? topics : []);
    for (const topic of wanted) {
      if (!this.#subscribed.has(topic)) void this.connection.ask({ type: "subscribe", topic });
    }
    for (const topic of this.#subscribed) {
      if (!wanted.has(topic)) void this.connection.ask({ type: "unsubscribe", topic });
    }
    this.#subscribed = wanted;
  }

  async #fetchGames(): Promise<void> {
    try {
      const response = await fetch(new URL("api/games", document.baseURI));
      if (response.ok) this.games = (await response.json()) as GameInfo[];
    } catch (error) {
      // The next welcome tries again; until then the page says that it is offline.
      console.warn("the list of games did not come", error);
    }
    this.knowsGames = true;
    this.#subscribe();
    this.#changed();
  }

  /** The server has a newer page: take it between moves, when nothing is half said. */
  #reloadIfNewer(): void {
    const { status, newerPage, unanswered, topics } = this.connection;
    if (status.name === "refused" && status.code === "unsupported_protocol")
      reloadOnce(`protocol of ${this.build}`, Date.now());
    if (!newerPage || status.name !== "online" || unanswered > 0) return;
    const seat = this.room && seatTopic(this.room, this.me);
    if (seat && read<{ turn: boolean }>(topics, seat)?.turn) return;
    if (!isWriting() && !this.outgoing.hasFailed) reloadOnce(`newer than ${this.build}`, Date.now());
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** What a tick has noted; unchanged notes are the same list. */
function notesOf(held: Held | undefined): unknown {
  return (held?.view as { notes?: unknown } | undefined)?.notes;
}
