// Who sits where, who is ready, who is away, and who only watches.
import { awaitsMatch, type SeatPlace } from "../sdk/views/room";
import { Ask } from "./ask";
import { Avatar } from "./avatar";
import type { Person } from "./people";
import { BotControls, RemoveBot } from "./bots";
import { Countdown } from "./clock";
import { emoteOf } from "./emotes";
import { hasBegun, mayMove, MoveHere, SeatSide, Swap, teamsShort } from "./lineup";
import type { Table } from "./table";
import { PersonMore, PersonName } from "./person";
import { texts } from "./words";

/** A name of more characters leaves no room beside it. */
const LONG_NAME = 14;

export function Seats({ table }: { table: Table }) {
  // Who sits has no use for a row for each open seat.
  const inRows = table.room.seats.filter(
    (place) => table.mine === null || mayMove(table) || place.player !== null,
  );
  const inShort = table.room.seats.filter((place) => !inRows.includes(place));
  return (
    <>
      <ul class="seats">
        {inRows.map((place) => (
          <Seat key={place.seat} table={table} place={place} />
        ))}
      </ul>
      <OpenInShort places={inShort} teams={table.room.teams} />
      <BotControls table={table} />
      <Watchers table={table} />
    </>
  );
}

function Seat({ table, place }: { table: Table; place: SeatPlace }) {
  const { store, room, mine } = table;
  const acts = room.phase === "playing" && table.game?.turn.includes(place.seat) === true;
  const beside = <Beside table={table} place={place} acts={acts} />;
  // Where there is something to press, how it stands with the seat has no room beside the name.
  const isCrowded = place.seat !== mine && (table.isHost || mayMove(table));
  // "⋯" alone leaves room for any name.
  const isBesideMore = isCrowded && !mayMove(table) && place.bot === "";
  const classes = [
    "seat",
    `seat-${place.status}`,
    acts ? "acts" : "",
    place.player === store.me ? "mine" : "",
    [...(place.name ?? "")].length > LONG_NAME && !isBesideMore ? "seat-long" : "",
  ];
  return (
    <li
      class={classes.join(" ")}
      data-testid={`seat-${place.seat}`}
      data-status={place.status}
      data-ready={place.ready}
    >
      {place.player === null ? (
        <Open table={table} seat={place.seat} />
      ) : (
        <>
          <Avatar id={place.player} name={place.name ?? ""} seat={place.seat} kind={place.kind} />
          <span class="seat-who">
            <PersonName who={whoHas(place, place.player)} class="seat-name" />
            <Marks table={table} place={place} />
            {isCrowded && beside}
          </span>
          {!isCrowded && beside}
          <Swap table={table} place={place} />
          {table.isHost && place.seat !== mine && (
            <Dismissal table={table} place={place} player={place.player} />
          )}
          <Emote table={table} player={place.player} />
        </>
      )}
    </li>
  );
}

function OpenInShort({ places, teams }: { places: SeatPlace[]; teams: number[] }) {
  if (places.length === 0) return null;
  const short = teamsShort(places, teams);
  return (
    <ul class="open-seats">
      {places.map((place) => (
        <li
          key={place.seat}
          class={`avatar none team-${teams[place.seat] ?? "none"}`}
          data-testid={`seat-${place.seat}`}
          data-status="open"
          aria-label={texts.seats.open}
        />
      ))}
      <li class="muted small" data-testid="open-in-short">
        {short.length > 0 ? texts.lineup.short(short) : texts.seats.openInShort(places.length)}
      </li>
    </ul>
  );
}

function Open({ table, seat }: { table: Table; seat: number }) {
  const { room, mine } = table;
  return (
    <>
      <span class="avatar none" aria-hidden="true" />
      <span class="seat-who muted">
        {texts.seats.open}
        <span class="marks">
          <SeatSide room={room} seat={seat} />
        </span>
      </span>
      {mayMove(table) && <MoveHere table={table} seat={seat} />}
      {mine === null && !hasBegun(table) && !awaitsMatch(room) && (
        <Ask class="sit" testId={`sit-${seat}`} wish={{ type: "sit", room: room.id, seat }}>
          {texts.seats.sit}
        </Ask>
      )}
    </>
  );
}

function Marks({ table, place }: { table: Table; place: SeatPlace }) {
  const { room, store } = table;
  const marks = [
    place.player === store.me && ("you" as const),
    place.kind === "bot" && ("bot" as const),
    place.player === room.host && ("host" as const),
  ].filter((mark) => mark !== false);
  return (
    <span class="marks">
      <SeatSide room={room} seat={place.seat} />
      {marks.map((mark) => (
        <span class={`mark mark-${mark}`} key={mark}>
          {texts.seats.marks[mark]}
        </span>
      ))}
      {place.status === "lent" && (
        <span class="mark" data-testid={`lent-${place.seat}`}>
          {texts.bots.lent}
        </span>
      )}
    </span>
  );
}

/** What is to be known of a seat now: away, at turn, ready. */
function Beside({ table, place, acts }: { table: Table; place: SeatPlace; acts: boolean }) {
  const { store, room, game } = table;
  const deadline = game?.deadlines[String(place.seat)];
  if (place.status === "reserved" && place.reserved_until_ms !== null) {
    return (
      <span class="away away-calm">
        {`${texts.found.onTheWay} `}
        <Countdown
          store={store}
          room={room}
          untilMs={place.reserved_until_ms}
          label={texts.found.timeToCome}
        />
      </span>
    );
  }
  if (place.status === "away") return <Away table={table} place={place} />;
  if (place.bot !== "" && acts) return <span class="thinks">{texts.bots.thinks}</span>;
  // Where one seat acts, its time stands above the board; so do the turn clocks.
  if (acts && deadline !== undefined && game && game.turn.length > 1 && room.clock === null) {
    return (
      <Countdown
        store={store}
        room={room}
        untilMs={deadline}
        label={texts.seats.timeToMove(place.name ?? "")}
      />
    );
  }
  if (room.phase === "playing") return null;
  return place.ready ? (
    <span class="ready-mark">{texts.seats.ready}</span>
  ) : (
    <span class="muted small">{texts.seats.notReady}</span>
  );
}

/** In a slow room most are away most of the time: that is no alarm, and who is ready is so all the same. */
function Away({ table: { store, room }, place }: { table: Table; place: SeatPlace }) {
  const untilMs = place.away_until_ms;
  const isSlow = room.pace === "slow";
  const isReady = isSlow && place.ready && room.phase !== "playing";
  return (
    <span class={isSlow ? "away away-calm" : "away"} data-testid={`away-${place.seat}`}>
      {isReady ? texts.seats.readyAway : untilMs === null ? texts.seats.awayKept : `${texts.seats.away} `}
      {!isReady && untilMs !== null && (
        <Countdown
          store={store}
          room={room}
          untilMs={untilMs}
          label={texts.seats.timeToReturn(place.name ?? "")}
        />
      )}
    </span>
  );
}

function Emote({ table, player }: { table: Table; player: string | null }) {
  const emote = emoteOf(table.store, player);
  return emote ? (
    <span class="bubble" role="status">
      {emote}
    </span>
  ) : null;
}

/** How the host sends away who has a seat: a bot at once, a person from a sheet of all that can be done. */
function Dismissal({ table, place, player }: { table: Table; place: SeatPlace; player: string }) {
  // Who has lent the seat to a bot is a person all the same.
  if (place.bot !== "" && place.status !== "lent") return <RemoveBot table={table} place={place} />;
  return <PersonMore who={whoHas(place, player)} testId={`kick-${place.seat}`} />;
}

/** Who has lent the seat to a bot is a person all the same. */
function whoHas(place: SeatPlace, player: string): Person {
  return {
    player,
    name: place.name ?? "",
    kind: place.bot === "" || place.status === "lent" ? place.kind : "bot",
  };
}

function Watchers({ table }: { table: Table }) {
  const seated = new Set(table.room.seats.map((place) => place.player));
  // The crowd is told once a second: somebody in it may have sat down since.
  const watchers = (table.crowd?.watchers ?? []).filter((watcher) => !seated.has(watcher.id));
  const unnamed = countUnnamed(table, watchers.length);
  if (watchers.length === 0 && unnamed === 0) return null;
  return (
    <div class="watchers" data-testid="watchers">
      <span class="muted small">{texts.seats.watching}</span>
      {watchers.map((watcher) => (
        <span class="watcher" key={watcher.id}>
          <PersonName who={{ player: watcher.id, name: watcher.name, kind: watcher.kind }} />
          {watcher.id === table.store.me ? ` ${texts.seats.isYou}` : ""}
          {watcher.id === table.room.host && <span class="mark mark-host">{texts.seats.marks.host}</span>}
          <Emote table={table} player={watcher.id} />
          {table.isHost && watcher.id !== table.store.me && (
            <PersonMore who={{ player: watcher.id, name: watcher.name, kind: watcher.kind }} testId="kick" />
          )}
        </span>
      ))}
      {unnamed > 0 && (
        <span class="muted small">{watchers.length > 0 ? texts.seats.unnamed(unnamed) : unnamed}</span>
      )}
    </div>
  );
}

/** Return how many watch beside those who are named: there are too many, or a game with secrets runs. */
function countUnnamed(table: Table, named: number): number {
  const sitting = table.room.seats.filter((place) => place.status === "taken" && place.bot === "");
  return Math.max(0, (table.crowd?.present ?? 0) - sitting.length - named);
}
