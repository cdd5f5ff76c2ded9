// A table as its parts draw it, gathered from the topics that tell of it.
import type { Topics } from "../sdk/topics";
import type { GameView, LiveSeatView, LiveView, SeatView } from "../sdk/views/game";
import { gameView, lateMs, liveSeatTopic, read, seatTopic } from "../sdk/views/read";
import type { CrowdView, RoomView } from "../sdk/views/room";
import type { Store } from "./store";
import { withBotsIn, withBotsOf } from "./words/bots";

/** All that the parts of a table draw from. */
export interface Table {
  store: Store;
  room: RoomView;
  game: GameView | undefined;
  seat: SeatView | undefined;
  crowd: CrowdView | undefined;
  /** The seat that one has, also before the game. */
  mine: number | null;
  /** How many milliseconds ago all this was so: 0 but for who watches late. */
  late: number;
  isHost: boolean;
}

/** Return a table as it is now. */
export function gather(store: Store, shown: RoomView): Table {
  const { topics } = store.connection;
  const room = withBotsOf(shown);
  const game = gameView(topics, room.id);
  const topic = seatTopic(room, store.me);
  const late = lateMs(topics, room.id);
  return {
    store,
    room,
    game: game && withBotsIn(withLiveNotes(game, read(topics, `live/${room.id}`))),
    seat: topic === undefined ? undefined : withLiveSecret(topics, topic),
    crowd: read(topics, `crowd/${room.id}`),
    mine: late
      ? null
      : (room.seats.find((place) => place.player === store.me && place.status !== "reserved")?.seat ?? null),
    late,
    isHost: room.host === store.me,
  };
}

/** While a game in real time goes on, its log is told with the ticks. */
function withLiveNotes(game: GameView, live: LiveView | undefined): GameView {
  return game.tick_rate && live && game.view === null ? { ...game, notes: live.notes } : game;
}

function withLiveSecret(topics: Topics, topic: string): SeatView | undefined {
  const seat = read<SeatView>(topics, topic);
  const live = read<LiveSeatView>(topics, liveSeatTopic(topic));
  return seat && live ? { ...seat, secret: live.secret, notes: live.notes } : seat;
}

/** The seat that one plays in this game: who sat down later watches it. */
export function playing({ game, mine, store }: Table): number | null {
  return mine !== null && game?.players[mine]?.player === store.me ? mine : null;
}
