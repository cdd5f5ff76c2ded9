"""The commands by which players settle things among themselves, as what a room is asked."""

from typing import assert_never

from lobby.core import inputs
from lobby.core.ids import PlayerId
from lobby.wire.messages import Consent, Offer, Resign, SetOptions

Settling = Offer | Consent | Resign | SetOptions


def input_of(player: PlayerId, command: Settling) -> inputs.Input:
    """Return what the player asks the room for."""
    match command:
        case Offer(_, _, kind, game, position, seat):
            return inputs.MakeOffer(player, kind, game, position, seat)
        case Consent(_, _, offer, agree):
            return inputs.AnswerOffer(player, offer, agree)
        case Resign(_, _, game):
            return inputs.Resign(player, game)
        case SetOptions(_, _, options, keep):
            return inputs.ChangeOptions(player, options, keep)
        case _:
            assert_never(command)
