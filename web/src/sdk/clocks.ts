// Turn clocks: what a room may be opened with, and what a seat's clock shows at a moment.

/** The turn clock of a room's games. */
export type Clock =
  | { kind: "per_move"; move_ms: number }
  | { kind: "fischer"; base_ms: number; increment_ms: number }
  | { kind: "byo_yomi"; base_ms: number; periods: number; period_ms: number };

/** The time of one seat as it was when its clock last stood, and since when it runs. */
export interface SeatClock {
  /** Of the move, or of the time for the whole game. */
  remaining_ms: number;
  /** Byo-yomi's, that are left; 0 for other clocks. */
  periods: number;
  running: boolean;
  /** Room time since which it runs; null: it stands. */
  since_ms: number | null;
  /** On the move at which it was held, since the server was started again; it goes on from there. */
  spent_ms: number;
  /** Moves in a row that were made for the seat, since its time was up. */
  missed: number;
}

/** What a clock shows. */
export interface ClockFace {
  /** Left of the move, of the time for the game, or of this period. */
  ms: number;
  /** Periods that are left, this one included; 0 for clocks without. */
  periods: number;
  /** The time for the whole game is used up, and this is a period. */
  isPeriod: boolean;
  running: boolean;
}

/** Return what a seat's clock shows at a room time. */
export function clockFace(clock: Clock, seat: SeatClock, roomMs: number): ClockFace {
  const spent = seat.since_ms === null ? seat.spent_ms : Math.max(0, roomMs - seat.since_ms);
  const left = seat.remaining_ms - spent;
  const { running } = seat;
  if (clock.kind !== "byo_yomi" || left > 0)
    return { ms: Math.max(0, left), periods: seat.periods, isPeriod: false, running };
  const gone = Math.floor(-left / clock.period_ms);
  const periods = Math.max(0, seat.periods - gone);
  const ms = periods === 0 ? 0 : clock.period_ms - (-left % clock.period_ms);
  return { ms, periods, isPeriod: true, running };
}

/** Return the room time at which nothing is left, null while the clock stands. */
export function clockDueMs(clock: Clock, seat: SeatClock): number | null {
  if (seat.since_ms === null) return null;
  const periods = clock.kind === "byo_yomi" ? seat.periods * clock.period_ms : 0;
  return seat.since_ms + seat.remaining_ms + periods;
}
