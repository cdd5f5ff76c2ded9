"""How good players are at a game: ratings, and what the end of a rated game does to them.

The arithmetic is openskill's (Plackett-Luce, as by Weng and Lin, "A Bayesian Approximation Method for Online
Ranking", 2011). Numbers are millionths, so that what is stored and told is whole.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from attrs import frozen

from lobby.core.match import Match
from lobby.core.room import Room

_MILLION: Final = 1_000_000
POINTS_PER_UNIT: Final = 40  # so that a new player has 1000 points, and an even game moves some tens


@frozen
class Rating:
    """What is believed of a player at a game: the skill, and how far off that may be, both in millionths."""

    mu: int = 25 * _MILLION
    sigma: int = 25 * _MILLION // 3
    games: int = 0

    @property
    def points(self) -> int:
        """What is shown: 1000 for a new player, and more only when it is sure: by mu - 3 sigma."""
        return 1000 + POINTS_PER_UNIT * (self.mu - 3 * self.sigma) // _MILLION

    @property
    def estimate(self) -> int:
        """The likeliest skill, in points: who is even by it should play each other."""
        return POINTS_PER_UNIT * self.mu // _MILLION


NEW: Final = Rating()


def rank(game: Match) -> tuple[int, ...] | None:
    """Return the rank of each seat of a game that is over, 1 for the best; None: it does not count.

    Who has departed or lost on time shares the place behind all who stayed, whatever the drawn moves have
    brought. A game that everybody has left, or that has failed, counts for nobody.
    """
    if game.result is None or len(game.players) < 2:
        return None
    places, absent = game.result.places, set(game.absent)
    if len(absent) == len(places):
        return places
    return tuple(len(places) + 1 if seat in absent else place for seat, place in enumerate(places))


def counts(room: Room) -> bool:
    """Tell whether the game that has ended in a room changes ratings."""
    game = room.match
    return room.house.rated and game is not None and not game.unrated and rank(game) is not None


def rate(before: Sequence[Rating], ranks: Sequence[int]) -> list[Rating]:
    """Return the ratings of the players of a game after it, in the same order."""
    model = _model()
    teams = [[model.create_rating([known.mu / _MILLION, known.sigma / _MILLION])] for known in before]
    rated = model.rate(teams, ranks=[float(rank) for rank in ranks])
    return [
        Rating(round(team[0].mu * _MILLION), max(1, round(team[0].sigma * _MILLION)), known.games + 1)
        for team, known in zip(rated, before, strict=True)
    ]


@cache
def _model() -> Any:
    # A tenth of a second to import, which a server without rated games need not wait for.
    from openskill.models import PlackettLuce  # noqa: PLC0415

    return PlackettLuce()
