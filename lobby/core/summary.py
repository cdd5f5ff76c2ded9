"""What is known of a room without its log: for lists, for who looks it up, for a room that sleeps."""

from collections.abc import Iterable
from operator import attrgetter, is_

import attrs
from attrs import evolve, field, frozen

from lobby.core import clocks, fairness, match
from lobby.core.directory import Listing
from lobby.core.events.stored import MutedUntil, to_muted
from lobby.core.finding.pledges import pledged
from lobby.core.hosting import access, house
from lobby.core.hosting.access import Admission
from lobby.core.ids import Code, PlayerId, RoomId, to_player_ids
from lobby.core.match import Match
from lobby.core.room import Room
from lobby.core.step import deadlines, due_ms
from lobby.core.watching import is_held
from lobby.wire.messages import Pace
from lobby.wire.values import Value, pack, unpack


def _people(pairs: Iterable[Iterable[str]]) -> tuple[tuple[PlayerId, str], ...]:
    return tuple((PlayerId(id_), name) for id_, name in pairs)


def _places(places: Iterable[int]) -> tuple[int, ...]:
    return tuple(places)


@frozen
class Summary:
    """A room as it is, or was when it fell asleep or closed. Times are room time unless it says otherwise."""

    id: RoomId
    code: Code
    name: str
    public: bool
    pace: Pace
    game: str
    title: str
    options: dict[str, Value]
    clock: Value  # as `create` names it
    phase: str
    seats: int
    zero_ms: int  # wall clock at room time 0
    zero_lived_ms: int | None  # how long servers had run then
    round: int  # the number of the last game
    seated: tuple[tuple[PlayerId, str], ...] = field(converter=_people)
    played: tuple[tuple[PlayerId, str], ...] = field(converter=_people)  # the last game, by their seats
    acting: tuple[PlayerId, ...] = field(converter=to_player_ids)
    invited: tuple[PlayerId, ...] = field(converter=to_player_ids)
    move_due_ms: dict[str, int]  # per player who must act
    due_ms: int | None  # when something happens by itself
    places: tuple[int, ...] = field(converter=_places)  # of the last game, once it is over
    replay: str | None
    host: PlayerId | None
    reason: str = ""  # why it has closed
    again: str = ""  # the id of the room that was opened for the same people
    is_held: bool = False  # who watches does so late, and has not seen all of this
    rated: bool = False
    reserved: tuple[tuple[PlayerId, str], ...] = field(default=(), converter=_people)  # on the way to a seat
    reserved_until_ms: int = 0  # by then they must have come
    step: int = 0  # after which it was made; 0: by a server that did not keep it up to date
    asked: tuple[tuple[PlayerId, str], ...] = field(default=(), converter=_people)  # who is invited, by whom
    asked_until_ms: dict[str, int] = field(factory=dict)  # per player
    house: dict[str, Value] = field(factory=dict)  # as it is stored: with the hash of the password
    access: dict[str, Value] = field(factory=dict)
    matched: tuple[PlayerId, ...] = field(default=(), converter=to_player_ids)  # in a match that goes on
    asked_by: dict[str, PlayerId] = field(factory=dict)  # who has invited, per player
    pledged: tuple[PlayerId, ...] = field(default=(), converter=to_player_ids)  # bound to a rated game here
    opener: PlayerId | None = None  # who has opened it; None: by a server that did not keep it
    opener_name: str = ""
    muted: tuple[MutedUntil, ...] = field(default=(), converter=to_muted)  # by the host, until a room time

    @property
    def people(self) -> dict[PlayerId, str]:
        """Who sits or played last, with the names."""
        return dict((*self.played, *self.seated))

    @property
    def admission(self) -> Admission:
        """What it says of who may come in, or learn more of it than its door shows."""
        decided = house.change(house.USUAL, self.house)
        people = (*self.people, *self.invited, *([] if self.host is None else [self.host]))
        known = access.load(self.access)
        return Admission(known, decided.locked, bool(decided.password_hash), frozenset(people))

    def list(self, watchers: int) -> Listing:
        """Return what the lobby lists of it."""
        admission = self.admission
        return Listing(
            id=self.id,
            code=self.code,
            name=self.name,
            game=self.game,
            phase=self.phase,
            seats=self.seats,
            taken=len(self.seated) + len(self.reserved),
            watchers=watchers,
            public=self.public,
            created_ms=self.zero_ms,
            clock=self.clock,
            pace=self.pace,
            rated=self.rated,
            options=self.options,
            locked=admission.is_locked,
            password=admission.has_password,
        )

    def pack(self) -> bytes:
        """Return it as bytes, for the store."""
        return pack({name: _plain(value) for name, value in attrs.asdict(self, recurse=False).items()})


def unpack_summary(data: bytes) -> Summary:
    """Return the summary that `pack` made bytes of; what a newer server has added is passed over."""
    known = {attribute.name for attribute in attrs.fields(Summary)}
    return Summary(**{name: value for name, value in unpack(data).items() if name in known})


def tells_enough(data: bytes) -> bool:
    """Tell whether a room that is awake can be known by this packed summary until it is in memory."""
    return bool(data) and unpack_summary(data).step > 0


def tells_same(before: Room, room: Room) -> bool:
    """Tell whether a summary stands for the room as it is after a step, too. It does after most: of a live
    room not each move is noted, but who sits there, and whether they play."""
    if room.settings.is_slow and before.match is not room.match:
        return False
    if all(map(is_, _TELLING(before), _TELLING(room))):
        return True
    # Who goes away and comes back sits there all the time, and nothing else has changed.
    if all(map(is_, _BESIDE_SEATS(before), _BESIDE_SEATS(room))) and _sitting(before) == _sitting(room):
        return True
    return lasting(summarize(before)) == lasting(summarize(room))


def _sitting(room: Room) -> object:
    """Return all that a summary tells of seats and zeros but for what a restart or each move changes."""
    seats = [(seat.player, seat.name, seat.is_held, seat.reserved_until_ms) for seat in room.seats]
    return seats, room.matched_players, pledged(room), room.zero_lived_ms is None


def _all_but(*names: str) -> "attrgetter[tuple[object, ...]]":
    return attrgetter(*(known.name for known in attrs.fields(Room) if known.name not in names))


# Most steps change nothing else. The seats change when somebody is away or back, the zeros with a restart.
_TELLING = _all_but("step", "now_ms", "chat", "match")
_BESIDE_SEATS = _all_but("step", "now_ms", "chat", "match", "seats", "zero_ms", "zero_lived_ms")


def lasting(summary: Summary) -> Summary:
    """Return it without what a restart or each move changes."""
    lived_ms = None if summary.zero_lived_ms is None else 0
    fixed = evolve(summary, zero_ms=0, zero_lived_ms=lived_ms, step=0)
    return evolve(fixed, acting=(), move_due_ms={}, due_ms=None)


def summarize(room: Room, reason: str = "") -> Summary:
    """Return what there is to know of a room now; `reason`: why it has closed."""
    game = room.match
    due = deadlines(room, game) if game is not None and room.phase == "playing" else {}
    is_over = game is not None and game.over
    return Summary(
        id=room.id,
        code=room.code,
        name=room.name,
        public=room.public,
        pace=room.settings.pace,
        game=room.game.id,
        title=room.game.title,
        options=room.plain_options,
        clock=clocks.plain(room.clock),
        phase=room.phase,
        seats=len(room.seats),
        zero_ms=room.zero_ms,
        zero_lived_ms=room.zero_lived_ms,
        round=game.number if game else 0,
        is_held=is_held(room, room.now_ms),
        seated=[(seat.player, seat.name) for seat in room.seats if seat.player is not None and seat.is_held],
        played=[(player.id, player.name) for player in game.players] if game else (),
        acting=_acting(room, game),
        invited=room.invited,
        move_due_ms={game.players[seat].id: at_ms for seat, at_ms in due.items() if game and seat >= 0},
        due_ms=due_ms(room),
        places=game.result.places if is_over and game and game.result else (),
        replay=fairness.replay_id(game) if is_over and game else None,
        host=room.host,
        reason=reason,
        rated=room.house.rated,
        reserved=[
            (seat.player, seat.name) for seat in room.seats if seat.player is not None and not seat.is_held
        ],
        matched=sorted(room.matched_players),
        pledged=sorted(pledged(room)),
        asked=[(one.player, one.name) for one in room.asked],
        asked_until_ms={one.player: one.until_ms for one in room.asked},
        asked_by={one.player: one.by for one in room.asked if one.by is not None},
        reserved_until_ms=max((seat.reserved_until_ms or 0 for seat in room.seats), default=0),
        step=room.step,
        house=house.plain(room.house),
        access=access.plain(access.handed_on(room.access, room.secret)),
        opener=room.opener,
        opener_name=room.opener_name,
        muted=room.muted,
    )


def rewind(summary: Summary, wall_ms: int, lived_ms: int) -> Summary:
    """Return it with the wall clock of now: room time stood still while no server ran."""
    if summary.zero_lived_ms is None:
        return summary
    return evolve(summary, zero_ms=wall_ms - (lived_ms - summary.zero_lived_ms))


def _acting(room: Room, game: Match | None) -> list[PlayerId]:
    if game is None or room.phase != "playing":
        return []
    return [PlayerId(game.players[seat].id) for seat in match.acting(game)]


def _plain(value: object) -> Value:
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
