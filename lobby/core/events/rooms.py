"""Events of the room itself: that it is there, what it is set up for, and how it goes on."""

from attrs import field, frozen

from lobby.core.events.stored import MutedUntil, Reserved, to_muted, to_reserved
from lobby.core.ids import Code, PlayerId, RoomId, to_player_ids
from lobby.wire.messages import Pace
from lobby.wire.values import Value


@frozen
class Opened:
    """The room exists; the first event of every log."""

    room: RoomId
    code: Code
    name: str
    public: bool
    game: str
    version: int
    options: dict[str, Value]
    host: PlayerId
    secret: bytes  # 32 bytes; the secrets of the room's games come from it
    zero_ms: int  # wall clock at room time 0
    grace_ms: int
    move_limit_ms: int  # 0: none
    chat_lines: int
    epoch: str = ""  # of the room's topics, for as long as this log is the truth
    pace: Pace = "live"
    zero_lived_ms: int | None = None  # how long servers had run at room time 0; None: an older log
    invited: tuple[PlayerId, ...] = field(default=(), converter=to_player_ids)
    clock: dict[str, Value] | None = None  # as `create` names it; None: the move limit alone
    clock_least_ms: int = 0  # what is left for a move after a clock has run out and goes on
    lag_ms_max: int = 0  # given back for one move
    time_outs_max: int = 0  # in a row; 0: any number
    house: dict[str, Value] = field(factory=dict)  # what the creator wishes for, see lobby.core.hosting.house
    reserved: tuple[Reserved, ...] = field(default=(), converter=to_reserved)  # the first seats are theirs
    reserved_ms: int = 0  # for so long
    access: dict[str, Value] = field(factory=dict)  # of the room it goes on from, see core.hosting.access
    terms: dict[str, Value] = field(factory=dict)  # the operator's; see core.hosting.terms
    host_name: str = ""  # in whose name `invited` are asked to come; "": an older log
    muted: tuple[MutedUntil, ...] = field(default=(), converter=to_muted)  # in the room it goes on from


@frozen
class OptionsChanged:
    """The host has chosen other options for the next game; nobody is ready for that yet."""

    options: dict[str, Value]


@frozen
class SetUp:
    """The host has set the room up anew; `changes`: see lobby.core.hosting.setup."""

    changes: dict[str, Value]


@frozen
class Restarted:
    """The server has started again and everybody is away; seats wait at least until `until_ms`, room time."""

    zero_ms: int  # wall clock at room time 0, which stood still meanwhile
    until_ms: int
    zero_lived_ms: int | None = None  # how long servers had run at room time 0; None: as before


@frozen
class TimeShifted:
    """The store works again, and room time goes on, which stood still while it did not."""

    zero_ms: int  # wall clock at room time 0


@frozen
class Upgraded:
    """The game's code is of this version from here on, and has taken over the state of a running game."""

    version: int


@frozen
class Closed:
    """The room is no more."""

    reason: str
    text: str = ""  # the operator's, where the operator closed it


RoomEvent = Opened | OptionsChanged | SetUp | Restarted | TimeShifted | Upgraded | Closed
