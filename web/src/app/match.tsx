// The middle of a table: what to do before, during and after a game.
import { clockDueMs } from "../sdk/clocks";
import { drawsScores } from "../games";
import type { GameView } from "../sdk/views/game";
import { awaitsMatch } from "../sdk/views/room";
import { Ask } from "./ask";
import { Board } from "./board";
import { BotHelp } from "./bot_help";
import { Countdown } from "./clock";
import { Clocks } from "./clocks";
import { RatedBy } from "./finding/rated_by";
import { GameArt } from "./game_art";
import { Stand } from "./leaving";
import { hasBegun, RotationNote, ShortTeams, StartCountdown } from "./lineup";
import { hasGone, LostSeat } from "./lost_seat";
import { ReplayLink } from "./link";
import { Log } from "./log";
import { GameOffers, Offers } from "./offers";
import { NextOptions } from "./options";
import { WithPeople } from "./person";
import { playing, type Table } from "./table";
import { Sending } from "./sending";
import { endLine, resignLine, scoreLine, timeLine, turnLine } from "./lines";
import { later } from "./later";
import { texts } from "./words";
import { Filled } from "./words/filled";

const Unrated = later(async () => (await import("./finding/unrated")).Unrated);

export function MatchArea({ table }: { table: Table }) {
  const { game, room } = table;
  if (!game || game.game === 0 || room.phase === "gathering") return <Gathering table={table} />;
  return (
    <div class="match">
      {isOver(table, game) ? (
        <>
          <Over table={table} game={game} />
          <Clocks table={table} game={game} />
        </>
      ) : (
        <>
          <div class="now">
            <Turn table={table} game={game} />
            <Clocks table={table} game={game} />
          </div>
          {game.unrated && <Unrated why={game.unrated} />}
        </>
      )}
      {hasGone(table, game) && <LostSeat table={table} />}
      <Offers table={table} />
      <Board table={table} game={game} />
      {game.result && game.replay && <ReplayLink store={table.store} id={game.replay} />}
      <Log gameId={room.game} table={table} game={game} />
      {game.fair && hasChance(table, game) && <Fair hash={game.fair.hash} secret={game.fair.secret} />}
      <Bar table={table} />
    </div>
  );
}

/** A game that nobody has won, since nobody was left or all ran out of time, has no result. */
function isOver({ room }: Table, game: GameView): boolean {
  return game.result !== null || room.phase === "over";
}

function Gathering({ table }: { table: Table }) {
  const { room, mine } = table;
  const taken = room.seats.filter((place) => place.player !== null);
  const missing = room.seats_min - taken.length;
  if (hasBegun(table)) return <ShownLater game={room.game} />;
  return (
    <div class="gathering">
      <GameArt game={room.game} />
      <h2>{gatheringLine(table, missing)}</h2>
      <StartCountdown table={table} />
      <Offers table={table} />
      <p class="muted" hidden={room.starts_ms !== null}>
        {missing > 0
          ? texts.match[table.isHost && !room.house.rated ? "sendLinkOrBot" : "sendLink"]
          : room.pace === "slow"
            ? texts.match.startsWhenReadyHereOrNot
            : texts.match.startsWhenReady}
      </p>
      <ShortTeams table={table} />
      {mine === null ? <TakeSeat table={table} /> : <Bar table={table} />}
      <NextOptions table={table} />
      {room.seats.length > taken.length && !room.house.rated && (
        <BotHelp code={room.code} hasPassword={room.house.password} store={table.store} />
      )}
    </div>
  );
}

/** The start that is counted to is over by now: there is nothing to wait for, and no seat to take. */
function ShownLater({ game }: { game: string }) {
  return (
    <div class="gathering" data-testid="shown-later">
      <GameArt game={game} />
      <h2>{texts.watching.shownLater}</h2>
      <p class="muted">{texts.watching.shownLaterHint}</p>
    </div>
  );
}

function gatheringLine({ room, mine }: Table, missing: number): string {
  if (room.starts_ms !== null) return texts.match.allReady;
  if (mine === null) return texts.match.takeSeatToPlay;
  if (missing > 0) return texts.match.waitingForMore(missing);
  return room.seats[mine]?.ready ? texts.match.waitingForOthers : texts.match.readyWhenYouAre;
}

function TakeSeat({ table: { room } }: { table: Table }) {
  const isFull = room.seats.every((place) => place.player !== null);
  if (isFull || awaitsMatch(room)) return <p class="muted">{texts.match.allTaken}</p>;
  return (
    <>
      <Ask class="primary big" testId="sit" wish={{ type: "sit", room: room.id }}>
        {texts.match.takeSeat}
      </Ask>
      <Sending type="sit" />
    </>
  );
}

function Turn({ table, game }: { table: Table; game: GameView }) {
  const { store, room } = table;
  const me = playing(table);
  const isMine = me !== null && game.turn.includes(me);
  // One's own time, or that of who is waited for; with -1 the game goes on by itself.
  const deadline = game.deadlines[String(isMine ? me : (game.turn[0] ?? -1))];
  return (
    <div class={isMine ? "turn turn-mine" : "turn"} data-testid="turn">
      <span class="turn-who">
        <strong>{turnLine(game, me, room.teams)}</strong>
        {!game.tick_rate && <Sending type="play" />}
      </span>
      {deadline !== undefined && !isOnClock(table, game, deadline) && (
        <Countdown store={store} room={room} untilMs={deadline} label={timeLabel(game, isMine)} />
      )}
    </div>
  );
}

/** Where clocks are shown, they tell of the time that a seat has; a time of the game's own may be up before. */
function isOnClock({ room }: Table, game: GameView, deadline: number): boolean {
  if (!room.clock || !game.clocks || game.turn.length === 0) return false;
  const { clock } = room;
  const dues = game.clocks.map((seat) => clockDueMs(clock, seat)).filter((due) => due !== null);
  return dues.length === 0 || dues.includes(deadline);
}

function timeLabel(game: GameView, isMine: boolean): string {
  if (game.turn.length === 0) return texts.match.untilGoesOn;
  return isMine ? texts.match.forYourMove : texts.match.forThisMove;
}

function Over({ table, game }: { table: Table; game: GameView }) {
  const { room, mine } = table;
  const isWin = mine !== null && isWonBy(game, mine);
  const scores = drawsScores(room.game) ? "" : scoreLine(game);
  const time = timeLine(game, playing(table));
  const resigned = resignLine(game, playing(table));
  const next = room.seats.filter((place) => place.ready && place.bot === "").map((place) => place.name ?? "");
  return (
    <div class={isWin ? "over over-win" : "over"}>
      <div class="over-text">
        <h2 data-testid="result">
          <WithPeople people={game.players} say={(names) => resultOf(table, game, names)} />
        </h2>
        {time && (
          <p class="muted" data-testid="time-up">
            {time}
          </p>
        )}
        {resigned && (
          <p class="muted" data-testid="resigned">
            {resigned}
          </p>
        )}
        {scores && <p class="muted">{scores}</p>}
        {game.unrated && <Unrated why={game.unrated} />}
        {room.house.rated && !game.unrated && mine !== null && game.replay && (
          <RatedBy key={game.replay} store={table.store} replay={game.replay} />
        )}
        {next.length > 0 && <p class="muted small">{texts.match.wantAgain(next)}</p>}
        {mine !== null && <RotationNote table={table} />}
        <ShortTeams table={table} />
        <StartCountdown table={table} />
        <NextOptions table={table} />
      </div>
      {mine === null ? <TakeSeat table={table} /> : <Rematch table={table} seat={mine} />}
    </div>
  );
}

function resultOf(table: Table, game: GameView, names: string[]): string {
  const nameIn = (_: unknown, seat: number) => names[seat] ?? texts.result.seat(seat + 1);
  const me = playing(table);
  return endLine(game, me, table.room.teams, nameIn);
}

/** A draw is no win, though all are first; nor is to be the only one. */
function isWonBy({ result }: GameView, seat: number): boolean {
  return result?.places[seat] === 1 && result.places.some((place) => place !== 1);
}

function Rematch({ table, seat }: { table: Table; seat: number }) {
  const { room } = table;
  const isReady = room.seats[seat]?.ready === true;
  const wish = { type: "ready", room: room.id, ready: !isReady } as const;
  return (
    <Ask class={isReady ? "" : "primary"} testId="rematch" pressed={isReady} isConsent wish={wish}>
      {isReady ? texts.match.waitingForOthersNow : texts.match.playAgain}
    </Ask>
  );
}

/** Whether lots may fall in it: the dice of its rules, or the moves of who has gone. */
function hasChance({ store, room }: Table, { absent }: GameView): boolean {
  return absent.length > 0 || store.games.find(({ id }) => id === room.game)?.chance !== false;
}

/** All chance of a game comes from a secret that was fixed before it began. */
function Fair({ hash, secret }: { hash: string; secret: string | null }) {
  return (
    <details class="fair" data-testid="fair">
      <summary>{texts.match.fair}</summary>
      <p>
        <Filled text={texts.match.fairHash} parts={{ hash: <code>{hash}</code> }} />{" "}
        {secret === null ? (
          texts.match.fairLater
        ) : (
          <Filled text={texts.match.fairSecret} parts={{ secret: <code>{secret}</code> }} />
        )}
      </p>
    </details>
  );
}

/** What a seated player may do with the seat. */
function Bar({ table }: { table: Table }) {
  const { room, mine } = table;
  if (mine === null)
    return room.phase === "playing" ? <p class="muted watching">{texts.match.watching}</p> : null;
  const isReady = room.seats[mine]?.ready === true;
  return (
    <div class="row centred bar">
      {room.phase === "gathering" && !awaitsMatch(room) && (
        <Ask
          class={isReady ? "big" : "primary big"}
          testId="ready"
          pressed={isReady}
          isConsent
          wish={{ type: "ready", room: room.id, ready: !isReady }}
        >
          {isReady ? texts.match.ready : texts.match.imReady}
        </Ask>
      )}
      <GameOffers table={table} />
      <Stand table={table} />
      <Sending type="ready" />
      <Sending type="stand" />
    </div>
  );
}
