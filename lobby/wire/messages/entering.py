"""Commands that open, enter and leave rooms, and who one is there."""

from attrs import field, frozen

from lobby.wire.messages.kinds import Pace
from lobby.wire.values import Value


@frozen
class SetName:
    """Changes the player's name. Result: {name} as it became."""

    number: int
    name: str


@frozen
class Create:
    """Opens a room and joins it. Result: {room, code}.

    In a slow room a seat is kept while its player is away, and each move may take days.
    """

    number: int
    game: str
    name: str = ""
    public: bool = True
    options: dict[str, Value] = field(factory=dict)
    pace: Pace = "live"
    clock: dict[str, Value] | None = None  # see “Clocks”; null: the move limit alone
    house: dict[str, Value] = field(factory=dict)  # what its host decides, see “House”


@frozen
class Join:
    """Enters a room, by its id or its code. Result: {room, code}."""

    number: int
    room: str
    password: str = ""  # where the room has one; members need none


@frozen
class Leave:
    """Leaves a room with all sessions of the player; a seat is freed at once. Result: None."""

    number: int
    room: str


EnteringCommand = SetName | Create | Join | Leave
