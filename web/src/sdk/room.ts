// A room that one is in: what it shows, what one asks of it, and what its game in real time looks like now.
import { clockFace, type ClockFace } from "./clocks";
import type { Connection } from "./connection";
import { Live } from "./live/live";
import type { Foretelling } from "./live/rules";
import type { Lobby } from "./lobby";
import type { Channel, Value } from "./messages";
import type { Wish } from "./pending";
import type { Held } from "./topics";
import { gameView, lateMs, liveSeatTopic, read, roomNow, roomView, seatTopic, talkOf } from "./views/read";
import type { ChatLine } from "./views/chat";
import type { GameView, LiveSeatView, LiveView, SeatView } from "./views/game";
import type { CrowdView, RoomView } from "./views/room";

export type Off = () => void;

/** A signal of somebody else in a room: it may be lost. */
export interface RoomSignal {
  player: string;
  kind: string;
  value: Value;
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
