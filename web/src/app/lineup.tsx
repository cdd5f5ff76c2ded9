// Before a game: which seat is which, moving and swapping, and the countdown to the start.
import { awaitsMatch, type RoomView, type SeatPlace } from "../sdk/views/room";
import { Ask } from "./ask";
import type { Table } from "./table";
import { useTick } from "./use";
import { texts } from "./words";

/** With more seats than this who sits sees the open ones in short: they close ranks anyhow. */
const SEATS_SHOWN_MAX = 4;

/** Whether one who sits may go to other seats now, and it makes a difference. */
export function mayMove({ room, mine }: Table): boolean {
  if (mine === null || room.phase === "playing" || awaitsMatch(room)) return false;
  return room.seats.length <= SEATS_SHOWN_MAX;
}

/** How many of these open seats each team has, by the number of the team, from 1; none in a game without teams. */
export function teamsShort(
  open: readonly SeatPlace[],
  teams: readonly number[],
): [team: number, seats: number][] {
  const counts = new Map<number, number>();
  for (const { seat } of open) {
    const team = teams[seat];
    if (team !== undefined) counts.set(team + 1, (counts.get(team + 1) ?? 0) + 1);
  }
  return [...counts].sort(([one], [other]) => one - other);
}

/** Which teams are short of somebody before a game, where they are teams. */
export function ShortTeams({ table: { room } }: { table: Table }) {
  const open = room.seats.filter((place) => place.player === null);
  const short = teamsShort(open, room.teams);
  if (short.length === 0) return null;
  return (
    <p class="muted" data-testid="teams-short">
      {texts.lineup.short(short)}
    </p>
  );
}

/** What a seat is called, its team, and whether it begins. */
export function SeatSide({ room, seat }: { room: RoomView; seat: number }) {
  const name = room.seat_names[seat];
  const team = room.teams[seat];
  const begins = name === undefined && room.seats.length === 2 && room.seats_min === 2 && seat === 0;
  return (
    <>
      {name !== undefined && <span class="mark">{name}</span>}
      {team !== undefined && <span class={`mark team team-${team}`}>{texts.lineup.team(team + 1)}</span>}
      {begins && room.phase !== "playing" && <span class="mark">{texts.lineup.begins}</span>}
    </>
  );
}

/** Whether who watches late sees a table whose game began in between. */
export function hasBegun({ room, late }: Table): boolean {
  return late > 0 && room.starts_ms !== null;
}

export function MoveHere({ table: { room }, seat }: { table: Table; seat: number }) {
  return (
    <Ask class="sit" testId={`move-${seat}`} wish={{ type: "sit", room: room.id, seat }}>
      {texts.lineup.moveHere}
    </Ask>
  );
}

export function Swap({ table, place }: { table: Table; place: SeatPlace }) {
  const { room, mine } = table;
  const isOffered = room.offers.some((offer) => offer.kind === "swap" && offer.seat === mine);
  const isHeld = place.player !== null && place.status !== "reserved";
  if (!mayMove(table) || place.seat === mine || isOffered || !isHeld) return null;
  return (
    <Ask
      class="swap"
      testId={`swap-${place.seat}`}
      label={texts.lineup.swapWith(place.name ?? "")}
      wish={{ type: "offer", room: room.id, kind: "swap", seat: place.seat }}
    >
      {texts.lineup.swap}
    </Ask>
  );
}

/** The seconds to the start. The whole line is read out when it begins, and not each second. */
export function StartCountdown({ table: { store, room } }: { table: Table }) {
  useTick(100);
  const left = room.starts_ms === null ? null : room.starts_ms - store.roomNow(room);
  const seconds = left === null ? 0 : Math.max(0, Math.ceil(left / 1000));
  return (
    <>
      {left !== null && (
        <p class="start-countdown" data-testid="countdown" aria-hidden="true">
          <strong>{seconds}</strong>
          <span>{seconds > 0 ? texts.lineup.startsIn(seconds) : texts.lineup.starts}</span>
        </p>
      )}
      <p class="unseen" role="status" aria-live="assertive" data-testid="countdown-said">
        {left === null ? "" : texts.lineup.startsIn(Math.round(room.house.countdown_ms / 1000))}
      </p>
    </>
  );
}

/** That seats rotate, where those who sit are those who have just played. */
export function RotationNote({ table: { room, game } }: { table: Table }) {
  const sitting = room.seats.filter((place) => place.player !== null).map((place) => place.player);
  const played = game?.players.map((player) => player.player) ?? [];
  const isSame = sitting.length > 1 && sitting.join() === played.join();
  if (!room.allows.rotate || !isSame) return null;
  return <p class="muted small">{texts.lineup[sitting.length > 2 ? "movesOn" : "rotates"]}</p>;
}
