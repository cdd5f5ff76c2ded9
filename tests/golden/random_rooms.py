"""Rooms in which people play at random: they talk, drop off, come back, leave and let their time run out."""

from collections.abc import Iterator
from random import Random
from typing import Any

from attrs import define, field

from lobby.core import inputs, rules, shape
from lobby.core.dice import Dice
from lobby.core.events import Opened, Row, Ticked
from lobby.core.forms import describe_move
from lobby.core.game import Game
from lobby.core.history.film import show
from lobby.core.ids import Code, PlayerId, RoomId
from lobby.core.inputs import Input
from lobby.core.match import Match
from lobby.core.realtime import Run, replay_ticks
from lobby.core.room import Room, open_room
from lobby.core.step import Step, due_ms, take
from lobby.testing.drawing import draw
from lobby.wire.messages import Player
from lobby.wire.values import Value

ODD_ONE_IN = 12  # something else than a move
STEPS_MAX = 3000
TICKS_MAX = 40  # of a real-time game in one step
NAMES = ("Ann", "Bob", "Cid", "Dot", "Eve", "Fay", "Gus", "Hal")


@define
class RandomRoom:
    """A room under a seed, with its log, and what everybody saw after each row of it."""

    game: Game
    random: Random
    options: dict[str, Value] = field(factory=dict)
    odd_one_in: int = ODD_ONE_IN
    rows: list[Row] = field(factory=list)
    views: list[Value] = field(factory=list)
    room: Room = field(init=False)
    opened: Opened = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.opened = Opened(
            room=RoomId("room"),
            code=Code("ABCDE"),
            name="A room",
            public=True,
            game=self.game.id,
            version=self.game.version,
            options=self.options,
            host=PlayerId("id-0"),
            secret=self.random.randbytes(32),
            zero_ms=1_700_000_000_000,
            grace_ms=60_000,
            move_limit_ms=120_000,
            chat_lines=5,
        )
        self._keep(Row(1, 0, (self.opened,)), open_room(self.opened, self.game))

    def play_game(self, seats: int) -> None:
        """Let so many people sit down and play one game to its end."""
        for player in list_people(seats):
            self.give(inputs.TakeSeat(player, None))
        for seat in self.room.seats:
            if seat.player is not None:
                self.give(inputs.Return(seat.player))
                self.give(inputs.SetReady(seat.player, True))
        for _ in range(STEPS_MAX):
            if self.room.phase != "playing":
                return
            self._do_something()
        raise AssertionError(f"{self.game.id} has not ended after {STEPS_MAX} steps")

    def give(self, asked: Input, after_ms: int | None = None) -> None:
        """Take an input; a refusal changes nothing."""
        wait_ms = self.random.randrange(3000) if after_ms is None else after_ms
        step = take(self.room, asked, self.room.now_ms + wait_ms)
        if isinstance(step, Step) and step.row.events:
            self._keep(step.row, step.room)

    def _keep(self, row: Row, room: Room) -> None:
        self.room = room
        self.rows.append(row)
        self.views.append(show(room))

    def _do_something(self) -> None:
        match, chance = self.room.match, self.random
        assert match is not None
        if self.game.is_real_time and chance.randrange(self.odd_one_in):
            self._tick(match)
            return
        acting = [seat for seat, turn in enumerate(match.turns) if turn.acting]
        if not acting or chance.randrange(self.odd_one_in) == 0:
            self._do_something_odd(match)
            return
        seat = chance.choice(acting)
        player = self.room.seats[seat].player
        assert player is not None
        move = draw_move(self.room, seat, chance)
        self.give(inputs.MakeMove(player, match.number, match.turns[seat].position, move))

    def _tick(self, match: Match) -> None:
        """Let some ticks go by, with inputs for some of them."""
        chance, first = self.random, match.ticks + 1
        ticks = chance.randrange(1, TICKS_MAX)
        came = [
            (first + tick, seat, draw_move(self.room, seat, chance))
            for tick in range(ticks)
            for seat in range(len(match.players))
            if self.room.in_game(seat) and chance.randrange(4) == 0
        ]
        # A game may end in the midst of them: the shell stops there.
        run = Run.begin(self.game, match)
        for _ in replay_ticks(run, Ticked(first, ticks, tuple(came))):
            if run.outcome is not None:
                break
        made = run.tick
        told = tuple(one for one in came if one[0] <= made)
        self.give(inputs.RunTicks(first, made - match.ticks, told), ticks * 1000 // self.game.tick_rate)

    def _do_something_odd(self, match: Match) -> None:
        seated = [seat.player for seat in self.room.seats if seat.player is not None]
        player = self.random.choice(seated)
        due = due_ms(self.room)
        kind = self.random.randrange(12)
        if kind == 0 and self.odd_one_in < STEPS_MAX:
            self.give(inputs.Leave(player))
        elif kind <= 3:
            self.give(inputs.Drop(player))
        elif kind <= 6:
            self.give(inputs.Return(player))
        elif kind <= 8:
            self.give(inputs.Rename(player, f"Nick {self.random.randrange(9)}"))
        elif kind == 9 or due is None:
            self.give(inputs.SayLine(Player(player, "Ann", "person"), "whispered in the chat"))
        else:
            self.give(inputs.TimeCame(), max(0, due - self.room.now_ms))


def list_people(count: int) -> Iterator[Player]:
    """Yield people with ids that stand in no name."""
    for number, name in enumerate(NAMES[:count]):
        yield Player(f"id-{number}", name, "bot" if number % 3 == 2 else "person")


def draw_move(room: Room, seat: int, chance: Random) -> Value:
    """Return a random legal move."""
    assert room.match is not None
    listed = room.match.turns[seat].moves
    if listed:
        return chance.choice(listed)
    if room.game.is_real_time and room.game.sample is None:
        return draw(describe_move(room.game), chance)
    state: Any = shape.unpack_state(room.game, room.match.packed)
    return rules.draw_move(room.game, state, seat, Dice(chance.randbytes(32), 0))
