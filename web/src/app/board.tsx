// The drawing of a game at a table: what it is given, and how its moves go out.
import { drawingOf } from "../games";
import type { Match } from "../games/own/match";
import type { Outcome } from "../sdk/commands";
import type { Value } from "../sdk/messages";
import type { GameView, SeatView } from "../sdk/views/game";
import { later } from "./later";
import { playing, type Table } from "./table";

const OwnGame = later(async () => (await import("../games/own")).OwnGame);
const LiveBoard = later(async () => (await import("./live_board")).LiveBoard);

const NOT_NOW: Outcome = { done: false, code: "not_your_turn", detail: "" };

export function Board({ table, game }: { table: Table; game: GameView }) {
  const { store, room, seat } = table;
  const isMine = seat !== undefined && mayAct(table, seat);
  return (
    <div class={`board board-${room.game}`} data-testid="board" data-turn={isMine}>
      {store.catalogue.isKnown && <Drawn key={game.game} table={table} game={game} isMine={isMine} />}
    </div>
  );
}

function Drawn({ table, game, isMine }: { table: Table; game: GameView; isMine: boolean }) {
  const { store, room, seat } = table;
  const drawing = {
    view: game.view,
    secret: seat?.secret ?? null,
    moves: isMine && seat ? seat.moves : seat?.moves === null ? null : [],
    move: room.move,
    turn: game.turn,
    me: playing(table),
    players: game.players,
    absent: game.absent,
    result: game.result,
    leftMs: (of: number) => leftMs(table, game, of),
    act: (move: Value, tellsItself?: boolean) => act(table, move, tellsItself),
  };
  const page = store.games.find((known) => known.id === room.game)?.page ?? null;
  const match = matchOf(table, game);
  if (game.tick_rate) return <LiveBoard {...{ table, game, drawing, match, page }} />;
  const Drawing = drawingOf(room.game);
  return page === null ? <Drawing {...drawing} /> : <OwnGame page={page} drawing={drawing} match={match} />;
}

/** What a page that the game brings itself is told, and may do. */
function matchOf(table: Table, game: GameView): Match {
  const { store, room } = table;
  const me = playing(table);
  const seat = me !== null && table.seat?.game === game.game ? table.seat : undefined;
  return {
    game,
    seat,
    me,
    leftMs: (of) => leftMs(table, game, of),
    send: (move) => (seat === undefined ? Promise.resolve(NOT_NOW) : send(table, seat, move)),
    refuse: (code, detail) => store.passing.tell(code, detail),
    signal: (kind, value) => store.connection.signal(room.id, kind, value),
    listen: (hear) => store.signals.listen(hear),
  };
}

/** Send a move whatever else is under way: the game says which ones belong to no position. */
async function send({ store, room }: Table, seat: SeatView, move: Value): Promise<Outcome> {
  const isSecond = store.connection.waitsFor("play");
  const { game, position } = seat;
  const outcome = await store.connection.ask({ type: "play", room: room.id, game, position, move });
  // The second of two quick clicks comes too late by nature; nobody need be told.
  const isLate = !outcome.done && (outcome.code === "stale" || outcome.code === "not_your_turn");
  if (!outcome.done && !(isSecond && isLate)) store.passing.fail(outcome);
  return outcome;
}

/** Where moves are listed, one move waits for the answer to the last: a second click is no second move. */
function mayAct({ store, game }: Table, seat: SeatView): boolean {
  return seat.turn && seat.game === game?.game && !store.connection.waitsFor("play");
}

function act(table: Table, move: Value, tellsItself = false): Promise<Outcome> {
  const { store, room, seat } = table;
  if (!seat?.turn || (seat.moves !== null && !mayAct(table, seat))) return Promise.resolve(NOT_NOW);
  const wish = { type: "play", room: room.id, game: seat.game, position: seat.position, move } as const;
  return tellsItself ? store.connection.ask(wish) : store.ask(wish);
}

function leftMs({ store, room }: Table, game: GameView, seat: number): number | null {
  const untilMs = game.deadlines[String(seat)];
  return untilMs === undefined ? null : untilMs - store.roomNow(room);
}
