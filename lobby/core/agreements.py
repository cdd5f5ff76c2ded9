"""What players settle among themselves: offers, consent to them, taking moves back, and giving up."""

from typing import assert_never

from lobby.core import because, consent, inputs, lineup, match, takeback, timekeeper
from lobby.core.consent import Offer
from lobby.core.events import Agreed, Declined, Ended, Event, Offered, Resigned, Swapped, TakenBack, Withdrawn
from lobby.core.evolving import evolve
from lobby.core.match import Match
from lobby.core.refusal import Decision, Refusal
from lobby.core.room import Room
from lobby.core.talk import chat
from lobby.wire.messages import OfferKind

Settled = Offered | Agreed | Declined | Withdrawn | Resigned | TakenBack


def resign(room: Room, asked: inputs.Resign) -> Decision | Refusal:
    """Return what it causes that a player gives the game up: the seat is kept."""
    seat = room.seat_of(asked.player)
    if seat is None:
        return Refusal("not_seated", "only who has a seat may resign")
    if _game_of(room, seat, asked.game) is None:
        return Refusal("no_game", f"game {asked.game} is not running for seat {seat}")
    return Decision((Resigned(seat),))


def offer(room: Room, asked: inputs.MakeOffer) -> Decision | Refusal:
    """Return what an offer causes: that others are asked, or at once what nobody need be asked for."""
    seat = room.seat_of(asked.player)
    if seat is None:
        return Refusal("not_seated", "only who has a seat may make an offer")
    others = _find_asked(room, seat, asked)
    if isinstance(others, Refusal):
        return others
    met = _find_met(room, seat, asked.kind, others)
    if met is not None:
        return _agree(room, met, seat)
    if fault := _find_nagging(room, seat, asked):
        return fault
    # A bot has no say in what is no loss to it, else nobody could practise with one.
    people = others if asked.kind == "draw" else tuple(other for other in others if _has_a_say(room, other))
    if not people:
        made = Offer(room.step, asked.kind, seat, others)
        return Decision(_effect(room, made), {"offer": 0})
    return Decision((Offered(asked.kind, seat, people),), {"offer": room.step})


def answer(room: Room, asked: inputs.AnswerOffer) -> Decision | Refusal:
    """Return what consent to an offer causes, or its refusal; who made it takes it back with that."""
    seat, made = room.seat_of(asked.player), consent.find(room.offers, asked.offer)
    if seat is None:
        return Refusal("not_seated", "only who has a seat may agree to an offer")
    if made is None:
        return Refusal("no_such_offer", f"offer {asked.offer} is over")
    if seat == made.seat and not asked.agree:
        return Decision((Withdrawn(made.number),))
    if seat not in made.asked:
        return Refusal("not_allowed", f"offer {made.number} is not for seat {seat}")
    if not asked.agree:
        return Decision((Declined(made.number, seat),))
    return Decision() if seat in made.agreed else _agree(room, made, seat)


def settle(room: Room, event: Settled) -> Room:
    """Return the room after what players have settled, with the line in the chat that tells of it."""
    match event:
        case Offered(kind, seat, asked):
            return _offer(room, Offer(room.step, kind, seat, asked))
        case Agreed(number, seat):
            after = evolve(room, offers=consent.agree(room.offers, number, seat))
            return _tell(after, "agreed", seat, _kind_of(room, number))
        case Declined(number, seat):
            after = evolve(room, offers=consent.without(room.offers, number))
            return _tell(after, "declined", seat, _kind_of(room, number))
        case Withdrawn(number):
            made = consent.find(room.offers, number)
            after = evolve(room, offers=consent.without(room.offers, number))
            return after if made is None else _tell(after, "withdrawn", made.seat, made.kind)
        case Resigned(seat):
            resigned = match.resign(room.game, room.current_match, seat, room.now_ms)
            after = evolve(room, match=resigned, offers=consent.after_change(room.offers, (seat,)))
            return timekeeper.follow(_tell(after, "resigned", seat))
        case TakenBack(seat):
            return _take_back(room, seat)
        case _:
            assert_never(event)


def _has_a_say(room: Room, seat: int) -> bool:
    """Tell whether a person is on the seat, and no bot for them."""
    return room.seats[seat].kind == "person" and room.seats[seat].status != "lent"


def _agree(room: Room, made: Offer, seat: int) -> Decision:
    after = consent.agree((made,), made.number, seat)
    effect = () if after else _effect(room, made)
    return Decision((Agreed(made.number, seat), *effect), {"offer": made.number})


def _effect(room: Room, made: Offer) -> tuple[Event, ...]:
    """Return what happens once all have agreed."""
    match made.kind:
        case "draw":
            assert room.match is not None, "an offer of a draw ends with its game"
            return (Ended(_draw(room, room.match)),)
        case "undo":
            return (TakenBack(made.seat),)
        case "swap":
            return (Swapped(made.seat, made.asked[0]),)
        case _:
            assert_never(made.kind)


def _draw(room: Room, game: Match) -> tuple[int, ...]:
    """Return the places where all who are left share the first one; a team shares it with who is gone."""
    there = len(game.players) - len(game.absent)
    last = 1 if room.game.teams else there + 1
    return tuple(last if seat in game.absent else 1 for seat in range(len(game.players)))


def _find_asked(room: Room, seat: int, asked: inputs.MakeOffer) -> tuple[int, ...] | Refusal:
    """Return the seats whose consent the offer needs, or why it can't be made."""
    if asked.kind == "swap":
        return _find_other(room, seat, asked.seat)
    game = _game_of(room, seat, asked.game)
    if game is None:
        return Refusal("no_game", f"game {asked.game} is not running for seat {seat}")
    if fault := _find_forbidden(room, game, seat, asked.kind):
        return fault
    position = game.turns[seat].position
    if asked.position != position:
        return Refusal(
            "stale", f"position {asked.position} is not that of seat {seat}, which is at {position}"
        )
    return tuple(other for other in range(len(game.players)) if other != seat and room.in_game(other))


def _find_other(room: Room, seat: int, other: int | None) -> tuple[int, ...] | Refusal:
    if other is None or not 0 <= other < len(room.seats) or not room.seats[other].is_held:
        return Refusal("no_such_seat", f"nobody sits on seat {other}; swapping takes two who sit")
    if other == seat:
        return Refusal("already_seated", f"you have seat {seat}")
    return lineup.find_fault(room, seat, other) or (other,)


def _find_forbidden(room: Room, game: Match, seat: int, kind: OfferKind) -> Refusal | None:
    if kind == "draw":
        return None if room.game.allows_draws else because.no_draw(room.game.title)
    if not takeback.is_allowed(room):
        return because.refuse(
            "not_allowed", "no moves are taken back here, by the game's rules or the host's", "no_undo"
        )
    if not takeback.moves_back(game, seat):
        return because.nothing_to_undo(room.terms.undo_moves)
    return None


def _find_met(room: Room, seat: int, kind: OfferKind, others: tuple[int, ...]) -> Offer | None:
    """Return the standing offer that this one meets: to ask for the same is to agree."""
    if kind == "undo":
        return None
    made = (consent.standing(room.offers, kind, other) for other in others)
    return next((offer for offer in made if offer and seat in offer.asked and seat not in offer.agreed), None)


def _find_nagging(room: Room, seat: int, asked: inputs.MakeOffer) -> Refusal | None:
    """Return why it is too soon, or once too often; nobody should be asked the same all the time."""
    if made := consent.standing(room.offers, asked.kind, seat):
        return because.offer_stands(asked.kind, made.number)
    before = consent.asking_of(room.offered, asked.player, asked.kind)
    if before is None:
        return None
    if before.count >= room.terms.offers_max:
        return because.offers_spent(asked.kind, room.terms.offers_max)
    if (wait_ms := before.at_ms + room.terms.offer_wait_ms - room.now_ms) > 0:
        return because.offer_too_soon(asked.kind, room.terms.offer_wait_ms, wait_ms)
    return None


def _game_of(room: Room, seat: int, number: int) -> Match | None:
    """Return the running game of that number that the seat still plays in, None where there is none."""
    game = room.match
    is_it = game is not None and room.phase == "playing" and game.number == number and room.in_game(seat)
    return game if is_it else None


def _offer(room: Room, offer: Offer) -> Room:
    player = room.seats[offer.seat].player
    assert player is not None, "only who sits can make an offer"
    offered = consent.count(room.offered, player, offer.kind, room.now_ms)
    after = evolve(room, offers=(*room.offers, offer), offered=offered)
    return _tell(after, "offered", offer.seat, offer.kind)


def _kind_of(room: Room, number: int) -> str:
    made = consent.find(room.offers, number)
    return made.kind if made is not None else ""


def _tell(room: Room, kind: str, seat: int, offer: str = "") -> Room:
    """Add a line of what a seat has settled with others."""
    who = room.seats[seat]
    assert who.player is not None, "only who sits settles anything"
    line = {"kind": kind, "player": who.player, "name": who.name, "text": "", "seat": seat}
    return chat.say(room, who.player, {**line, "offer": offer}, "all")


def _take_back(room: Room, seat: int) -> Room:
    game = room.current_match
    back = match.take_back(room.game, game, seat, takeback.moves_back(game, seat), room.now_ms)
    offers = tuple(offer for offer in room.offers if offer.kind == "swap")
    return timekeeper.lapse(_tell(evolve(room, match=back, offers=offers), "taken_back", seat, "undo"))
