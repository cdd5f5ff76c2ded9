"""A game played forward in thought: the hooks themselves, without the checks that a room makes of them.

A room packs and compares what each hook returns; a bot that tries thousands of games can't. Hooks that are
pure, as they must be, answer the same.
"""

from collections.abc import Sequence
from random import Random
from typing import Any

from attrs import define, field, has

from lobby.core.dice import Dice
from lobby.core.game import Game, Move, Result, State
from lobby.core.shape import plain_move, structure_move
from lobby.wire.values import pack

Key = int | str | bytes  # what tells moves apart
Choices = dict[int, Sequence[Move] | None]  # per seat that must act; None: the game does not list its moves


@define(eq=False)
class Forward:
    """Plays `game` with `seats` players; all chance comes from `random`."""

    game: Game
    seats: int
    random: Random
    _secret: bytes = field(init=False)
    _actions: int = 0

    def __attrs_post_init__(self) -> None:
        self._secret = self.random.randbytes(32)

    def dice(self) -> Dice:
        """Return dice that have not been thrown yet."""
        self._actions += 1
        return Dice(self._secret, self._actions)

    def choices(self, state: State) -> Choices:
        """Return what each seat that must act may do; none when the game is over, or waits for its time."""
        if self.game.result(state) is not None:
            return {}
        if self.game.turn is not None:
            return {seat: self._moves(state, seat) for seat in dict.fromkeys(self.game.turn(state))}
        listed = {seat: self._moves(state, seat) for seat in range(self.seats)}
        return {seat: moves for seat, moves in listed.items() if moves}

    def one_choice(self, state: State, after: int) -> tuple[int, Sequence[Move] | None] | None:
        """Return one seat that must act, the first after `after`, and its moves; None where no seat must."""
        if self.game.turn is not None:
            turn = [*self.game.turn(state)]
            return (seat := self.random.choice(turn), self._moves(state, seat)) if turn else None
        for step in range(1, self.seats + 1):
            seat = (after + step) % self.seats
            if moves := self._moves(state, seat):
                return seat, moves
        return None

    def draw(self, state: State, seat: int, moves: Sequence[Move] | None) -> Move:
        """Return one of the moves, or one that the game draws."""
        if moves is not None:
            return self.random.choice(moves)
        assert self.game.sample is not None, "the catalogue refuses a game with neither"
        return self._as_hooks_take_it(self.game.sample(state, seat, self.dice()))

    def is_legal(self, state: State, seat: int, move: Move) -> bool:
        """Tell whether a move of a game that does not list them is legal here."""
        return self.game.check is None or self.game.check(state, seat, move) is None

    def play(self, state: State, seat: int, move: Move) -> State:
        """Return the state after a move."""
        return _state_of(self.game.play(state, seat, move, self.dice()))

    def let_time_pass(self, state: State) -> State | None:
        """Return the state after the game's own time, where nobody must act; None: it has none."""
        return None if self.game.expire is None else _state_of(self.game.expire(state, self.dice()))

    def rewards(self, result: Result | None) -> list[float]:
        """Return what a result is worth for each seat, from 0 to 1: the share of the others that it beats.

        A shared place is half of a won one. A game that was not played to its end is worth the same to all.
        """
        others = max(self.seats - 1, 1)
        if result is None:
            return [0.5] * self.seats
        return [
            sum((place < other) + (place == other) / 2 for other in result.places) / others - 0.5 / others
            for place in result.places
        ]

    def key(self, move: Move) -> Key:
        """Return what tells a move apart from all others."""
        return move if type(move) in (int, str) else pack(plain_move(self.game, move))

    def _moves(self, state: State, seat: int) -> Sequence[Move] | None:
        if self.game.moves is None:
            return None
        return [self._as_hooks_take_it(move) for move in self.game.moves(state, seat)]

    def _as_hooks_take_it(self, move: Move) -> Move:
        if self.game.move_type is None or has(type(move)):
            return move
        return structure_move(self.game, plain_move(self.game, move))


def _state_of(returned: Any) -> State:
    return returned[0] if isinstance(returned, tuple) else returned
