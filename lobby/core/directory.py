"""The directory: which rooms are open, their codes, and what the lobby shows of them.

A projection of the rooms, never their truth: a room decides on its seats itself.
"""

from collections.abc import Iterator

from attrs import define, field, frozen

from lobby.core import clocks
from lobby.core.codes import TYPED_MAX, clean_code, read_code
from lobby.core.ids import Code, RoomId
from lobby.core.room import Room
from lobby.wire.messages import Pace
from lobby.wire.values import Value


@frozen
class Listing:
    """What the lobby shows of one room."""

    id: RoomId
    code: Code
    name: str
    game: str
    phase: str
    seats: int
    taken: int
    watchers: int
    public: bool
    created_ms: int
    clock: Value = None  # as `create` names it
    pace: Pace = "live"
    rated: bool = False
    away: int = 0  # of the seats taken, those whose players are away
    options: dict[str, Value] = field(factory=dict)
    locked: bool = False
    password: bool = False  # there is one

    @property
    def free(self) -> int:
        """How many seats are open."""
        return self.seats - self.taken

    @property
    def guarded(self) -> bool:
        """Whether not everybody may come in."""
        return self.locked or self.password

    @property
    def can_be_joined(self) -> bool:
        """Tell whether a seat is open and no game stands in the way."""
        return self.free > 0 and self.phase != "playing" and not self.locked

    def view(self) -> Value:
        """Return the entry of `lobby/<game>`."""
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "game": self.game,
            "phase": self.phase,
            "seats": self.seats,
            "taken": self.taken,
            "watchers": self.watchers,
            "created_ms": self.created_ms,
            "clock": self.clock,
            "pace": self.pace,
            "rated": self.rated,
            "locked": self.locked,
            "password": self.password,
        }


def list_room(room: Room, watchers: int) -> Listing:
    """Return the listing of a room as it is now."""
    return Listing(
        id=room.id,
        code=room.code,
        name=room.name,
        game=room.game.id,
        phase=room.phase,
        # A match holds no more than were matched, until its game is over.
        seats=room.matched if room.is_match else len(room.seats),
        taken=sum(seat.player is not None for seat in room.seats),
        watchers=watchers,
        public=room.public,
        created_ms=room.zero_ms,
        clock=clocks.plain(room.clock),
        pace=room.settings.pace,
        rated=room.house.rated,
        away=sum(seat.status == "away" for seat in room.seats),
        options=room.plain_options,
        locked=room.house.locked,
        password=bool(room.house.password_hash),
    )


@define
class Directory:
    """All open rooms by id and by code."""

    listed_max: int
    _rooms: dict[RoomId, Listing] = field(factory=dict)
    _codes: dict[Code, RoomId] = field(factory=dict)
    _open: dict[str, dict[RoomId, None]] = field(factory=dict)  # per game, those to be joined
    _rest: dict[str, dict[RoomId, None]] = field(factory=dict)  # per game, the other public ones

    def put(self, listing: Listing) -> bool:
        """Note a new room, or how it is now; tell whether anything has changed."""
        before = self._rooms.get(listing.id)
        if before == listing:
            return False
        self._rooms[listing.id] = listing
        self._codes[listing.code] = listing.id
        if listing.public:
            self._file(listing)
        else:
            self._unfile(listing)
        return True

    def remove(self, room: RoomId) -> Listing | None:
        """Forget a room that has closed; return what was known, None where nothing was."""
        listing = self._rooms.pop(room, None)
        if listing is not None:
            del self._codes[listing.code]
            self._unfile(listing)
        return listing

    def find(self, id_or_code: str) -> RoomId | None:
        """Return the room of that id or code; codes may come as people write them."""
        if id_or_code in self._rooms:
            return RoomId(id_or_code)
        typed = id_or_code[:TYPED_MAX]
        return self._codes.get(Code(clean_code(typed))) or self._codes.get(Code(read_code(typed)))

    def door(self, id_or_code: str) -> Listing | None:
        """Return what the lobby knows of a room, also of one that it does not list; None without one."""
        found = self.find(id_or_code)
        return None if found is None else self._rooms[found]

    def has_code(self, code: Code) -> bool:
        """Tell whether an open room has this code."""
        return code in self._codes

    def view(self, game: str, online: int) -> Value:
        """Return the view of `lobby/<game>`: the newest rooms that can be joined first, and totals."""
        shown = [listing.view() for listing in self._newest(game)]
        rest = len(self._rest.get(game, {}))
        total = len(self._open.get(game, {})) + rest
        playing = sum(self._rooms[room].phase == "playing" for room in self._rest.get(game, {}))
        return {"rooms": shown, "totals": {"rooms": total, "playing": playing, "online": online}}

    def games(self) -> set[str]:
        """Return the games of which a public room is open."""
        return {listing.game for listing in self._rooms.values() if listing.public}

    def __len__(self) -> int:
        return len(self._rooms)

    def _file(self, listing: Listing) -> None:
        into, out_of = (self._open, self._rest) if listing.can_be_joined else (self._rest, self._open)
        into.setdefault(listing.game, {})[listing.id] = None
        out_of.get(listing.game, {}).pop(listing.id, None)

    def _unfile(self, listing: Listing) -> None:
        self._open.get(listing.game, {}).pop(listing.id, None)
        self._rest.get(listing.game, {}).pop(listing.id, None)

    def _newest(self, game: str) -> Iterator[Listing]:
        ids = [*reversed(self._open.get(game, {})), *reversed(self._rest.get(game, {}))]
        return (self._rooms[room] for room in ids[: self.listed_max])
