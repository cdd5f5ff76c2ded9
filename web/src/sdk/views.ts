// The views of the topics, as docs/reference/protocol.md tells them, and how to read them.
import type { Clock, SeatClock } from "./clocks";
import type { Form } from "./forms";
import type { Channel, Kind, OfferKind, Pace, Value } from "./messages";
import type { Topics } from "./topics";

export type Phase = "gathering" | "playing" | "over";

export interface SeatPlace {
  seat: number;
  status: "open" | "reserved" | "taken" | "away" | "lent";
  player: string | null;
  name: string | null;
  kind: Kind | null;
  ready: boolean;
  /** Number of the step that seated the player, 0 if open. */
  tenancy: number;
  /** Room time when an away seat is freed. */
  away_until_ms: number | null;
  /** Room time until which a reserved seat is kept for its player, who is on the way. */
  reserved_until_ms: number | null;
  /** The kind of bot that plays here, of the server's own or for who is lost; "": none. */
  bot: string;
}

export interface ChatLine {
  number: number;
  /** Room time in a room, wall time in the lobby. */
  at_ms: number;
  kind:
    | "said"
    | "left"
    | "lost"
    | "kicked"
    | "banned"
    | "idle"
    | "operator"
    | "offered"
    | "agreed"
    | "declined"
    | "withdrawn"
    | "resigned"
    | "taken_back";
  player: string;
  name: string;
  text: string;
  seat?: number | null;
  /** Who hears it, where that is not everybody; told by `chatLines`. */
  channel?: Exclude<Channel, "all">;
  /** What was offered, agreed to, …; "" for a resignation. */
  offer?: OfferKind | "";
}

/** What a seat asks of others; consent names its number. */
export interface OfferView {
  number: number;
  kind: OfferKind;
  seat: number;
  /** Seats whose consent is needed. */
  asked: number[];
  /** Those that have agreed. */
  agreed: number[];
}

/** Somebody who may not come into the room. */
export interface Banned {
  player: string;
  name: string;
  reason: string;
}

/** room/<id> */
/** What a room's host decides. */
export interface House {
  /** Nobody new may enter. */
  locked: boolean;
  /** One must be told to enter. */
  password: boolean;
  watching: "open" | "delayed" | "closed";
  delay_ms: number;
  /** Moves may be taken back, where the game and the others allow it. */
  undo: boolean;
  /** The kind of bot that plays on for who is lost; "": none does. */
  lend: string;
  /** The results count. */
  rated: boolean;
  /** From all being ready to the start, where several people sit. */
  countdown_ms: number;
  /** Who was second begins the rematch, where the game allows it. */
  rotate: boolean;
  /** What watchers say to all is heard by who sits, too. */
  watchers_heard: boolean;
}

export interface RoomView {
  id: string;
  code: string;
  name: string;
  game: string;
  title: string;
  options: Record<string, Value>;
  /** The form of a move; null where the game declares none. */
  move: Form | null;
  public: boolean;
  pace: Pace;
  house: House;
  /** Whom the host lets say nothing; until when in room time, null: until further notice. */
  muted: { player: string; until_ms: number | null }[];
  host: string | null;
  banned: Banned[];
  phase: Phase;
  /** Opened for a match of the queue, as which it stays; missing: told by an older server. */
  match?: boolean;
  /** How many games were started. */
  round: number;
  /** Wall clock of the server at room time 0. */
  zero_ms: number;
  seats_min: number;
  /** The turn clock of the room's games; null: the move limit alone. */
  clock: Clock | null;
  /** What the game calls its seats; none where it does not. */
  seat_names: string[];
  /** The team of each seat; none in a game without teams. */
  teams: number[];
  allows: { draw: boolean; undo: boolean; rotate: boolean };
  /** Room time at which the game begins, if all stay ready. */
  starts_ms: number | null;
  offers: OfferView[];
  seats: SeatPlace[];
  chat: ChatLine[];
}

/** crowd/<id> */
export interface CrowdView {
  present: number;
  watchers: { id: string; name: string; kind: Kind }[];
  /** What the operator says at this table; missing: nothing. */
  notice?: OperatorNotice;
  /** The room time at which the room stands still, since the server can't store anything; missing: it goes on. */
  still_ms?: number;
  /** After a restart of the server: whom a game in real time waits for, until that room time at most; missing: nobody. */
  waits?: { seats: number[]; until_ms: number };
}

/** A line of the server's operator. Times are wall clock of the server. */
export interface OperatorNotice {
  text: string;
  since_ms: number;
  /** null: until it is taken away. */
  until_ms: number | null;
}

/** server/notice, which is told only once there is something to say. */
export interface ServerNoticeView {
  notice: OperatorNotice | null;
  /** No new rooms and no new games: the server is about to stop. */
  draining: boolean;
}

export interface GamePlayer {
  player: string;
  name: string;
  kind: Kind;
}

export interface GameResult {
  /** Per seat, 1 for the winners. */
  places: number[];
  scores: number[];
}

/** Something that happened in a game: a line for the log, a value for an animation, or both. */
export interface Note {
  /** Number of the game's action that caused it, 0 for the start. */
  number: number;
  /** "" is no line. */
  text: string;
  value: Value;
}

/** Two came from one address, two have played each other often lately, somebody had not moved when it was over, or one
 * of them is a bot. */
export type Unrated = "" | "address" | "pair" | "unmoved" | "bot";

/** game/<id> */
export interface GameView {
  /** Number of the game in this room, 0: none yet. */
  game: number;
  players: GamePlayer[];
  view: Value;
  turn: number[];
  /** Room time by which a seat must act; "-1": when the game goes on by itself. */
  deadlines: Record<string, number>;
  /** One for each seat; null without a turn clock. */
  clocks: SeatClock[] | null;
  /** Seats whose player departed, or lost on time. */
  absent: number[];
  /** Those of them that lost on time; their players still sit there. */
  timed_out: number[];
  /** Those of them that gave up; their players still sit there. */
  resigned?: number[];
  /** Why it does not count in a rated room; "": it does, or may. Films of before have nothing. */
  unrated?: Unrated;
  /** Actions that count no more, since moves were taken back. Films of before have neither. */
  undone?: number;
  result: GameResult | null;
  /** The last ones, oldest first. */
  notes: Note[];
  fair: { hash: string; secret: string | null } | null;
  /** Under this id the game can be seen again, once it is over. */
  replay: string | null;
  /** Ticks a second, of a game in real time. While it goes on its view is told on live/<id>, and here it is null. */
  tick_rate?: number;
}

/** live/<id>: a tick of a game in real time; the number of the frame is the tick. */
export interface LiveView {
  board: Value;
  notes: Note[];
}

/** live/<id>/<seat>/<tenancy> */
export interface LiveSeatView {
  secret: Value;
  notes: Note[];
}

/** seat/<id>/<seat>/<tenancy> */
export interface SeatView {
  seat: number;
  game: number;
  /** To be named by the next `play`. */
  position: number;
  turn: boolean;
  /** Legal moves now; null: this game does not list them. */
  moves: Value[] | null;
  /** Moves that would go if this seat took its last one back; 0: none can. */
  undo?: number;
  secret: Value;
  /** What only this seat is told. */
  notes: Note[];
}

export interface RoomEntry {
  id: string;
  code: string;
  name: string;
  game: string;
  phase: Phase;
  seats: number;
  taken: number;
  watchers: number;
  created_ms: number;
  /** The turn clock of its games; null: none. */
  clock: Clock | null;
  pace: Pace;
  /** Its results count. */
  rated: boolean;
  /** Nobody new may enter. */
  locked: boolean;
  /** One must be told to enter. */
  password: boolean;
}

/** A page of a search; `cursor` asks for the next one, "": there is none. */
export interface RoomPage {
  rooms: RoomEntry[];
  cursor: string;
}

/** How good somebody is at a game. */
export interface Standing {
  game: string;
  points: number;
  games: number;
  /** Among all who have played it, from 1 on. */
  place: number;
}

export interface PlayerName {
  player: string;
  name: string;
  kind: Kind;
}

export interface PlayedGame {
  /** Of the replay. */
  id: string;
  game: string;
  title: string;
  players: string[];
  places: number[];
  seat: number | null;
  ended_ms: number;
  /** The rating after it, and what it changed; null: it was not rated. */
  points: number | null;
  change: number | null;
  /** Why it did not count, in a rated room. */
  unrated: Unrated;
}

export interface ProfileLook {
  player: PlayerName;
  ratings: Standing[];
  /** Newest first; of others only what was public. */
  games: PlayedGame[];
  /** In that of somebody else: whether one may invite them. */
  invitable?: boolean;
  /** In the own profile: who was met in the last games. */
  met?: PlayerName[];
}

export interface LeadersPage {
  game: string;
  page: number;
  more: boolean;
  leaders: (Standing & PlayerName)[];
}

/** lobby/<game> */
export interface LobbyView {
  rooms: RoomEntry[];
  totals: { rooms: number; playing: number; online: number };
}

/** lobby/chat */
export interface LobbyChatView {
  chat: ChatLine[];
}

/** A game of one's own, wherever it is. */
export interface OwnGame {
  room: string;
  code: string;
  name: string;
  game: string;
  title: string;
  pace: Pace;
  /** `halted`: the room waits until the server has its game again. */
  state: "your_turn" | "waiting" | "playing" | "halted" | "gathering" | "finished";
  players: string[];
  /** Of the players, one for one; empty where they are not known. */
  ids: string[];
  /** Wall clock of the server by which one must move, in a slow room. */
  due_ms: number | null;
  result: { id: string; places: number[]; seat: number | null } | null;
}

export interface Invitation {
  room: string;
  code: string;
  name: string;
  game: string;
  title: string;
  from: string;
  from_id: string | null;
  /** Unix epoch; null: as long as the room lives. */
  until_ms: number | null;
}

/** A seat that is kept for the player: who joins the room in time has it. */
export interface FoundSeat {
  room: string;
  code: string;
  name: string;
  game: string;
  title: string;
  rated: boolean;
  /** The others. */
  players: string[];
  /** Of the players, one for one. */
  ids: string[];
  until_ms: number;
}

/** Waiting for a rated game. */
export interface QueueTicket {
  game: string;
  title: string;
  seats: number;
  pace: Pace;
  clock: Clock | null;
  rating: number;
  since_ms: number;
  /** Among all who wait for the same, from 1 on. */
  place: number;
  waiting: number;
  /** How long the last ones have waited; null: not known. */
  expected_ms: number | null;
}

/** player/<id> */
export interface OwnView {
  games: OwnGame[];
  invitations: Invitation[];
  /** Whom one does not want to hear. */
  blocked: { id: string; name: string }[];
  found: FoundSeat[];
  /** null: one does not wait. */
  queue: QueueTicket | null;
}

/** What `look` tells of a room, also after it has closed. */
export interface RoomLook {
  room: string;
  code: string;
  name: string;
  game: string;
  title: string;
  public: boolean;
  pace: Pace;
  state: "open" | "asleep" | "closed";
  reason: string;
  locked: boolean;
  password: boolean;
  /** With the games, empty for who may not come in. */
  players: { id: string; name: string }[];
  /** Newest first. */
  games: {
    id: string;
    number: number;
    players: string[];
    places: number[];
    scores: number[];
    ended_ms: number;
    /** Why it did not count, in a rated room; missing: told by an older server. */
    unrated?: Unrated;
  }[];
  /** The room that was opened for the same people. */
  again: string | null;
}

/** Whether the room waits for players who were matched: until they are there nothing of it is changed. */
export function awaitsMatch(room: RoomView): boolean {
  return room.match === true && room.phase === "gathering";
}

/** Return the shown view of a topic. Its shape is the server's promise, which the page takes as given. */
export function read<View>(topics: Topics, topic: string): View | undefined {
  return topics.shown[topic]?.view as View | undefined;
}

/** Return the topic of the seat that `player` holds in the room, if any. */
export function seatTopic(room: RoomView, player: string): string | undefined {
  const mine = room.seats.find((place) => place.player === player && place.status !== "reserved");
  return mine && `seat/${room.id}/${mine.seat}/${mine.tenancy}`;
}

/** Where a game in real time tells the own seat what only it may see, tick by tick. */
export function liveSeatTopic(seatTopic: string): string {
  return seatTopic.replace(/^seat/, "live");
}

/** watch/<id>: room and game as they were `house.delay_ms` before, for who has no seat. */
export interface WatchView {
  room: RoomView;
  game: GameView;
}

/** Return what is shown of a room's people, at present or for who watches late as it was then. */
export function roomView(topics: Topics, room: string): RoomView | undefined {
  return read<RoomView>(topics, `room/${room}`) ?? read<WatchView>(topics, `watch/${room}`)?.room;
}

/** Return what is shown of a room's game, likewise; undefined where only seats may see it. */
export function gameView(topics: Topics, room: string): GameView | undefined {
  return read<GameView>(topics, `game/${room}`) ?? read<WatchView>(topics, `watch/${room}`)?.game;
}

/** Return how many milliseconds ago a room was as it is shown: 0 but for who watches late. */
export function lateMs(topics: Topics, room: string): number {
  return read<WatchView>(topics, `watch/${room}`)?.room.house.delay_ms ?? 0;
}

/** Return the room time at which a room is shown; it may stand still, and who watches late sees it later. */
export function roomNow(topics: Topics, room: RoomView, nowMs: number): number {
  const stillMs = read<CrowdView>(topics, `crowd/${room.id}`)?.still_ms;
  return (stillMs ?? nowMs - room.zero_ms) - lateMs(topics, room.id);
}

/** Return the ids of the rooms that are shown. */
export function roomsShown(topics: Topics): string[] {
  const names = Object.keys(topics.shown).filter((topic) => /^(room|watch)\//.test(topic));
  return names.map((topic) => topic.slice(topic.indexOf("/") + 1));
}

/** Return the last lines of a channel: seats, watchers, or the own team; none where one does not hear it. */
export function talkOf(topics: Topics, room: string, channel: string): ChatLine[] {
  const prefix = `talk/${room}/${channel}`;
  const topic = Object.keys(topics.shown).find((name) => name.startsWith(prefix));
  return topic === undefined ? [] : (read<LobbyChatView>(topics, topic)?.chat ?? []);
}

const CHANNELS = ["seats", "watchers", "team"] as const;

/** Return all lines of a room's chat that one hears, of whatever channel, oldest first. */
export function chatLines(topics: Topics, room: string): ChatLine[] {
  const own = CHANNELS.flatMap((channel) =>
    talkOf(topics, room, channel).map((line) => ({ ...line, channel })),
  );
  return [...(roomView(topics, room)?.chat ?? []), ...own].sort((a, b) => a.at_ms - b.at_ms);
}
