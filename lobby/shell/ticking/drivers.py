"""Bots on the seats of a room that ticks: asked now and then for an input, in the workers that there are."""

from collections.abc import Callable
from functools import partial

import trio
from attrs import define, field

from lobby.bots.sight import Sight
from lobby.core.realtime import Run
from lobby.core.refusal import Refusal
from lobby.core.room import Room
from lobby.shell.bots.port import Brain, Chosen, Thought, Unable
from lobby.shell.bots.seated import Bots, seed_of
from lobby.shell.ticking.bot_faults import BotFaults
from lobby.wire.values import Value

Give = Callable[[int, Value], int | Refusal]


@define(eq=False)
class Drivers:
    """The bots of one game. Each is asked again when it has answered, `pace_seconds` after the last time."""

    bots: Bots
    pace_seconds: float
    give: Give
    _brains: dict[int, Brain] = field(factory=dict)  # by seat
    _asked_at: dict[int, float] = field(factory=dict)
    _thinking: dict[int, object] = field(factory=dict)
    _faults: BotFaults = field(factory=BotFaults)

    def keep_to(self, room: Room) -> None:
        """Look who drives which seat now."""
        self._faults.about(room)
        self._brains = {
            number: brain
            for number, seat in enumerate(room.seats)
            if seat.bot
            and room.in_game(number)
            and (brain := self.bots.open(room.game, seat.bot)) is not None
        }

    def look(self, room: Room, run: Run) -> None:
        """A tick is made: ask those whose time has come."""
        now = trio.current_time() if self._brains else 0.0
        for seat, brain in self._brains.items():
            if seat in self._thinking or now < self._asked_at.get(seat, 0.0) + self.pace_seconds:
                continue
            self._asked_at[seat] = now
            asked = self._thinking[seat] = object()
            secret = run.secrets[seat] if run.game.secret is not None else None
            sight = Sight(seat, len(run.base.players), run.public, secret, None, room.plain_options)
            seed, asker = seed_of(self.bots.source), room.host or room.id
            brain.think(sight, seed, partial(self._hear, seat, asked), asker)

    def stop(self) -> None:
        """The game is over, or taken back: what is being thought of is of no use."""
        self._faults.close()
        self._thinking.clear()

    def _hear(self, seat: int, asked: object, thought: Thought) -> None:
        if self._thinking.get(seat) is not asked:
            return
        del self._thinking[seat]
        match thought:
            case Chosen(move, fault):
                if fault:
                    self._faults.tell(seat, fault)
                taken = self.give(seat, move) if move is not None and seat in self._brains else None
                # It may be over meanwhile, before that is stored and told: no failure of the bot's.
                if isinstance(taken, Refusal) and taken.code != "no_game":
                    self._faults.tell(seat, f"its input was refused as {taken.code}: {taken.detail}")
            case Unable(reason, is_busy):
                if not is_busy:
                    self._faults.tell(seat, reason)
