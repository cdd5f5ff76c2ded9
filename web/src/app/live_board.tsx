// The board of a game in real time: the ticks that come, the inputs that go, and how the network is.
import type { RefObject } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import "../styles/live.css";
import { drawingOf, hasDrawing } from "../games";
import { AnyLive } from "../games/live/any";
import type { LiveSource } from "../games/live/source";
import { OwnGame } from "../games/own";
import type { Outcome } from "../sdk/commands";
import { Live } from "../sdk/live/live";
import type { Foretelling } from "../sdk/live/rules";
import type { Value } from "../sdk/messages";
import type { Held } from "../sdk/topics";
import type { LiveSeatView, LiveView } from "../sdk/views/game";
import { roomNow } from "../sdk/views/read";
import type { BoardProps } from "./board_props";
import type { Store } from "./store";
import { texts } from "./words";

const OFFLINE: Outcome = { done: false, code: "not_your_turn", detail: "" };
const PING_EVERY_MS = 2_000;
const NUMBERS_EVERY_MS = 500;
/** A picture this old, and by so many ticks, is no picture of now. */
const STALE_MS = 1_500;
const STALE_TICKS = 4;

export function LiveBoard({ table, game, drawing, match, page }: BoardProps) {
  const { store, room } = table;
  const rate = game.tick_rate ?? 1;
  const { me } = drawing;
  const source = useMemo(
    () => new RoomSource(store, { room: room.id, game: game.game, rate, seat: me }),
    [store, room.id, game.game, rate, me],
  );
  useEffect(() => source.follow(), [source]);
  const stage = useRef<HTMLDivElement>(null);
  const isOver = game.result !== null || game.view !== null;
  const live = isOver ? undefined : source;
  const Drawing = hasDrawing(room.game) ? drawingOf(room.game) : null;
  return (
    <div class="live" ref={stage}>
      {page !== null ? (
        <OwnGame page={page} drawing={drawing} match={{ ...match, ...(live && { live }) }} />
      ) : Drawing ? (
        <Drawing {...drawing} {...(live && { live })} />
      ) : (
        <AnyLive {...drawing} live={source} />
      )}
      {!isOver && <Waits table={table} />}
      {!isOver && <Numbers source={source} store={store} stage={stage} />}
    </div>
  );
}

interface Place {
  room: string;
  game: number;
  rate: number;
  seat: number | null;
}

/** Feeds from the topic `live/<room>`, and sends what one does as `play`. */
class RoomSource implements LiveSource {
  readonly rules: Foretelling = {};
  readonly rate: number;
  readonly #live: Live;

  constructor(
    private readonly store: Store,
    private readonly place: Place,
  ) {
    this.rate = place.rate;
    const { rate, seat } = place;
    this.#live = new Live({ rate, seat, rules: this.rules, send: (move, tick) => this.#send(move, tick) });
  }

  /** Hear the ticks; the result ends that. */
  follow(): () => void {
    const stop = this.store.realTime.listen((held, own) => this.#hear(held, own));
    const timer = setInterval(() => this.store.connection.ping(true), PING_EVERY_MS);
    return () => {
      stop();
      clearInterval(timer);
    };
  }

  frame() {
    return this.#live.frame(performance.now(), this.pingMs());
  }

  pingMs(): number {
    return this.store.connection.ping();
  }

  /** What is done while the line is cut has no effect: it would come when it is no longer meant. */
  async input(move: Value): Promise<Outcome> {
    if (this.store.connection.status.name !== "online") {
      this.store.realTime.noteLostInput();
      return OFFLINE;
    }
    return this.#live.input(move, performance.now());
  }

  #hear({ epoch, number, view }: Held, own: Held | undefined): void {
    const { board } = view as unknown as LiveView;
    const { secret = null } = (own?.view ?? {}) as Partial<LiveSeatView>;
    this.#live.hear(epoch, number, board, performance.now(), secret);
  }

  async #send(move: Value, tick: number): Promise<Outcome> {
    const { room, game } = this.place;
    const outcome = await this.store.connection.ask({ type: "play", room, game, position: tick, move });
    if (!outcome.done && outcome.code !== "not_your_turn")
      this.store.passing.tell(outcome.code, outcome.detail);
    return outcome;
  }
}

/** Whom the game waits for after a restart of the server. */
function Waits({ table: { store, room, crowd } }: { table: BoardProps["table"] }) {
  const waits = crowd?.waits;
  const leftMs = () =>
    waits ? waits.until_ms - roomNow(store.connection.topics, room, Date.now() + store.connection.skewMs) : 0;
  const [, tell] = useState(0);
  useEffect(() => {
    if (!waits) return undefined;
    const timer = setInterval(() => tell(Math.ceil(leftMs() / 1_000)), NUMBERS_EVERY_MS);
    return () => clearInterval(timer);
  }, [waits]);
  if (!waits) return null;
  const names = waits.seats.flatMap((seat) => room.seats[seat]?.name ?? []);
  return (
    <p class="live-waits" role="status" data-testid="live-waits">
      {texts.live.waits(names, Math.max(0, Math.ceil(leftMs() / 1_000)))}
    </p>
  );
}

interface NumbersProps {
  source: RoomSource;
  store: Store;
  /** What pales while no picture of now is there. */
  stage: RefObject<HTMLDivElement | null>;
}

/** How far the way is, and how old what one sees of the others. */
function Numbers({ source, store, stage }: NumbersProps) {
  const [{ ping, age }, tell] = useState({ ping: 0, age: 0 });
  useEffect(() => {
    // While there is no connection there is no way whose length could be told.
    const pingMs = () => (store.connection.status.name === "online" ? source.pingMs() : 0);
    const look = () => tell({ ping: pingMs(), age: source.frame()?.ageMs ?? 0 });
    const timer = setInterval(look, NUMBERS_EVERY_MS);
    return () => clearInterval(timer);
  }, [source, store]);
  const isStale = age > Math.max(STALE_MS, (STALE_TICKS * 1_000) / source.rate);
  useEffect(() => {
    const { current } = stage;
    current?.classList.toggle("live-stale", isStale);
    return () => current?.classList.remove("live-stale");
  }, [stage, isStale]);
  return (
    <p class="live-numbers muted small" data-testid="live-numbers" data-ping={ping} data-age={age}>
      {ping > 0 && <span>{texts.live.ping(ping)} · </span>}
      <span>{texts.live.age(age)}</span>{" "}
      {store.tab.isLineBad && <span class="tag tag-after">{texts.badLine.mark}</span>}
    </p>
  );
}
