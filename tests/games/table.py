"""A short way to play a game in a test: who acts, what is legal, and how it went."""

from typing import Any

from attrs import evolve, frozen

from lobby.core import rules, shape
from lobby.core.dice import Dice
from lobby.core.game import Game, Illegal, Result


@frozen
class Table:
    """A game in play, through the same functions that a room uses."""

    game: Game
    seats: int
    state: Any
    actions: int = 0
    notes: tuple[str, ...] = ()

    @property
    def acting(self) -> tuple[int, ...]:
        return rules.seats_to_act(self.game, self.state, self.seats)

    @property
    def result(self) -> Result | None:
        return rules.result_of(self.game, self.state, self.seats)

    @property
    def view(self) -> Any:
        return rules.public_view(self.game, self.state)

    def moves(self, seat: int) -> list[Any]:
        listed = rules.legal_moves(self.game, self.state, seat)
        assert listed is not None
        return listed

    def refusal(self, move: object) -> str | None:
        fault = rules.find_fault(self.game, self.state, self.acting[0], move)
        return None if fault is None else fault.detail

    def play(self, *moves: object) -> "Table":
        """The seat whose turn it is makes the next of the moves, all of them legal."""
        table = self
        for move in moves:
            assert not isinstance(rules.find_fault(table.game, table.state, table.acting[0], move), Illegal)
            dice = Dice(bytes(32), table.actions + 1)
            state, notes = rules.play(table.game, table.state, table.acting[0], move, dice)
            texts = tuple(note.text for note in notes)
            table = evolve(table, state=state, actions=table.actions + 1, notes=texts)
        return table

    def leave(self, seat: int) -> "Table":
        outcome = rules.depart(self.game, self.state, seat)
        assert outcome is not None
        return evolve(self, state=outcome[0])


def start(game: Game, seats: int = 2, options: object = None, secret: bytes = bytes(32)) -> Table:
    return Table(
        game, seats, game.start(seats, shape.structure_options(game, options or {}), Dice(secret, 0))
    )
