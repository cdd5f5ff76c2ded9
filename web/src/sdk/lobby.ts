// The SDK for pages and programs that people write themselves: a lobby, its rooms, and what happens in them.
import { fromHex, randomBytes, toHex } from "./bytes";
import { clockFace, type Clock, type ClockFace } from "./clocks";
import type { FailureCode, Outcome } from "./commands";
import type { Foretelling } from "./live/rules";
import { Live } from "./live/live";
import { Connection, type Status } from "./connection";
import type { Channel, Kind, Pace, Player, Search, ServerMessage, Value } from "./messages";
import type { Wish } from "./pending";
import type { Held } from "./topics";
import type { TransportName } from "./transport";
import { gameView, lateMs, liveSeatTopic, read, roomNow, roomView, seatTopic, talkOf } from "./views";
import { isOffline, listenForWaking } from "./wake";
import type {
  ChatLine,
  CrowdView,
  GameView,
  LeadersPage,
  LiveSeatView,
  LiveView,
  LobbyView,
  OperatorNotice,
  OwnView,
  ProfileLook,
  RoomEntry,
  RoomLook,
  RoomPage,
  RoomView,
  SeatView,
  ServerNoticeView,
} from "./views";

export interface ConnectOptions {
  /** The name that a new player wishes for. */
  name?: string;
  /** Who one is, as `newToken` makes it: keep it like a password, and come back as the same player. */
  token?: string;
  /** "bot" for programs; "person" unless told. */
  kind?: Kind;
}

export interface CreateOptions {
  name?: string;
  /** Whether the room is listed; it is unless told. */
  public?: boolean;
  options?: { [name: string]: Value };
  /** "slow": over days, with nobody there meanwhile; "live" unless told. */
  pace?: Pace;
  /** The turn clock of the room's games; none unless told. */
  clock?: Clock;
  /** What the host decides, where it differs from the usual. */
  house?: Record<string, Value>;
}

/** What is looked for; what is left out may be anything. */
export type Query = Partial<Omit<Search, "type" | "number">>;

export interface QuickOptions {
  options?: { [name: string]: Value };
  pace?: Pace;
  clock?: Clock;
}

export interface QueueOptions {
  /** How many play; as few as the game takes unless told. */
  seats?: number;
  pace?: Pace;
  clock?: Clock;
}

/** A signal of somebody else in a room: it may be lost. */
export interface RoomSignal {
  player: string;
  kind: string;
  value: Value;
}

/** The server said no, and nothing has changed. `code` is stable, `message` is for people to read. */
export class CommandRefused extends Error {
  override name = "CommandRefused";

  constructor(
    readonly code: FailureCode,
    detail: string,
    /** The detail in parts: `why` names the sentence, see “Refusals” in the protocol. */
    readonly params: Record<string, Value> = {},
  ) {
    super(detail || code);
  }
}

/** Connect to the lobby at an http(s) URL, and stay connected until `close`. Nothing is lost by a cut. */
export function connect(url: string | URL, options: ConnectOptions = {}): Lobby {
  return new Lobby(url, options);
}

/** Return a new secret that names a player, for `connect`. */
export function newToken(): string {
  return toHex(randomBytes(32));
}

/** A command that has no answer yet: it waits for a connection, or for the server. */
export interface PendingCommand {
  command: Wish;
  /** false: it has not gone out. true: it has, perhaps more than once, and may have taken effect. */
  sent: boolean;
  /** The clock of `Date.now()` when it was asked for. */
  askedAt: number;
}

type Off = () => void;

export class Lobby {
  readonly #connection: Connection;
  readonly #rooms = new Map<string, Room>();
  readonly #watched = new Set<string>();
  readonly #changes = new Set<() => void>();
  readonly #stopWaking: Off;
  #hasBegun = false;

  /** Use `connect`. */
  constructor(url: string | URL, { name, token, kind }: ConnectOptions) {
    this.#connection = new Connection({
      url,
      build: "",
      name,
      kind,
      token: token === undefined ? undefined : fromHex(token),
      isOffline,
      onChange: (message) => this.#hear(message),
    });
    this.#connection.start();
    this.#stopWaking = listenForWaking(() => this.#connection);
  }

  /** "online", or why not: "connecting", "reconnecting", "offline", "elsewhere", "refused". */
  get status(): Status["name"] {
    return this.#connection.status.name;
  }

  /** What carries the connection: "websocket", or "polling" where that does not get through; null without one. */
  get transport(): TransportName | null {
    return this.#connection.transport;
  }

  /** What was asked for and has no answer yet, oldest first; also in a cut, after which it is answered. */
  get pending(): PendingCommand[] {
    return this.#connection.kept;
  }

  /** Who one is; null before the first welcome. */
  get me(): Player | null {
    return this.#connection.player;
  }

  /** The wall clock of the server, in milliseconds. */
  get nowMs(): number {
    return Date.now() + this.#connection.skewMs;
  }

  /** The rooms that one is in. */
  get rooms(): Room[] {
    return [...this.#rooms.values()];
  }

  /** Call back after each change of anything; the result ends that. */
  onChange(listener: () => void): Off {
    this.#changes.add(listener);
    return () => this.#changes.delete(listener);
  }

  /** From now on `listed(game)` is kept up to date. */
  async watch(game: string): Promise<void> {
    this.#watched.add(game);
    await this.ask({ type: "subscribe", topic: `lobby/${game}` });
  }

  /** The public rooms of a game that is watched. */
  listed(game: string): RoomEntry[] {
    return read<LobbyView>(this.#connection.topics, `lobby/${game}`)?.rooms ?? [];
  }

  /** Open a room for a game, and be in it. */
  async create(game: string, options: CreateOptions = {}): Promise<Room> {
    const { name = "", public: isPublic = true, options: chosen = {} } = options;
    const { pace = "live", clock = null, house = {} } = options;
    const made = await this.ask({
      type: "create",
      game,
      name,
      public: isPublic,
      options: chosen,
      pace,
      clock,
      house,
    });
    return this.#enter(made);
  }

  /** Enter a room by its code or its id. */
  async join(room: string, password = ""): Promise<Room> {
    return this.#enter(await this.ask({ type: "join", room, ...(password && { password }) }));
  }

  /** Look for public rooms, newest first, a page at a time: ask again with its cursor until that is "". */
  async search(query: Query = {}): Promise<RoomPage> {
    return (await this.ask({ type: "search", ...query })) as unknown as RoomPage;
  }

  /** Take a seat in the best open room of a game, or in a new one. */
  async quickPlay(game: string, options: QuickOptions = {}): Promise<Room> {
    return this.#enter(await this.ask({ type: "quick_play", game, ...options }));
  }

  /** Wait for a rated game: `own.queue` tells the place, `own.found` the match, which `join` goes to. */
  async enqueue(game: string, options: QueueOptions = {}): Promise<void> {
    await this.ask({ type: "enqueue", game, ...options });
  }

  /** Wait no more. */
  async dequeue(): Promise<void> {
    await this.ask({ type: "dequeue" });
  }

  /** Turn down a match that was found, or an invitation. */
  async decline(room: string): Promise<void> {
    await this.ask({ type: "decline", room });
  }

  /** How good a player is, oneself unless told, and the last games. */
  async profile(player = ""): Promise<ProfileLook> {
    return (await this.ask({ type: "profile", player })) as unknown as ProfileLook;
  }

  /** The best players of a game, a page at a time, counted from 0. */
  async leaders(game: string, page = 0): Promise<LeadersPage> {
    return (await this.ask({ type: "leaders", game, page })) as unknown as LeadersPage;
  }

  /** Own games and invitations, wherever they are; undefined until they have come. */
  get own(): OwnView | undefined {
    return this.me ? read(this.#connection.topics, `player/${this.me.id}`) : undefined;
  }

  /** What the operator says to everybody; null without. */
  get notice(): OperatorNotice | null {
    return read<ServerNoticeView>(this.#connection.topics, "server/notice")?.notice ?? null;
  }

  /** Whether nothing new can begin, since the server is about to stop. */
  get draining(): boolean {
    return read<ServerNoticeView>(this.#connection.topics, "server/notice")?.draining ?? false;
  }

  /** Don't hear a player any more: `own.blocked` names who that is, and `hides` is true of them. */
  async block(player: string): Promise<void> {
    await this.ask({ type: "block", player });
  }

  /** Hear a player again. */
  async unblock(player: string): Promise<void> {
    await this.ask({ type: "unblock", player });
  }

  /** Whether lines and signals of a player are not to be shown. */
  hides(player: string): boolean {
    return this.own?.blocked.some((blocked) => blocked.id === player) ?? false;
  }

  /** What is known of a room by its code or its id, also after it has closed. */
  async look(room: string): Promise<RoomLook> {
    return (await this.ask({ type: "look", room })) as unknown as RoomLook;
  }

  /** Play again with the people of a room that has closed; it may be that one of them has begun. */
  async again(room: string, password = ""): Promise<Room> {
    return this.#enter(await this.ask({ type: "again", room, ...(password && { password }) }));
  }

  /** Take another name. */
  async rename(name: string): Promise<void> {
    const { name: given } = (await this.ask({ type: "set_name", name })) as { name: string };
    if (this.me) this.me.name = given;
    this.#tell();
  }

  /** Any command of the protocol: its result, or a rejection with `CommandRefused`. */
  async ask(wish: Wish): Promise<Value> {
    const outcome: Outcome = await this.#connection.ask(wish);
    if (outcome.done) return outcome.result;
    throw new CommandRefused(outcome.code, outcome.detail, outcome.params);
  }

  /** Come back where another window has taken over. */
  useHere(): void {
    this.#connection.useHere();
  }

  /** End the connection for good. Seats are kept for the grace of the server. */
  close(): void {
    this.#stopWaking();
    this.#connection.stop();
  }

  /** @internal */
  forget(id: string, reason: string, detail = ""): void {
    this.#rooms.get(id)?.end(reason, detail);
    this.#rooms.delete(id);
    this.#tell();
  }

  #enter(result: Value): Room {
    const { room, code } = result as { room: string; code: string };
    const known = this.#rooms.get(room);
    if (known) return known;
    const entered = new Room(this, this.#connection, room, code);
    this.#rooms.set(room, entered);
    return entered;
  }

  #tell(): void {
    for (const listener of this.#changes) listener();
  }

  #hear(message: ServerMessage | null): void {
    if (message?.type === "welcome") this.#welcomed(message.session !== "resumed");
    else if (message?.type === "gone") this.#gone(message.topic, message.reason, message.detail);
    else if (message?.type === "signalled") this.#rooms.get(message.room)?.hear(message);
    for (const room of this.#rooms.values()) room.hearTick();
    this.#tell();
  }

  #welcomed(isNewSession: boolean): void {
    // With the first one, all that was asked for is still to be sent.
    if (isNewSession && this.#hasBegun) this.#beginAgain();
    this.#hasBegun = true;
  }

  /** A new session is in no room and hears nothing; the player may still have seats. */
  #beginAgain(): void {
    for (const game of this.#watched) this.watch(game).catch(() => this.#watched.delete(game));
    for (const room of this.#rooms.values())
      this.join(room.id).catch(() => this.#gone(`room/${room.id}`, "closed"));
  }

  #gone(topic: string, reason: string, detail = ""): void {
    const id = topic.startsWith("room/") ? topic.slice("room/".length) : "";
    // After a restart the old topics end, and the room is entered again: that answer decides.
    // Who sits down or stands up where others watch late hears other topics of the same room.
    if (reason !== "not_allowed" && reason !== "moved" && this.#rooms.has(id))
      this.forget(id, reason, detail);
  }
}

export class Room {
  readonly #signals = new Set<(signal: RoomSignal) => void>();
  #live: Live | null = null;
  #tick: Held | undefined;
  #ownTick: Held | undefined;
  /** Why one is no longer in the room: "left", "kicked", "banned", "closed"; null while one is. */
  gone: string | null = null;
  /** In the host's words, where the host did it. */
  goneDetail = "";

  /** Use `lobby.create` or `lobby.join`. */
  constructor(
    private readonly lobby: Lobby,
    private readonly connection: Connection,
    readonly id: string,
    /** Letters to tell a friend. */
    readonly code: string,
  ) {}

  /** Seats, chat, phase: the view of `room/<id>`, or as it was then for who watches late; undefined until it has come. */
  get view(): RoomView | undefined {
    return roomView(this.connection.topics, this.id);
  }

  /** What everybody sees of the game: the view of `game/<id>`, or as it was then; undefined where only seats see it. */
  get game(): GameView | undefined {
    return gameView(this.connection.topics, this.id);
  }

  /** How many milliseconds ago what is shown was so: 0 but for who watches late. */
  get lateMs(): number {
    return lateMs(this.connection.topics, this.id);
  }

  /** Moves and secrets of one's own seat; undefined for who watches. */
  get seat(): SeatView | undefined {
    const topic = this.#seatTopic;
    return topic === undefined ? undefined : read(this.connection.topics, topic);
  }

  /** The newest tick of a running game in real time: its board, for everybody; undefined without. */
  get live(): LiveView | undefined {
    return read(this.connection.topics, `live/${this.id}`);
  }

  /** What only one's own seat sees of that tick; undefined for who watches, and in a game without secrets. */
  get liveSeat(): LiveSeatView | undefined {
    return this.#liveOwn?.view as LiveSeatView | undefined;
  }

  get #seatTopic(): string | undefined {
    return this.view && this.lobby.me ? seatTopic(this.view, this.lobby.me.id) : undefined;
  }

  get #liveOwn(): Held | undefined {
    const topic = this.#seatTopic;
    return topic === undefined ? undefined : this.connection.topics.shown[liveSeatTopic(topic)];
  }

  /** Whether time stands still here, since the server can't store anything now. */
  get isStill(): boolean {
    return this.crowd?.still_ms !== undefined;
  }

  /** Who else is there. */
  get crowd(): CrowdView | undefined {
    return read(this.connection.topics, `crowd/${this.id}`);
  }

  /** Take a seat, the first open one unless told; who has a seat moves to another. The result is its number. */
  async sit(seat?: number): Promise<number> {
    const wish: Wish = { type: "sit", room: this.id, ...(seat !== undefined && { seat }) };
    return ((await this.lobby.ask(wish)) as { seat: number }).seat;
  }

  /** Give the seat up. */
  async stand(): Promise<void> {
    await this.lobby.ask({ type: "stand", room: this.id });
  }

  /** Be ready for the next game; it begins when all who sit are. */
  async ready(ready = true): Promise<void> {
    await this.lobby.ask({ type: "ready", room: this.id, ready });
  }

  /** Make a move, decided on what `game` and `seat` show now. */
  async play(move: Value): Promise<void> {
    const { game = 0, position = 0 } = this.seat ?? {};
    await this.lobby.ask({ type: "play", room: this.id, game, position, move });
  }

  /**
   * Follow the game in real time that runs: draw its `frame()` for each picture, and give it what one does, `input(move)`.
   * `rules` foretell one's own things; ask again for the next game.
   */
  startLive(rules: Foretelling = {}): Live {
    const { tick_rate: rate = 1, game = 0 } = this.game ?? {};
    const seat = this.seat?.game === game ? this.seat.seat : null;
    const send = (move: Value, tick: number) =>
      this.connection.ask({ type: "play", room: this.id, game, position: tick, move });
    this.#live = new Live({ rate, seat, rules, send });
    this.#tick = undefined;
    this.hearTick();
    return this.#live;
  }

  /** @internal */
  hearTick(): void {
    const held = this.connection.topics.shown[`live/${this.id}`];
    if (!held) return;
    const own = this.#liveOwn;
    if (held === this.#tick && own === this.#ownTick) return;
    [this.#tick, this.#ownTick] = [held, own];
    const { board } = held.view as unknown as LiveView;
    const { secret = null } = (own?.view ?? {}) as Partial<LiveSeatView>;
    this.#live?.hear(held.epoch, held.number, board, performance.now(), secret);
  }

  /** Offer the others a draw, or ask them to let one's last move be taken back; the result is the offer's number. */
  async offer(kind: "draw" | "undo"): Promise<number> {
    const { game = 0, position = 0 } = this.seat ?? {};
    return this.#offered({ type: "offer", room: this.id, kind, game, position });
  }

  /** Ask who sits on another seat to swap; the result is the offer's number, 0 where nobody had to be asked. */
  async offerSwap(seat: number): Promise<number> {
    return this.#offered({ type: "offer", room: this.id, kind: "swap", seat });
  }

  /** Agree to an offer of `view.offers`, or not; who made it takes it back. */
  async answer(offer: number, agree: boolean): Promise<void> {
    await this.lobby.ask({ type: "consent", room: this.id, offer, agree });
  }

  /** Give the running game up, and keep the seat. */
  async resign(): Promise<void> {
    await this.lobby.ask({ type: "resign", room: this.id, game: this.game?.game ?? 0 });
  }

  /** Choose other options for the next game; only the host may. What is left out has its default. */
  async setOptions(options: Record<string, Value>): Promise<void> {
    await this.lobby.ask({ type: "set_options", room: this.id, options });
  }

  /** The same of some options: what is left out stays as it is by then. */
  async changeOptions(options: Record<string, Value>): Promise<void> {
    await this.lobby.ask({ type: "set_options", room: this.id, options, keep: true });
  }

  /** Set the room up anew: name, public, clock, pace; but for `public` only between games, and only the host may. */
  async setRoom(changes: Record<string, Value>): Promise<void> {
    await this.lobby.ask({ type: "set_room", room: this.id, changes });
  }

  async #offered(wish: Wish): Promise<number> {
    return ((await this.lobby.ask(wish)) as { offer: number }).offer;
  }

  /** Say a line in the room's chat, or in a channel of it; the result is who hears it. */
  async say(text: string, to: Channel = "all"): Promise<Channel> {
    return ((await this.lobby.ask({ type: "say", room: this.id, text, to })) as { to: Channel }).to;
  }

  /** The last lines of a channel; none where one does not hear it. */
  talk(channel: Exclude<Channel, "all">): ChatLine[] {
    return talkOf(this.connection.topics, this.id, channel);
  }

  /** Give an open seat to a bot of the server, "": the best there is; only the host may. */
  async addBot(kind = "", seat?: number): Promise<number> {
    const wish: Wish = { type: "add_bot", room: this.id, kind, ...(seat !== undefined && { seat }) };
    return ((await this.lobby.ask(wish)) as { seat: number }).seat;
  }

  /** Take the bot away from a seat; only the host may. */
  async removeBot(seat: number): Promise<void> {
    await this.lobby.ask({ type: "remove_bot", room: this.id, seat });
  }

  /** Decide otherwise about the room; only the host may. */
  async setHouse(changes: Record<string, Value>): Promise<void> {
    await this.lobby.ask({ type: "set_house", room: this.id, changes });
  }

  /** Let a player say nothing here for so many minutes, or until `unmute`; only the host may. */
  async mute(player: string, minutes = 0): Promise<void> {
    await this.lobby.ask({ type: "mute", room: this.id, player, minutes });
  }

  /** Let a player speak again; only the host may. */
  async unmute(player: string): Promise<void> {
    await this.lobby.ask({ type: "unmute", room: this.id, player });
  }

  /** Tell the operator of the server about a player, with the last lines of the chat. */
  async report(player: string, text: string): Promise<void> {
    await this.lobby.ask({ type: "report", room: this.id, player, text });
  }

  /** Remove somebody, who may come again; only the host may. */
  async kick(player: string, reason = ""): Promise<void> {
    await this.lobby.ask({ type: "kick", room: this.id, player, reason });
  }

  /** Keep somebody out until the room closes; only the host may. The result: how many addresses are, too. */
  async ban(player: string, reason = "", address = false): Promise<number> {
    const wish: Wish = { type: "ban", room: this.id, player, reason, address };
    return ((await this.lobby.ask(wish)) as { addresses: number }).addresses;
  }

  /** Let somebody who is banned come again; only the host may. */
  async unban(player: string): Promise<void> {
    await this.lobby.ask({ type: "unban", room: this.id, player });
  }

  /** Make another member the host; only the host may. */
  async passHost(player: string): Promise<void> {
    await this.lobby.ask({ type: "pass_host", room: this.id, player });
  }

  /** Ask somebody to come who was met in one of the last games. */
  async invite(player: string): Promise<void> {
    await this.lobby.ask({ type: "invite", room: this.id, player });
  }

  /** Leave the room, with all sessions of the player. */
  async leave(): Promise<void> {
    await this.lobby.ask({ type: "leave", room: this.id });
    this.lobby.forget(this.id, "left");
  }

  /** Tell the others something that may be lost; about 20 a second get through. */
  signal(kind: string, value: Value): void {
    this.connection.signal(this.id, kind, value);
  }

  /** Call back for each signal of somebody else; the result ends that. */
  onSignal(listener: (signal: RoomSignal) => void): Off {
    this.#signals.add(listener);
    return () => this.#signals.delete(listener);
  }

  /** Milliseconds until a seat must act, or with -1 until the game goes on by itself; null: no limit. */
  leftMs(seat: number): number | null {
    const untilMs = this.game?.deadlines[String(seat)];
    if (untilMs === undefined || !this.view) return null;
    return Math.max(0, untilMs - roomNow(this.connection.topics, this.view, this.lobby.nowMs));
  }

  /** What the turn clock of a seat shows now; null without a clock, or a game. */
  clockOf(seat: number): ClockFace | null {
    const known = this.game?.clocks?.[seat];
    if (!known || !this.view?.clock) return null;
    return clockFace(this.view.clock, known, roomNow(this.connection.topics, this.view, this.lobby.nowMs));
  }

  /** @internal */
  hear({ player, kind, value }: RoomSignal): void {
    if (this.lobby.hides(player)) return;
    for (const listener of this.#signals) listener({ player, kind, value });
  }

  /** @internal */
  end(reason: string, detail = ""): void {
    this.gone = reason;
    this.goneDetail = detail;
  }
}
