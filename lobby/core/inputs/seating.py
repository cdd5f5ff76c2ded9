"""Inputs about seats: who wants one, who is ready, who is away from it."""

from attrs import frozen

from lobby.core.ids import PlayerId
from lobby.wire.messages import Player


@frozen
class TakeSeat:
    """A member wants a seat, or who has one wants another; None: the first open one."""

    player: Player
    seat: int | None


@frozen
class GiveSeatUp:
    """A player stands up and stays to watch."""

    player: PlayerId


@frozen
class SetReady:
    """A player is ready for the next game, or no longer."""

    player: PlayerId
    ready: bool


@frozen
class AddBot:
    """The host wants a bot on a seat; None: on the first open one. `kind` is one that the shell knows."""

    by: PlayerId
    seat: int | None
    kind: str
    title: str


@frozen
class RemoveBot:
    """The host wants a bot away."""

    by: PlayerId
    seat: int


@frozen
class Leave:
    """A player leaves, on purpose."""

    player: PlayerId


@frozen
class Drop:
    """The last live session of a player is gone; said by the host of the room."""

    player: PlayerId


@frozen
class Return:
    """A session of a player is there again; said by the host of the room."""

    player: PlayerId


SeatInput = TakeSeat | GiveSeatUp | SetReady | AddBot | RemoveBot | Leave | Drop | Return
