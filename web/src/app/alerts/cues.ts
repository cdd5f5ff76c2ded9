// What there is to be heard, and to be told in the title of the tab: pure, out of what the topics show.
import type { ChatLine } from "../../sdk/views/chat";
import type { GameView, SeatView } from "../../sdk/views/game";
import type { OwnGame } from "../../sdk/views/own";
import type { CrowdView, RoomView } from "../../sdk/views/room";

export type Cue = "found" | "turn" | "move" | "join" | "chat" | "end" | "clock";

/** What the topics show. */
export interface Shown {
  me: string;
  /** The room of the page. */
  room: RoomView | undefined;
  game: GameView | undefined;
  crowd: CrowdView | undefined;
  /** One's own seats, by the ids of the rooms that this tab is in. */
  seats: ReadonlyMap<string, SeatView | undefined>;
  /** One's own games, wherever they are. */
  own: readonly OwnGame[];
  /** Rooms in which a seat is kept for the player, who has to come within seconds. */
  found: readonly string[];
}

/** What is remembered of a moment, to be compared with the next one. */
export interface Noticed {
  /** The room that is shown, "" for none. */
  room: string;
  /** Rooms in which it is one's turn. */
  turns: ReadonlySet<string>;
  /** Rooms to which one has to come. */
  found: ReadonlySet<string>;
  /** The number of the game, 0 for none. */
  game: number;
  view: unknown;
  isOver: boolean;
  /** The others who have been seen in the room; undefined until those who watch are known. */
  people: ReadonlySet<string> | undefined;
  /** Number of the last line that somebody else has said. */
  said: number;
}

/** Return what there is to notice now; `before`: what was noticed last. */
export function notice(shown: Shown, before: Noticed | null): Noticed {
  const { me, room, game } = shown;
  const isSameRoom = before?.room === room?.id;
  return {
    room: room?.id ?? "",
    turns: turnsOf(shown),
    found: new Set(shown.found),
    game: game?.game ?? 0,
    view: game?.view,
    isOver: room?.phase === "over" || (game?.result ?? null) !== null,
    // Who stands up is for a moment neither among the seated nor in the crowd, and has not come anew.
    people: peopleIn(shown, isSameRoom ? before?.people : undefined),
    said: room?.chat.findLast((line) => isOthers(line, me))?.number ?? 0,
  };
}

/** The rooms in which one must act: the seat knows it first; of rooms that are not open here "your games" tells. */
function turnsOf({ seats, own }: Shown): Set<string> {
  const here = [...seats].filter(([, seat]) => seat?.turn).map(([room]) => room);
  const elsewhere = own.filter(({ state, room }) => state === "your_turn" && !seats.has(room));
  return new Set([...here, ...elsewhere.map(({ room }) => room)]);
}

function peopleIn({ me, room, crowd }: Shown, known: ReadonlySet<string> = new Set()) {
  if (!room || !crowd) return undefined;
  const seated = room.seats.map((place) => place.player).filter((player) => player !== null);
  const all = [...known, ...seated, ...crowd.watchers.map((watcher) => watcher.id)];
  return new Set(all.filter((player) => player !== me));
}

function isOthers({ kind, player }: ChatLine, me: string): boolean {
  return kind === "said" && player !== me;
}

/** Return what is to be heard between two moments, null for nothing; of several things the most urgent. */
export function cueBetween(before: Noticed | null, after: Noticed): Cue | null {
  if (before === null) return null;
  if (newIn(after.found, before.found) !== undefined) return "found";
  const isSameRoom = before.room === after.room && after.room !== "";
  const isSameGame = isSameRoom && before.game === after.game && after.game > 0;
  if (isSameGame && after.isOver && !before.isOver) return "end";
  if (newIn(after.turns, before.turns) !== undefined) return "turn";
  if (isSameGame && before.view !== after.view) return "move";
  if (isSameRoom && hasCome(before.people, after.people)) return "join";
  return isSameRoom && after.said > before.said ? "chat" : null;
}

/** Return what is in one set and was not in the one before. */
export function newIn(after: ReadonlySet<string>, before: ReadonlySet<string>): string | undefined {
  return [...after].find((one) => !before.has(one));
}

function hasCome(before: Noticed["people"], after: Noticed["people"]): boolean {
  return before !== undefined && after !== undefined && after.size > before.size;
}

/** What the title of the tab says besides the name of the page. */
export interface Calls {
  /** Whether a game was found for the player, who has to come. */
  isFound: boolean;
  /** Whether it is one's turn at the table that is shown. */
  isTurn: boolean;
  /** At how many other tables it is one's turn. */
  others: number;
  /** Lines of others that came while the tab was not looked at. */
  unread: number;
}

export function callsOf({ turns, room, found }: Noticed, unread: number): Calls {
  const isTurn = turns.has(room);
  return { isFound: found.size > 0, isTurn, others: turns.size - Number(isTurn), unread };
}

/** Return how many lines others have said after the line of this number. */
export function unreadAfter(said: number, me: string, chat: readonly ChatLine[]): number {
  return chat.filter((line) => isOthers(line, me) && line.number > said).length;
}
