// The turn clocks of a game, one for each seat, ticking where somebody must act.
import { useEffect } from "preact/hooks";
import { clockFace, type Clock, type ClockFace, type SeatClock } from "../sdk/clocks";
import type { GameView } from "../sdk/views/game";
import { HUES } from "./avatar";
import { faceText, HURRY_MS, periodWords } from "./clock_words";
import { playing, type Table } from "./table";
import { useTick } from "./use";
import { texts } from "./words";

/** Often enough that the seconds change in time, and tenths of them where they are shown. */
const TICK_MS = 100;

export function Clocks({ table, game }: { table: Table; game: GameView }) {
  const { clock } = table.room;
  if (!clock || !game.clocks) return null;
  return (
    <ul class="clocks" aria-label={texts.clocks.clocks}>
      {game.clocks.map((seat, number) => (
        <SeatTime key={number} table={table} game={game} clock={clock} seat={seat} number={number} />
      ))}
    </ul>
  );
}

interface Props {
  table: Table;
  game: GameView;
  clock: Clock;
  seat: SeatClock;
  number: number;
}

function SeatTime(props: Props) {
  const { table, game, seat, number } = props;
  const isMine = playing(table) === number;
  const name = game.players[number]?.name ?? texts.common.seat(number + 1);
  const isOut = game.absent.includes(number);
  const classes = ["seat-time", seat.running ? "runs" : "", isOut ? "out" : "", isMine ? "mine" : ""];
  return (
    <li class={classes.join(" ")} data-testid={`clock-${number}`} data-running={seat.running}>
      <span class="seat-time-name">
        <span class={`dot hue-${number % HUES}`} aria-hidden="true" />
        {isMine ? texts.common.you : name}
      </span>
      {seat.running ? (
        <Ticking {...props} name={name} isMine={isMine} />
      ) : (
        <Face {...props} name={name} face={faceNow(props)} />
      )}
      {seat.missed > 0 && !isOut && (
        <span class="seat-time-note" data-testid={`missed-${number}`}>
          {seat.missed === 1 ? texts.clocks.moveWasMade : texts.clocks.movesWereMade(seat.missed)}
        </span>
      )}
    </li>
  );
}

function faceNow({ table: { room, store }, clock, seat }: Props): ClockFace {
  return clockFace(clock, seat, store.roomNow(room));
}

function Ticking(props: Props & { name: string; isMine: boolean }) {
  useTick(TICK_MS);
  const face = faceNow(props);
  const isLow = inHurry(face, props.clock) && face.periods <= 1;
  const { store } = props.table;
  useEffect(() => {
    if (props.isMine && isLow) store.alerts.ring("clock");
  }, [props.isMine, isLow]);
  return (
    <>
      <Face {...props} face={face} />
      {/* Said once to who does not see it; a timer itself is silent. */}
      {props.isMine && (
        <span class="unseen" role="status">
          {isLow ? texts.clocks.lessThanTen : ""}
        </span>
      )}
    </>
  );
}

/** Where periods follow, the end of the time for the game is no reason to hurry. */
function inHurry(face: ClockFace, clock: Clock): boolean {
  return face.running && face.ms < HURRY_MS && (clock.kind !== "byo_yomi" || face.isPeriod);
}

function Face({ face, clock, name, game, number }: Props & { name: string; face: ClockFace }) {
  const isHurry = inHurry(face, clock);
  const below = game.timed_out.includes(number) ? texts.clocks.timeIsUp : periodWords(face, clock);
  return (
    <>
      <span
        class={isHurry ? "seat-time-left hurry" : "seat-time-left"}
        role="timer"
        aria-label={texts.clocks.timeOf(
          name,
          [faceText({ ...face, running: false }), below].filter(Boolean).join(", "),
        )}
      >
        {faceText(face)}
      </span>
      {below && <span class="seat-time-note">{below}</span>}
    </>
  );
}
