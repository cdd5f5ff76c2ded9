// Tells who looks elsewhere: by the title and the sign of the tab, which also change in the background, and by sounds.
import type { OwnView } from "../../sdk/views/own";
import { read, seatTopic } from "../../sdk/views/read";
import type { Preferred } from "../preferences";
import type { Tab } from "../tab";
import type { Visit } from "../visit";
import { titleOf } from "./title";
import {
  callsOf,
  cueBetween,
  newIn,
  notice,
  unreadAfter,
  type Calls,
  type Cue,
  type Noticed,
  type Shown,
} from "./cues";
import { isFirstToRing } from "./claims";
import { Speaker } from "./speaker";

export class Alerts {
  readonly #speaker: Speaker;
  #noticed: Noticed | null = null;
  /** The last line that was there while the tab was looked at, and in which room. */
  #read = { room: "", number: 0 };

  constructor(
    private readonly tab: Tab,
    private readonly visit: Visit,
    preferred: Preferred,
  ) {
    this.#speaker = new Speaker(() => preferred.now);
  }

  /** Look at every change from now on. */
  start(listen: (listener: () => void) => void): void {
    this.#speaker.start();
    listen(() => this.#look());
    document.addEventListener("visibilitychange", () => this.#look());
  }

  /** Let a sound be heard, if the player wants any. */
  ring(cue: Cue): void {
    this.#speaker.ring(cue);
  }

  #look(): void {
    const shown = gather(this.tab, this.visit);
    const before = this.#noticed;
    const after = (this.#noticed = notice(shown, before));
    const cue = cueBetween(before, after);
    if (cue !== null && this.#isOurs(cue, before, after)) this.ring(cue);
    this.#mark(callsOf(after, this.#countUnread(shown)));
  }

  /** Of a turn and of a game that was found all tabs of the player hear, and one of them rings. */
  #isOurs(cue: Cue, before: Noticed | null, after: Noticed): boolean {
    if (before === null || (cue !== "turn" && cue !== "found")) return true;
    const room = cue === "turn" ? newIn(after.turns, before.turns) : newIn(after.found, before.found);
    return isFirstToRing(`${cue} ${room}`);
  }

  #countUnread({ room, me }: Shown): number {
    const isSame = room !== undefined && room.id === this.#read.room;
    if (!document.hidden || !isSame)
      this.#read = { room: room?.id ?? "", number: room?.chat.at(-1)?.number ?? 0 };
    return room ? unreadAfter(this.#read.number, me, room.chat) : 0;
  }

  #mark(calls: Calls): void {
    const title = titleOf(calls, this.visit.subject);
    if (document.title !== title) document.title = title;
    const sign = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    const url = new URL(signOf(calls), document.baseURI).href;
    if (sign && sign.href !== url) sign.href = url;
  }
}

function signOf({ isFound, isTurn, others, unread }: Calls): string {
  if (isFound || isTurn || others > 0) return "favicon_turn.svg";
  return unread > 0 ? "favicon_unread.svg" : "favicon.svg";
}

function gather({ connection: { topics }, me }: Tab, { room, rooms, roomId }: Visit): Shown {
  const own = read<OwnView>(topics, `player/${me}`);
  const seats = rooms.flatMap((one) => {
    const topic = seatTopic(one, me);
    return topic === undefined ? [] : [[one.id, read(topics, topic)] as const];
  });
  return {
    me,
    room,
    game: room && read(topics, `game/${room.id}`),
    crowd: room && read(topics, `crowd/${room.id}`),
    seats: new Map(seats) as Shown["seats"],
    own: own?.games ?? [],
    found: (own?.found ?? []).filter(({ rated, room: id }) => rated && id !== roomId).map((one) => one.room),
  };
}
