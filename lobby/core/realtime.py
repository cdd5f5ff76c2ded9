"""A real-time game between two rows of its room's log: what came for the next tick, and the ticks.

Live and out of the log the same code runs. Views are not copied, as those of games in turns are: what a tick
did not build anew is known by being the same object, so that a long view costs only what has changed in it.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any, Self

from attrs import define, field

from lobby.core import because, rules, shape
from lobby.core.blame import GameFailed, blame
from lobby.core.dice import Dice
from lobby.core.events import Ticked
from lobby.core.events.stored import TickInput
from lobby.core.evolving import evolve
from lobby.core.game import Game, Illegal, Move, Result, State
from lobby.core.glance import Glance, glance_of
from lobby.core.inputs import RunTicks
from lobby.core.match import Match
from lobby.core.notes import Notes, add_notes
from lobby.core.refusal import Refusal
from lobby.wire.patch import Change
from lobby.wire.values import Value


@define(eq=False)
class Run:
    """A match that ticks. `base` is the match as it stands in the log, `tick` the number of the last tick."""

    game: Game
    base: Match
    tick: int
    state: State
    public: Value
    secrets: tuple[Value, ...]
    notes: Notes
    outcome: Result | None = None
    hint: tuple[Value, Change] | None = None  # a public view, and how it became this one, as the game says
    _coming: list[tuple[int, Value, Move]] = field(factory=list)  # for the next tick, as they came
    _asked: dict[int, int] = field(factory=dict)  # by seat, for the next tick, refused ones included
    _done: list[TickInput] = field(factory=list)  # of the ticks since `base`
    _packed: bytes = b""  # what the state was packed to last
    _shown: Any = None  # a copy of the state for the checks of this tick's inputs, once there is one
    _glance: Glance | None = None  # that tells of most moves whether they are of the declared type

    @classmethod
    def begin(cls, game: Game, base: Match) -> Self:
        """Return the run that goes on from a match; raise GameFailed."""
        state = blame(game, lambda: shape.unpack_state(game, base.packed))
        run = cls(game, base, base.ticks, state, base.public, base.secrets, base.notes, base.outcome)
        run._packed, run._glance = base.packed, glance_of(game)
        return run

    @property
    def unsaved(self) -> int:
        """How many ticks are not in the log."""
        return self.tick - self.base.ticks

    def is_plain(self, move: Value) -> bool:
        """Tell whether `take` asks the game nothing about this move, and so can't fail on it."""
        return self._glance is not None and self._glance(move)

    def take_plain(self, seat: int, move: Value, inputs_max: int) -> int | Refusal:
        """Take an input that `is_plain`, as `take` does."""
        if (asked := self._asked.get(seat, 0)) >= inputs_max:
            return _too_many(inputs_max)
        self._asked[seat] = asked + 1
        self._coming.append((seat, move, move))
        return self.tick + 1

    def take(self, seat: int, move: Value, inputs_max: int) -> int | Refusal:
        """Take an input for the next tick; return that tick's number, or why not. Raise GameFailed.

        Refused ones count as well: what a seat can make the game check in a tick is bounded.
        """
        if (asked := self._asked.get(seat, 0)) >= inputs_max:
            return _too_many(inputs_max)
        self._asked[seat] = asked + 1
        try:
            structured = shape.structure_move(self.game, move)
        except shape.BadValue as error:
            return Refusal("malformed", f"move: {error}")
        except BaseException as error:  # out of the checks of the author's type; nothing waits here
            raise GameFailed.because(self.game, error) from error
        if (fault := self._judge(seat, structured)) is not None:
            return fault
        self._coming.append((seat, move, structured))
        return self.tick + 1

    def put(self, seat: int, move: Value) -> None:
        """Take an input out of the log; raise GameFailed where it is of another type now."""
        structured = blame(self.game, lambda: shape.structure_move(self.game, move))
        self._coming.append((seat, move, structured))

    def advance(self) -> None:
        """Go on by one tick with the inputs that have come; raise GameFailed, of no use after that."""
        coming, self._coming = self._coming, []
        self._asked.clear()
        # Sorting keeps the order of what came from one seat.
        coming.sort(key=_seat_of)
        gone = self.base.absent
        inputs = [(seat, move) for seat, _, move in coming if seat not in gone]
        self._done += [(self.tick + 1, seat, plain) for seat, plain, _ in coming if seat not in gone]
        try:
            self._tick(inputs)
        except GameFailed:
            raise
        except BaseException as error:  # hooks never wait, so also what is no error is theirs
            raise GameFailed.because(self.game, error) from error

    def settle(self, now_ms: int) -> tuple[Match, Ticked]:
        """Return the match after all ticks so far, and the event that tells of them; raise GameFailed."""
        self._packed = blame(self.game, lambda: shape.pack_state(self.game, self.state))
        ticked = Ticked(self.base.ticks + 1, self.unsaved, tuple(self._done))
        return evolve(self.reached(now_ms), packed=self._packed), ticked

    def reached(self, now_ms: int) -> Match:
        """Return the match after the last tick, but for its packed state: what there is to see."""
        return evolve(
            self.base,
            actions=self.base.actions + self.unsaved,
            ticks=self.tick,
            acted_ms=now_ms,
            public=self.public,
            secrets=self.secrets,
            notes=self.notes,
            hint=None,
            outcome=self.outcome,
        )

    def asked(self) -> RunTicks:
        """Return the input that all ticks since the last row are, with one more that is about to be made."""
        coming = tuple((self.tick + 1, seat, plain) for seat, plain, _ in self._coming)
        return RunTicks(self.base.ticks + 1, self.unsaved + 1, (*self._done, *coming))

    def rebase(self, base: Match) -> None:
        """Go on from a match that holds all ticks so far; raise GameFailed.

        Where something else than ticks has changed its state, as a departure does, that is the state now.
        """
        assert self.tick == base.ticks, "ticks are stored before anything else happens"
        self.base, self._done = base, []
        if base.packed is self._packed:
            return
        fresh = Run.begin(self.game, base)
        self.state, self.public, self.secrets = fresh.state, fresh.public, fresh.secrets
        self.notes, self.outcome, self._packed = fresh.notes, fresh.outcome, base.packed
        self._shown = None

    def _judge(self, seat: int, move: Move) -> Refusal | None:
        check = self.game.check
        if check is None:
            return None
        fault = blame(self.game, lambda: self._ask(seat, move))
        return None if fault is None else Refusal("illegal_move", fault.detail)

    def _ask(self, seat: int, move: Move) -> Illegal | None:
        # A copy: the log knows of no checks, and what one of them writes must not be in the game.
        if self._shown is None:
            self._shown = shape.unpack_state(self.game, shape.pack_state(self.game, self.state))
        return rules.judge_input(self.game, self._shown, seat, move)

    def _tick(self, inputs: list[tuple[int, Move]]) -> None:
        game, seats = self.game, len(self.base.players)
        number = self.base.actions + self.unsaved + 1
        state, notes = rules.tick(game, self.state, inputs, Dice(self.base.secret, number))
        outcome = rules.result_of(game, state, seats)
        public: Any = game.public(state)
        if game.secret is not None:
            self.secrets = tuple(game.secret(state, seat) for seat in range(seats))
        if notes:
            self.notes = add_notes(self.notes, notes, self.base.players, number)
        change = rules.change_of(game, self.state, state)
        self.hint = None if change is None else (self.public, change)
        self.state, self.public, self.outcome, self._shown = state, public, outcome, None
        self.tick += 1


def replay(game: Game, base: Match, ticked: Ticked, now_ms: int) -> Match:
    """Return the match after ticks that are in the log; raise GameFailed."""
    run = Run.begin(game, base)
    for _ in replay_ticks(run, ticked):
        continue
    return run.settle(now_ms)[0]


def replay_ticks(run: Run, ticked: Ticked) -> Iterator[Run]:
    """Make the ticks of an event one after the other, and yield the run after each; raises GameFailed."""
    coming = deque(ticked.inputs)
    for tick in range(ticked.first, ticked.first + ticked.ticks):
        while coming and coming[0][0] == tick:
            _, seat, move = coming.popleft()
            run.put(seat, move)
        run.advance()
        yield run


def _too_many(inputs_max: int) -> Refusal:
    return because.at_most("rate_limited", "inputs", inputs_max, "try in the next one")


def _seat_of(coming: tuple[int, Value, Move]) -> int:
    return coming[0]
