// The drawing of a game at a table: what it is given, and how its moves go out.
import { drawingOf } from "../games";
import type { Outcome } from "../sdk/connection";
import type { Value } from "../sdk/messages";
import type { GameView, SeatView } from "../sdk/views";
import type { Table } from "./room";

const NOT_NOW: Outcome = { done: false, code: "not_your_turn", detail: "" };

export function Board({ table, game }: { table: Table; game: GameView }) {
  const { room, seat } = table;
  const Drawing = drawingOf(room.game);
  const isMine = seat !== undefined && mayAct(table, seat);
  return (
    <div class={`board board-${room.game}`} data-testid="board" data-turn={isMine}>
      <Drawing
        key={game.game}
        view={game.view}
        secret={seat?.secret ?? null}
        moves={isMine ? seat.moves : seat?.moves === null ? null : []}
        move={room.move}
        turn={game.turn}
        me={playing(table)}
        players={game.players}
        absent={game.absent}
        result={game.result}
        leftMs={(of) => leftMs(table, game, of)}
        act={(move, tellsItself) => act(table, move, tellsItself)}
      />
    </div>
  );
}

/** The seat that one plays in this game: who sat down later watches it. */
export function playing({ game, mine, store }: Table): number | null {
  return mine !== null && game?.players[mine]?.player === store.me ? mine : null;
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
  return untilMs === undefined ? null : room.zero_ms + untilMs - store.nowMs;
}
