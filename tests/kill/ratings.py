"""What the ratings on the disk must be after kills: each game that has ended has changed them once."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from attrs import field, frozen

from lobby.core.events import Ended
from lobby.core.finding.ratings import NEW
from lobby.core.history.finished import unpack_finished
from lobby.shell.stores.files import FILE
from tests.delivery.checks import LOST, TWICE
from tests.delivery.truth import Truth

Whose = tuple[str, str]  # a player and a game


@frozen(eq=False)
class Rated:
    """All ratings that are stored, and what each game has done to them."""

    points: dict[Whose, int] = field(factory=dict)
    games: dict[Whose, int] = field(factory=dict)
    changes: list[tuple[Whose, int | None]] = field(factory=list)  # None: the game has changed nothing
    ended: Counter[str] = field(factory=Counter)  # results with places, by room


def read_ratings(folder: Path) -> Rated:
    """Return what lies in a data folder that no server uses."""
    rated = Rated()
    with closing(sqlite3.connect(f"file:{folder / FILE}?mode=ro", uri=True)) as database:
        for player, game, games, points in database.execute(
            "SELECT player, game, games, points FROM ratings"
        ):
            rated.games[player, game], rated.points[player, game] = games, points
        for game, data, player, change in database.execute(
            "SELECT game, data, player, change FROM results JOIN played ON played.result = results.id"
        ):
            finished = unpack_finished(data)
            if finished.result is not None and len(finished.players) > 1 and not finished.unrated:
                rated.changes.append(((player, game), change))
        for room, data in database.execute("SELECT room, data FROM results"):
            rated.ended[room] += unpack_finished(data).result is not None
    return rated


def check_ratings(rated: Rated, truths: dict[str, Truth]) -> Iterator[str]:
    """Return what is wrong. All rooms are rated, and all changes of a player add up to the rating.

    A game that does not count says so in its result.
    """
    sums, counts = Counter[Whose](), Counter[Whose]()
    for whose, change in rated.changes:
        if change is None:
            yield f"{LOST}: a game of {whose} has not changed the rating"
        sums[whose] += change or 0
        counts[whose] += change is not None
    for whose, points in rated.points.items():
        if points != NEW.points + sums[whose] or rated.games[whose] != counts[whose]:
            told = f"{counts[whose]} games changed it by {sums[whose]}"
            kind = TWICE if rated.games[whose] > counts[whose] else LOST
            yield f"{kind}: the rating of {whose} is {points} after {rated.games[whose]} games, {told}"
    for room, truth in truths.items():
        ended = count_ended(truth)
        if ended != rated.ended[room]:
            kind = TWICE if rated.ended[room] > ended else LOST
            yield f"{kind}: {rated.ended[room]} results of {room}, in which {ended} games have ended"


def count_ended(truth: Truth) -> int:
    """Return how many games of a room have ended with a result."""
    events = [event for row in truth.rows for event in row.events]
    return sum(isinstance(event, Ended) and bool(event.places) for event in events)
