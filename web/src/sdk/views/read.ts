// How to read the views of the topics; what is in them docs/reference/protocol.md tells.
import type { Topics } from "../topics";
import type { ChatLine, LobbyChatView } from "./chat";
import type { GameView, WatchView } from "./game";
import type { CrowdView, RoomView } from "./room";

/** Return the shown view of a topic. Its shape is the server's promise, which the page takes as given. */
export function read<View>(topics: Topics, topic: string): View | undefined {
  return topics.shown[topic]?.view as View | undefined;
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

/** Return the topic of the seat that `player` holds in the room, if any. */
export function seatTopic(room: RoomView, player: string): string | undefined {
  const mine = room.seats.find((place) => place.player === player && place.status !== "reserved");
  return mine && `seat/${room.id}/${mine.seat}/${mine.tenancy}`;
}

/** Where a game in real time tells the own seat what only it may see, tick by tick. */
export function liveSeatTopic(seatTopic: string): string {
  return seatTopic.replace(/^seat/, "live");
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
