// The players: who must act, who has acted already, and how much time each has.
import { useRef } from "preact/hooks";
import { Avatar } from "../../app/avatar";
import { Clock } from "../../app/clock";
import type { Drawing } from "../drawing";
import { asked } from "./round";
import { texts } from "../../app/words";

/** One card for each seat. */
export function SeatCards(drawing: Drawing) {
  const { players, turn, absent, me, leftMs, result } = drawing;
  const round = useRef<readonly number[]>([]);
  round.current = asked(round.current, turn);
  // The time that all share stands above the board.
  const lefts = turn.map((seat) => leftMs(seat) ?? 0);
  const isShared = Math.max(...lefts) - Math.min(...lefts) < SHARED_WITHIN_MS;
  const state = (seat: number): keyof typeof texts.plain.states => {
    if (absent.includes(seat)) return "gone";
    if (result) return result.places[seat] === 1 && !isScoredAlone(drawing) ? "won" : "quiet";
    if (turn.includes(seat)) return "acts";
    return round.current.length > 1 && round.current.includes(seat) ? "acted" : "quiet";
  };
  return (
    <ul class="plain-seats" aria-label={texts.plain.players}>
      {players.map((player, seat) => (
        <li
          key={seat}
          class={`plain-seat plain-seat-${state(seat)} edge-${seat % 6}`}
          data-testid={`player-${seat}`}
          data-state={state(seat)}
        >
          <Avatar id={player.player} name={player.name} seat={seat} kind={player.kind} />
          <span class="plain-seat-text">
            <span class="plain-seat-name">{seat === me ? texts.common.you : player.name}</span>
            <span class="plain-seat-state">
              {texts.plain.states[state(seat)]}
              {turn.includes(seat) && !isShared && (
                <Clock leftMs={() => leftMs(seat)} label={texts.plain.timeToAct(player.name)} />
              )}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Who plays alone for points is always first: that is no win. */
function isScoredAlone({ players, result }: Drawing): boolean {
  return players.length === 1 && (result?.scores.length ?? 0) > 0;
}

const SHARED_WITHIN_MS = 500;

/** The name of who has a seat, in its colour. */
export function SeatName({ seat, names, me }: { seat: number; names: string[]; me: number | null }) {
  return (
    <span class="plain-name">
      <i class={`dot hue-${seat % 6}`} aria-hidden="true" />
      {seat === me ? texts.common.you : (names[seat] ?? texts.common.seat(seat + 1))}
    </span>
  );
}
