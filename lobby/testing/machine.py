"""A hypothesis state machine that plays any game, for authors to add their own invariants.

Needs hypothesis: pip install 'trio-lobby[testing]'.
"""

from contextlib import ExitStack
from functools import cache
from typing import ClassVar

from attrs import evolve
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from lobby.core import rules
from lobby.core.dice import Dice
from lobby.core.game import Game, Result, State
from lobby.testing.check_game import load_named
from lobby.testing.playing import start
from lobby.testing.probes import check_left, check_outcome, check_position, seats_to_act
from lobby.testing.strangers import expire, play_move
from lobby.testing.strategies import CHOICES, SECRETS, Named, choose_move, moves, sit_down, values
from lobby.testing.table import SeatedGame
from lobby.testing.watch import Watch
from lobby.wire.values import Value


class GameMachine(RuleBasedStateMachine):
    """A hypothesis state machine that plays a game: subclass it, name the `game`, add invariants.

    class QuizMachine(GameMachine):
        game = "quiz.py"

        @invariant()
        def nobody_has_more_points_than_were_asked(self):
            assert max(self.state["points"]) <= self.state["asked"]

    TestQuiz = QuizMachine.TestCase

    Moves, odd moves, departures and timeouts come in any order, and every hook is watched as in `check_game`.
    """

    game: ClassVar[Named]
    options: ClassVar[Value] = None

    table: SeatedGame  # the game, `seats`, who is `present`
    state: State  # the state now
    before: State  # the state before the last action, None at the start
    result: Result | None  # None while the game goes on

    def __init__(self) -> None:
        super().__init__()
        self._actions = 0
        self._stack = ExitStack()
        watch = Watch()
        self._stack.enter_context(watch.watchdog.running())
        self._game = watch.over(_load_once(self.game))

    @property
    def seats(self) -> int:
        """How many seats play."""
        return self.table.seats

    def teardown(self) -> None:
        """Stop watching the time."""
        self._stack.close()

    @initialize(seats=CHOICES, secret=SECRETS)
    def play(self, seats: int, secret: int) -> None:
        """Start the game with any number of seats and any dice."""
        self._begin(seats, secret)

    def _begin(self, seats: int, secret: int) -> None:
        least, most = self._game.seats_min, self._game.seats_max
        self.table = sit_down(self._game, least + seats % (most - least + 1), secret, self.options)
        self.state = None
        self._go_to(start(self.table, self.table.dice(0))[0])

    @precondition(lambda self: self._acting())
    @rule(seat=CHOICES, choice=CHOICES)
    def move(self, seat: int, choice: int) -> None:
        """Play a legal move of somebody who must act."""
        acting = self._acting()
        mover = acting[seat % len(acting)]
        wish = choose_move(self.table, self.state, mover, choice)
        note(f"seat {mover} plays {wish!r}")
        self._go_to(play_move(self.table, self.state, mover, wish, self._dice())[0])

    @precondition(lambda self: self._acting())
    @rule(seat=CHOICES, data=st.data())
    def send(self, seat: int, data: st.DataObject) -> None:
        """Send what a stranger may send: it is refused, or it is a move like any other."""
        acting = self._acting()
        sender, wish = acting[seat % len(acting)], data.draw(_sendable(self.game))
        if rules.find_fault(self._game, self.state, sender, wish) is None:
            self._go_to(play_move(self.table, self.state, sender, wish, self._dice())[0])

    @precondition(lambda self: self.result is None and self._game.leave and self.table.present)
    @rule(seat=CHOICES)
    def leave(self, seat: int) -> None:
        """Let somebody leave for good."""
        gone = self.table.present[seat % len(self.table.present)]
        note(f"seat {gone} leaves")
        present = tuple(other for other in self.table.present if other != gone)
        outcome = rules.depart(self._game, self.state, gone)
        assert outcome is not None, "asked of games with `leave`"
        self.table = evolve(self.table, present=present)
        self._go_to(check_outcome(self.table, "leave", outcome)[0])
        check_left(self.table, self.state, gone)

    @precondition(lambda self: self.result is None and rules.deadline_of(self._game, self.state) is not None)
    @rule()
    def expire(self) -> None:
        """Let the time run out."""
        self._go_to(expire(self.table, self.state, self._dice())[0])

    @precondition(lambda self: self.result is not None)
    @rule(seats=CHOICES, secret=SECRETS)
    def play_again(self, seats: int, secret: int) -> None:
        """When a game is over, begin another one."""
        self._begin(seats, secret)

    def _acting(self) -> tuple[int, ...]:
        return seats_to_act(self.table, self.state)

    def _dice(self) -> Dice:
        self._actions += 1
        return self.table.dice(self._actions)

    def _go_to(self, state: State) -> None:
        self.before, self.state = self.state, state
        check_position(self.table, state)
        self.result = rules.result_of(self._game, state, self.table.seats)


# Once for each game: a strategy that is made anew for each draw costs more than all hooks together.
@cache
def _sendable(game: Named) -> st.SearchStrategy[Value]:
    return moves(_load_once(game)) | values()


@cache
def _load_once(game: Named) -> Game:
    return load_named(game)
