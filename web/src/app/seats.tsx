// Who sits where, who is ready, who is away, and who only watches.
import { useEffect, useState } from "preact/hooks";
import type { SeatPlace } from "../sdk/views";
import { Ask } from "./ask";
import { Avatar } from "./avatar";
import { Countdown } from "./clock";
import { emoteOf } from "./emotes";
import { PageLink } from "./link";
import type { Table } from "./room";
import { texts } from "./words";

export function Seats({ table }: { table: Table }) {
  // Who sits has no use for a row for each open seat.
  const inRows = table.room.seats.filter((place) => table.mine === null || place.player !== null);
  const inShort = table.room.seats.filter((place) => !inRows.includes(place));
  return (
    <>
      <ul class="seats">
        {inRows.map((place) => (
          <Seat key={place.seat} table={table} place={place} />
        ))}
      </ul>
      <OpenInShort places={inShort} />
      <Watchers table={table} />
    </>
  );
}

function Seat({ table, place }: { table: Table; place: SeatPlace }) {
  const { store, room, mine } = table;
  const acts = room.phase === "playing" && table.game?.turn.includes(place.seat) === true;
  const classes = [
    "seat",
    `seat-${place.status}`,
    acts ? "acts" : "",
    place.player === store.me ? "mine" : "",
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
            <PageLink store={table.store} page={{ name: "player", id: place.player }} class="seat-name">
              {place.name}
            </PageLink>
            <Marks table={table} place={place} />
          </span>
          <Beside table={table} place={place} acts={acts} />
          {table.isHost && place.seat !== mine && (
            <Kick table={table} player={place.player} name={place.name ?? ""} seat={place.seat} />
          )}
          <Emote table={table} player={place.player} />
        </>
      )}
    </li>
  );
}

function OpenInShort({ places }: { places: SeatPlace[] }) {
  if (places.length === 0) return null;
  return (
    <ul class="open-seats">
      {places.map((place) => (
        <li
          key={place.seat}
          class="avatar none"
          data-testid={`seat-${place.seat}`}
          data-status="open"
          aria-label={texts.seats.open}
        />
      ))}
      <li class="muted small">{texts.seats.openInShort(places.length)}</li>
    </ul>
  );
}

function Open({ table, seat }: { table: Table; seat: number }) {
  const { room, mine } = table;
  return (
    <>
      <span class="avatar none" aria-hidden="true" />
      <span class="seat-who muted">{texts.seats.open}</span>
      {mine === null && (
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
      {marks.map((mark) => (
        <span class={`mark mark-${mark}`} key={mark}>
          {texts.seats.marks[mark]}
        </span>
      ))}
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

const SURE_WITHIN_MS = 4_000;

/** Removing somebody takes two taps, as it can't be taken back. */
function Kick({ table, player, name, seat }: { table: Table; player: string; name: string; seat?: number }) {
  const [sure, setSure] = useState(false);
  useEffect(() => {
    if (!sure) return undefined;
    const timer = setTimeout(() => setSure(false), SURE_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [sure]);
  const kick = () => {
    if (sure) void table.store.ask({ type: "kick", room: table.room.id, player });
    setSure(!sure);
  };
  return (
    <button
      class={sure ? "kick sure" : "kick"}
      data-testid={seat === undefined ? "kick" : `kick-${seat}`}
      aria-label={sure ? texts.seats.reallyRemove(name) : texts.seats.remove(name)}
      onClick={kick}
    >
      {sure ? texts.seats.removeShort : "×"}
    </button>
  );
}

function Watchers({ table }: { table: Table }) {
  const seated = new Set(table.room.seats.map((place) => place.player));
  // The crowd is told once a second: somebody in it may have sat down since.
  const watchers = (table.crowd?.watchers ?? []).filter((watcher) => !seated.has(watcher.id));
  if (watchers.length === 0) return null;
  return (
    <div class="watchers" data-testid="watchers">
      <span class="muted small">{texts.seats.watching}</span>
      {watchers.map((watcher) => (
        <span class="watcher" key={watcher.id}>
          {watcher.name}
          {watcher.id === table.store.me ? ` ${texts.seats.isYou}` : ""}
          <Emote table={table} player={watcher.id} />
          {table.isHost && watcher.id !== table.store.me && (
            <Kick table={table} player={watcher.id} name={watcher.name} />
          )}
        </span>
      ))}
    </div>
  );
}
