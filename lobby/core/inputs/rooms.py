"""Inputs of the room itself: what its host sets up, and what the server and time bring."""

from typing import Literal

from attrs import frozen

from lobby.core.ids import PlayerId
from lobby.wire.values import Value


@frozen
class ChangeOptions:
    """The host chooses other options for the next game."""

    by: PlayerId
    options: dict[str, Value]
    keep: bool = False  # the options that are not named stay as they are


@frozen
class ChangeSetup:
    """The host sets the room up anew; `changes` as `lobby.core.hosting.setup.structure` gives them.

    Beside a pace they hold `grace_ms` and `move_limit_ms` as the operator has them for it.
    """

    by: PlayerId
    changes: dict[str, Value]


@frozen
class ChangeHouse:
    """The host decides otherwise about the room; `changes` as `core.hosting.house.structure` gives them."""

    by: PlayerId
    changes: dict[str, Value]


@frozen
class TimeCame:
    """The time that `due` named has come. `owed`: who would be here but that the server turned them away."""

    owed: tuple[PlayerId, ...] = ()


@frozen
class Restart:
    """The server has started again; said by the shell, before anybody is back."""

    zero_ms: int  # wall clock at room time 0
    grace_ms: int
    zero_lived_ms: int | None = None  # how long servers had run at room time 0; None: as before


@frozen
class ShiftTime:
    """Room time has stood still and goes on; said by the shell."""

    zero_ms: int  # wall clock at room time 0


@frozen
class Upgrade:
    """The server offers another version of the game than the room began with; said by the shell."""


@frozen
class Close:
    """Nobody is there, the server wants the room closed, or can't go on with its game in this version."""

    reason: Literal["empty", "closed", "outdated", "operator"]
    text: str = ""  # the operator's


RoomInput = ChangeOptions | ChangeSetup | ChangeHouse | TimeCame | Restart | ShiftTime | Upgrade | Close
