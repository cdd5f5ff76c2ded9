"""Inputs of a game: moves, ticks, and what its players settle on the way."""

from attrs import frozen

from lobby.core.events.stored import TickInput
from lobby.core.ids import PlayerId
from lobby.wire.light import light
from lobby.wire.messages import OfferKind
from lobby.wire.values import Value


@light
class MakeMove:
    """A player moves, as decided on that position of that game."""

    player: PlayerId
    game: int
    position: int
    move: Value
    lag_ms: int = 0  # of the network, as the client says


@frozen
class RunTicks:
    """A real-time game goes on by ticks, with what came for each of them; said by the shell."""

    first: int
    ticks: int
    inputs: tuple[TickInput, ...]


@frozen
class DrawMove:
    """A bot can't choose on that position of that game: any legal move; said by the shell."""

    player: PlayerId
    game: int
    position: int


@frozen
class MakeOffer:
    """A player asks others for their consent, as decided on that position of a game; `seat`: to swap with."""

    player: PlayerId
    kind: OfferKind
    game: int
    position: int
    seat: int | None = None


@frozen
class AnswerOffer:
    """A player agrees to an offer, or not; its maker takes it back."""

    player: PlayerId
    offer: int
    agree: bool


@frozen
class Resign:
    """A player gives that game up."""

    player: PlayerId
    game: int


GameInput = MakeMove | RunTicks | DrawMove | MakeOffer | AnswerOffer | Resign
