"""Offers between players: what a seat asks of others, until all have agreed, one has not, or it is over."""

from collections.abc import Iterable

from attrs import evolve, frozen

from lobby.core.ids import PlayerId
from lobby.wire.messages import OfferKind
from lobby.wire.values import Value

OF_GAME = frozenset({"draw", "undo"})


@frozen
class Offer:
    """What a seat asks of others. `number` is that of the step that made it; consent names it."""

    number: int
    kind: OfferKind
    seat: int
    asked: tuple[int, ...]
    agreed: tuple[int, ...] = ()

    @property
    def is_agreed(self) -> bool:
        """Tell whether all who were asked have agreed."""
        return set(self.agreed) == set(self.asked)


@frozen
class Asking:
    """How often a player has made an offer of a kind since the last game began, and when last."""

    player: PlayerId
    kind: OfferKind
    count: int
    at_ms: int  # room time


Offers = tuple[Offer, ...]
_ASKING_MAX = 64  # players and kinds that are remembered; who comes and goes does not fill the room


def find(offers: Offers, number: int) -> Offer | None:
    """Return the offer of that number, None where it is over."""
    return next((offer for offer in offers if offer.number == number), None)


def standing(offers: Offers, kind: OfferKind, seat: int) -> Offer | None:
    """Return the offer of a kind that a seat has made, None where there is none."""
    return next((offer for offer in offers if (offer.kind, offer.seat) == (kind, seat)), None)


def agree(offers: Offers, number: int, seat: int) -> Offers:
    """Return the offers after a seat has agreed to one; that one is over when it was the last."""
    told = (
        evolve(offer, agreed=(*offer.agreed, seat)) if offer.number == number else offer for offer in offers
    )
    return tuple(offer for offer in told if not offer.is_agreed)


def without(offers: Offers, number: int) -> Offers:
    """Return the offers without one of them."""
    return tuple(offer for offer in offers if offer.number != number)


def after_move(offers: Offers, seat: int) -> Offers:
    """Return the offers after a seat has moved: who was asked for a draw and moves has declined.

    What was to be taken back is another thing after any move.
    """
    return tuple(
        offer
        for offer in offers
        if offer.kind == "swap" or (offer.kind == "draw" and seat not in offer.asked)
    )


def after_change(offers: Offers, seats: Iterable[int]) -> Offers:
    """Return the offers that concern none of these seats, where somebody else sits now, or nobody."""
    changed = set(seats)
    return tuple(offer for offer in offers if not changed & {offer.seat, *offer.asked})


def after_game(offers: Offers) -> Offers:
    """Return the offers that are about no game."""
    return tuple(offer for offer in offers if offer.kind not in OF_GAME)


def count(askings: tuple[Asking, ...], player: PlayerId, kind: OfferKind, now_ms: int) -> tuple[Asking, ...]:
    """Return the askings with one more."""
    before = asking_of(askings, player, kind)
    others = tuple(asking for asking in askings if asking is not before)
    times = 1 if before is None else before.count + 1
    return (*others, Asking(player, kind, times, now_ms))[-_ASKING_MAX:]


def asking_of(askings: tuple[Asking, ...], player: PlayerId, kind: OfferKind) -> Asking | None:
    """Return what is known of a player's offers of a kind, None where there were none."""
    return next((asking for asking in askings if (asking.player, asking.kind) == (player, kind)), None)


def view(offers: Offers) -> list[Value]:
    """Return what everybody in the room sees of the offers."""
    return [
        {
            "number": offer.number,
            "kind": offer.kind,
            "seat": offer.seat,
            "asked": list(offer.asked),
            "agreed": list(offer.agreed),
        }
        for offer in offers
    ]
