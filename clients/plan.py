"""Who plays where: how a number of bots is spread over open rooms and new ones. Pure."""

from collections.abc import Iterable, Sequence

from attrs import frozen

from lobby.wire.values import Value

_NOT_FOR_ALL = ("locked", "password", "rated")


@frozen
class Place:
    """A table of the run: an existing room by its code, or a new one; and how many bots go there."""

    bots: int
    code: str | None = None


def find_open(rooms: Iterable[dict[str, Value]]) -> list[tuple[str, int]]:
    """Return code and free seats of the listed rooms that wait for players, whoever these are.

    Into one that is locked or has a password no bot gets, and a rated one is for people: as for quick play.
    """
    open_to_all = (room for room in rooms if not any(room.get(kept) for kept in _NOT_FOR_ALL))
    waiting = (room for room in open_to_all if room["phase"] == "gathering")
    return [
        (room["code"], room["seats"] - room["taken"]) for room in waiting if room["taken"] < room["seats"]
    ]


def fill_open(count: int, rooms: Iterable[tuple[str, int]]) -> tuple[list[Place], int]:
    """Return the places that `count` bots take in open rooms, and how many bots are left over."""
    places = []
    for code, free in rooms:
        if count and free:
            places.append(Place(min(free, count), code))
            count -= places[-1].bots
    return places, count


def fill_new(count: int, seats_min: int, seats_max: int, rooms: int | None = None) -> Sequence[Place]:
    """Return new tables for `count` bots: as few as hold them, or `rooms`, filled evenly.

    Where that would leave several tables short of players, all but the last are full, and the last
    one waits for somebody to join.
    """
    wanted = rooms if rooms is not None else -(-count // seats_max)
    tables = min(wanted, count)
    sizes = [min(count // tables + (index < count % tables), seats_max) for index in range(tables)]
    if rooms is None and sum(size < seats_min for size in sizes) > 1:
        sizes = [min(seats_max, count - seats_max * index) for index in range(tables)]
    return [Place(size) for size in sizes]
