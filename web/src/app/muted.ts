// Whom a room's host lets say nothing, and until when.
import { chatLines, read } from "../sdk/views/read";
import type { CrowdView, RoomView } from "../sdk/views/room";
import type { Store } from "./store";
import { texts } from "./words";
import { personName } from "./words/bots";
import { dateTimeText, timeText } from "./words/dates";

export interface Muted {
  player: string;
  /** Wall clock of the server; null: until the host thinks otherwise. */
  untilMs: number | null;
}

/** Return who is mute now; whose time is over stays in the room's view until somebody else is muted. */
export function mutedNow(store: Store, room: RoomView): Muted[] {
  return room.muted
    .map(({ player, until_ms }) => ({ player, untilMs: until_ms === null ? null : room.zero_ms + until_ms }))
    .filter(({ untilMs }) => untilMs === null || untilMs > store.nowMs);
}

const DAY_MS = 24 * 3_600_000;

/** Return until when somebody is mute, in words; from a day on an hour alone would be that of today. */
export function muteLine({ untilMs }: Muted, nowMs: number): string {
  if (untilMs === null) return texts.talk.mutedForGood;
  const write = untilMs - nowMs < DAY_MS ? timeText : dateTimeText;
  return texts.talk.mutedUntil(write(untilMs));
}

/** Return what somebody is called who is, or was, at a table. */
export function nameAt(store: Store, room: RoomView, player: string): string {
  const { topics } = store.connection;
  const seated = room.seats.find((place) => place.player === player)?.name;
  const watching = read<CrowdView>(topics, `crowd/${room.id}`)?.watchers.find(
    ({ id }) => id === player,
  )?.name;
  const heard = chatLines(topics, room.id).findLast((line) => line.player === player)?.name;
  return personName(seated ?? watching ?? heard ?? texts.common.somebody);
}
