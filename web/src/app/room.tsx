// A table: its seats, the game, the talk.
import type { RoomView } from "../sdk/views/room";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { FailureCode } from "../sdk/commands";
import type { Channel } from "../sdk/messages";
import { Chat } from "./chat";
import { clockWords } from "./clock_words";
import { Detail } from "./detail";
import { Door } from "./door";
import { Emotes } from "./emotes";
import { Invite } from "./invite";
import { Leave } from "./leaving";
import { MatchArea } from "./match";
import { later } from "./later";
import { Notice } from "./notices";
import { DaysNote } from "./pace";
import { Retry } from "./retry";
import { Seats } from "./seats";
import { HostSheet } from "./sheets";
import type { Store } from "./store";
import { useStore, useSubject } from "./use";
import { gather, type Table } from "./table";
import { ClosedNote, LateBadge } from "./watching";
import { turnLine } from "./lines";
import { absenceLines, isBanned, type Untold } from "./looking";
import { texts } from "./words";
import { calledAs } from "./words/bots";
import { gameTitle, tableName } from "./words/games";

const ClosedTable = later(async () => (await import("./closed")).ClosedTable);

export function RoomPage() {
  const store = useStore();
  const { room } = store;
  return room ? <Shown table={gather(store, room)} /> : <Absent store={store} />;
}

function Shown({ table }: { table: Table }) {
  const { store, room, game, mine } = table;
  const name = tableName(room.name, room.game, room.title);
  useSubject(name);
  useHostNews(table);
  const names = new Map(room.seats.map((place) => [place.player, place.name]));
  for (const watcher of table.crowd?.watchers ?? []) names.set(watcher.id, calledAs(watcher));
  const typing = store.passing.signs.filter((sign) => sign.kind === "typing" && sign.player !== store.me);
  return (
    <main class="room" data-phase={room.phase}>
      <div class="room-head">
        <div class="room-title">
          <h1>{name}</h1>
          <span class="muted">
            {gameTitle(room.game, room.title)}
            {room.clock ? ` · ${clockWords(room.clock)}` : ""}
            {room.public ? "" : ` · ${texts.common.byLinkOnly}`}
            {room.house.locked ? ` · ${texts.guard.locked}` : ""}
            {room.house.password ? ` · ${texts.guard.password}` : ""}
            {room.house.rated && <span class="tag tag-after">{texts.search.ratedMark}</span>}
          </span>
          {table.late > 0 && <LateBadge ms={table.late} />}
        </div>
        <Invite code={room.code} store={store} />
        {table.isHost && <HostButton store={store} room={room} />}
        <Leave table={table} />
      </div>
      <section class="room-board card" aria-label={texts.table.game}>
        {room.pace === "slow" && <DaysNote isSeated={mine !== null} />}
        {mine === null && room.house.watching === "closed" && room.phase === "playing" ? (
          <ClosedNote />
        ) : (
          <MatchArea table={table} />
        )}
      </section>
      <aside class="room-side">
        <section class="card" aria-label={texts.table.seats}>
          <Seats table={table} />
        </section>
        <section class="card" aria-label={texts.table.chat}>
          <Emotes store={store} />
          <Chat
            room={room.id}
            lines={[...store.talk.linesOf(room.id)]}
            channels={channelsOf(table)}
            loading={false}
            zeroMs={room.zero_ms}
            seatOf={(player) => room.seats.find((place) => place.player === player)?.seat}
            typing={typing.map((sign) => names.get(sign.player) ?? texts.common.somebody)}
            onSay={(text, to) => say(store, room, text, to)}
            onTyping={() => tellTyping(store)}
          />
        </section>
      </aside>
      <p class="unseen" role="status" aria-live="polite">
        {game && room.phase !== "gathering" ? `${turnLine(game, mine, room.teams)}.` : ""}
      </p>
    </main>
  );
}

/** Who becomes the host by somebody else's wish, or as the host is gone, is told so. */
function useHostNews({ store, room, isHost }: Table): void {
  const known = useRef(room);
  useEffect(() => {
    const isNew = known.current.id === room.id && known.current.host !== room.host;
    known.current = room;
    if (isNew && isHost) store.passing.toast(texts.host.youAre);
  }, [room.id, room.host]);
}

function HostButton({ store, room }: { store: Store; room: RoomView }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        class="quiet"
        data-testid="host"
        aria-label={texts.host.open}
        title={texts.host.open}
        onClick={() => setOpen(true)}
      >
        ⋯
      </button>
      {isOpen && <HostSheet store={store} room={room} close={() => setOpen(false)} />}
    </>
  );
}

/** Whom one can speak to besides all. */
function channelsOf({ mine, room }: Table): Channel[] {
  if (mine === null) return ["all", "watchers"];
  return "teams" in room && (room.teams as number[]).length > 0 ? ["all", "seats", "team"] : ["all", "seats"];
}

function say(store: Store, room: RoomView, text: string, to: Channel): void {
  store.signals.send("typing", false);
  toldTypingAt = 0;
  void store.talk.say(room.id, text, to);
}

const TYPING_EVERY_MS = 2_000;
let toldTypingAt = 0;

function tellTyping(store: Store): void {
  if (Date.now() - toldTypingAt < TYPING_EVERY_MS) return;
  toldTypingAt = Date.now();
  store.signals.send("typing", true);
}

function Absent({ store }: { store: Store }) {
  const home = (
    <button class="primary" onClick={() => store.go({ name: "home" })}>
      {texts.common.seeOpenTables}
    </button>
  );
  const again = <button onClick={() => void store.visit.enter()}>{texts.absence.comeAgain}</button>;
  const { absence } = store.visit;
  if (absence === "entering") return <Notice title={texts.absence.entering} />;
  if (absence === "closed") return <Notice title={texts.absence.closed}>{home}</Notice>;
  if (typeof absence === "object" && "sentAway" in absence) {
    const { sentAway, why } = absence;
    return (
      <Notice title={texts.gone[sentAway]} detail={why ? texts.door.said(why) : texts.absence.kickedHint}>
        {home}
        {sentAway === "kicked" && again}
      </Notice>
    );
  }
  if (typeof absence === "object" && "operator" in absence) {
    const { operator: why } = absence;
    return (
      <Notice title={texts.gone.operator} detail={why ? texts.operator.said(why) : texts.absence.kickedHint}>
        {home}
        {absence.isOpen && again}
      </Notice>
    );
  }
  if (absence === "left") {
    return (
      <Notice title={texts.absence.left}>
        {home}
        {again}
      </Notice>
    );
  }
  if ("past" in absence) return <ClosedTable store={store} past={absence.past} />;
  if ("lost" in absence) {
    return (
      <Notice
        title={texts.absence.lost}
        detail={texts.absence.lostHint(tableName(absence.lost.name, absence.lost.game, absence.lost.title))}
      >
        <button class="primary" data-testid="open-alike" onClick={() => void openAlike(store, absence.lost)}>
          {texts.absence.openAlike}
        </button>
        <button onClick={() => store.go({ name: "home" })}>{texts.common.seeOpenTables}</button>
      </Notice>
    );
  }
  if ("refused" in absence && isAtDoor(absence.refused))
    return <Door store={store} wasWrong={absence.refused === "wrong_password"} />;
  return (
    <Notice {...absenceLines(absence)} {...runningDetail(absence)}>
      {home}
      {!isBanned(absence) && <Retry retryAt={retryAtOf(absence)} press={() => void store.visit.enter()} />}
    </Notice>
  );
}

/** Where the server told when to try again, that time runs; of a look the button says it. */
function runningDetail(absence: Untold): { detail?: ComponentChildren } {
  const failure = "failure" in absence && !absence.isLook ? absence.failure : undefined;
  return failure?.retryAt === undefined ? {} : { detail: <Detail failure={failure} /> };
}

function retryAtOf(absence: Untold): number | undefined {
  return "failure" in absence ? absence.failure?.retryAt : undefined;
}

function isAtDoor(code: FailureCode): boolean {
  return code === "password_needed" || code === "wrong_password";
}

async function openAlike(store: Store, alike: RoomView): Promise<void> {
  const { game, name, public: isPublic, options, pace, clock } = alike;
  // Of a password only the server knew, and who should come in must be able to.
  const { password: _, locked: __, ...house } = alike.house;
  const outcome = await store.opening.create({ game, name, public: isPublic, options, pace, clock, house });
  if (!outcome.done) store.passing.fail(outcome);
}
