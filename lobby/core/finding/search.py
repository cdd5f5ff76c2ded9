"""Searching the open rooms: which of them fit, newest first, a page at a time."""

from bisect import bisect_left, insort
from collections.abc import Iterator
from itertools import islice
from typing import Any, Literal, get_args

from attrs import define, field, frozen

from lobby.core.directory import Listing
from lobby.core.ids import RoomId
from lobby.wire.values import Value

Phase = Literal["", "gathering", "playing", "over"]
Clock = Literal["", "none", "per_move", "fischer", "byo_yomi"]
TEXT_CHARACTERS = 48
CURSOR_CHARACTERS = 60

_Key = tuple[int, str]  # minus the time of creation, and the id: in this order rooms are told


@frozen
class Query:
    """What is looked for; an empty text and None are anything."""

    game: str = ""
    text: str = ""  # a part of the room's name, or its whole code
    pace: str = ""
    clock: str = ""
    phase: str = ""
    free: int = 0  # so many seats at least are open, and no game stands in the way
    rated: bool | None = None
    guarded: bool | None = None  # locked, or with a password

    def fits(self, listing: Listing) -> bool:
        """Tell whether a room is one of those that are looked for."""
        return (
            self.game in ("", listing.game)
            and self.pace in ("", listing.pace)
            and self.phase in ("", listing.phase)
            and self.clock in ("", clock_kind(listing))
            and self.rated in (None, listing.rated)
            and self.guarded in (None, listing.guarded)
            and (self.free == 0 or (listing.can_be_joined and listing.free >= self.free))
            and (not self.text or _says(listing, self.text))
        )


@frozen
class Page:
    """Some of the rooms that fit. `cursor` asks for those after them; "" where there are none."""

    rooms: tuple[Listing, ...]
    cursor: str


class BadCursor(ValueError):
    """The text is no cursor; it says what one is."""


@define
class Shelf:
    """The public rooms in the order in which they are told.

    A cursor names the place after a room, not a count of rooms: those that open or close shift nothing,
    so that no room is told twice or left out.
    """

    looked_at_max: int  # rooms that one page may cost
    _keys: list[_Key] = field(factory=list)
    _key_of: dict[RoomId, _Key] = field(factory=dict)
    _rooms: dict[RoomId, Listing] = field(factory=dict)

    def put(self, listing: Listing) -> None:
        """A public room is like this now."""
        key = (-listing.created_ms, listing.id)
        if self._key_of.get(listing.id) != key:
            self.remove(listing.id)
            insort(self._keys, key)
            self._key_of[listing.id] = key
        self._rooms[listing.id] = listing

    def remove(self, room: RoomId) -> bool:
        """A room has closed, or is public no more; tell whether it was there."""
        key = self._key_of.pop(room, None)
        if key is None:
            return False
        del self._keys[bisect_left(self._keys, key)]
        del self._rooms[room]
        return True

    def find(self, query: Query, cursor: str, count: int) -> Page:
        """Return at most `count` rooms after the cursor; raise BadCursor.

        Where many rooms don't fit a page may hold fewer, or none, and still name the next one.
        """
        at = bisect_left(self._keys, _read_cursor(cursor)) if cursor else 0
        found = list[Listing]()
        for looked_at, key in enumerate(islice(self._keys, at, None)):
            if looked_at == self.looked_at_max or len(found) == count:
                return Page(tuple(found), _write_cursor(key))
            listing = self._rooms[RoomId(key[1])]
            if query.fits(listing):
                found.append(listing)
        return Page(tuple(found), "")

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[Listing]:
        return (self._rooms[RoomId(id_)] for _, id_ in self._keys)


def clock_kind(listing: Listing) -> str:
    """Return the kind of a room's turn clock, "none" without one."""
    clock: Any = listing.clock
    return "none" if clock is None else str(clock["kind"])


def find_fault(query: Query) -> str | None:
    """Return what is wrong with a query, and what is allowed."""
    for name, came, kinds in (
        ("pace", query.pace, ("", "live", "slow")),
        ("clock", query.clock, get_args(Clock)),
        ("phase", query.phase, get_args(Phase)),
    ):
        if came not in kinds:
            return f"{name}: {came!r:.40}, allowed are {', '.join(kinds[1:])}, and nothing for any"
    if len(query.text) > TEXT_CHARACTERS:
        return f"text: {len(query.text)} characters, allowed are {TEXT_CHARACTERS}"
    return None if query.free >= 0 else f"free: {query.free}, allowed are 0 seats or more"


def view_page(page: Page) -> Value:
    """Return the page as a client is answered."""
    return {"rooms": [listing.view() for listing in page.rooms], "cursor": page.cursor}


def _says(listing: Listing, text: str) -> bool:
    sought = text.strip().casefold()
    return sought in listing.name.casefold() or sought == listing.code.casefold()


def _write_cursor(key: _Key) -> str:
    return f"{-key[0]}.{key[1]}"


def _read_cursor(cursor: str) -> _Key:
    created, point, room = cursor.partition(".")
    if len(cursor) > CURSOR_CHARACTERS or not point or not created.lstrip("-").isdecimal():
        raise BadCursor(f"cursor: {cursor!r:.40}, allowed is what the page before has named")
    return (-int(created), room)
