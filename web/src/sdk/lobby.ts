// The SDK for pages and programs that people write themselves: a lobby, what it lists, and its rooms.
import { fromHex, randomBytes, toHex } from "./bytes";
import type { Clock } from "./clocks";
import type { FailureCode, Outcome } from "./commands";
import { Connection, type Status } from "./connection";
import type { Kind, Pace, Player, Search, ServerMessage, Value } from "./messages";
import type { Wish } from "./pending";
import { type Off, Room } from "./room";
import type { TransportName } from "./transport";
import { read } from "./views/read";
import { isOffline, listenForWaking } from "./wake";
import type { LobbyView, RoomEntry, RoomLook, RoomPage } from "./views/lobby";
import type { OperatorNotice, ServerNoticeView } from "./views/notice";
import type { OwnView } from "./views/own";
import type { LeadersPage, ProfileLook } from "./views/people";

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
