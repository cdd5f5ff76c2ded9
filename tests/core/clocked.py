"""A room with a turn clock, and two or more who play in it: for tests of what the clocks do."""

from typing import Any

from attrs import define, evolve

from lobby.core import clocks, inputs
from lobby.core.clocks import Clock, SeatClock
from lobby.core.events import Event, Opened, Row
from lobby.core.game import Game, Result
from lobby.core.history.log import pack_row, unpack_row
from lobby.core.ids import Code, PlayerId, RoomId
from lobby.core.inputs import Input
from lobby.core.match import Match
from lobby.core.refusal import Refusal
from lobby.core.room import Room
from lobby.core.step import Step, due_ms, replay, take
from lobby.core.views import view_game
from lobby.wire.messages import Player

PLAYERS = tuple(Player(f"p{seat}", name, "person") for seat, name in enumerate(["Ann", "Bob", "Cy"]))
LEAST_MS = 1000
LAG_MS = 500

# The seats count up in turn, by "one" or "two", or "pass"; at fifty the game is over.
TURNS = Game(
    id="turns",
    title="Turns",
    version=1,
    seats_min=2,
    seats_max=3,
    start=lambda seats, options, dice: [seats, 0, 0],
    play=lambda state, seat, move, dice: [
        state[0],
        (state[1] + (move != "again")) % state[0],
        state[2] + 1 + (move == "two"),
    ],
    public=lambda state: {"count": state[2]},
    result=lambda state: Result((1,) * state[0]) if state[2] >= 50 else None,
    moves=lambda state, seat: ["one", "two", "pass", "again"] if seat == state[1] else [],
)
# All must answer; when they have, the next question comes.
QUESTIONS = evolve(
    TURNS,
    start=lambda seats, options, dice: [seats, [None] * seats, 0],
    play=lambda state, seat, move, dice: _answered(state, seat, move),
    moves=lambda state, seat: ["yes", "no"] if state[1][seat] is None else [],
)


def _answered(state: Any, seat: int, move: str) -> Any:
    answers = [move if other == seat else known for other, known in enumerate(state[1])]
    done = None not in answers
    return [state[0], [None] * state[0] if done else answers, state[2] + done]


@define
class Clocked:
    """A room whose game runs, with its log; room time is what it was told last."""

    room: Room
    opened: Opened
    rows: list[Row]
    now_ms: int = 0

    @property
    def match(self) -> Match:
        """The game."""
        assert self.room.match is not None
        return self.room.match

    def clock(self, seat: int) -> SeatClock:
        """Return the clock of a seat."""
        return self.match.clocks[seat]

    def give(self, asked: Input, at_ms: int | None = None) -> tuple[Event, ...] | Refusal:
        """Give the room an input; return what happened, or the refusal."""
        self.now_ms = self.now_ms if at_ms is None else at_ms
        step = take(self.room, asked, self.now_ms)
        if not isinstance(step, Step):
            return step
        self.room = step.room
        if step.row.events:
            self.rows.append(unpack_row(pack_row(step.row)))
        return step.row.events

    def move(self, seat: int, move: str, at_ms: int, lag_ms: int = 0) -> tuple[Event, ...] | Refusal:
        """Move on the position that there is."""
        match = self.match
        position = match.turns[seat].position
        player = PlayerId(PLAYERS[seat].id)
        return self.give(inputs.MakeMove(player, match.number, position, move, lag_ms), at_ms)

    def wait(self) -> tuple[Event, ...]:
        """Let the time pass until the room wants to be woken; return what happened then."""
        due = due_ms(self.room)
        assert due is not None
        happened = self.give(inputs.TimeCame(), max(due, self.now_ms))
        assert not isinstance(happened, Refusal)
        assert happened, "who is woken has something to do"
        return happened

    def restart(self, grace_ms: int = 300_000) -> None:
        """Start the server again: everybody is away."""
        self.give(inputs.Restart(1_000_000, grace_ms))

    def come_back(self, seat: int, at_ms: int) -> None:
        """A player is there again."""
        self.give(inputs.Return(PlayerId(PLAYERS[seat].id)), at_ms)

    def view(self) -> Any:
        """Return what everybody sees of the game."""
        return view_game(self.room)

    def replayed(self) -> Room:
        """Return the room that the log tells of."""
        return replay(self.opened, self.room.game, self.rows)


def seated(clock: Clock | None, game: Game = TURNS, players: int = 2, **opened: Any) -> Clocked:
    """Return a room in which a game has just begun, at room time 0."""
    first = Opened(
        room=RoomId("room"),
        code=Code("ABCDE"),
        name="a room",
        public=True,
        game=game.id,
        version=1,
        options={},
        host=PlayerId("p0"),
        secret=bytes(32),
        zero_ms=0,
        grace_ms=60_000,
        move_limit_ms=120_000,
        chat_lines=5,
        clock=clocks.plain(clock),
        clock_least_ms=LEAST_MS,
        lag_ms_max=LAG_MS,
        time_outs_max=3,
    )
    first = evolve(first, **opened)
    clocked = Clocked(replay(first, game, [Row(1, 0, (first,))]), first, [Row(1, 0, (first,))])
    for player in PLAYERS[:players]:
        clocked.give(inputs.TakeSeat(player, None))
    for player in PLAYERS[:players]:
        clocked.give(inputs.SetReady(PlayerId(player.id), True))
    return clocked
