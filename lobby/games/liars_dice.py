"""Liar's dice: everybody rolls in secret, bids go up until somebody calls, and who was wrong loses a die."""

from typing import Any, Literal

from attrs import evolve, field, frozen
from attrs.validators import ge, le

from lobby.core.game import Dice, Illegal, Note, Result

title, seats, version = "Liar's dice", (2, 6), 1
open_at_end = True  # who watches a replay may look under every cup

FACES = 6


@frozen
class Options:
    """`dice`: how many dice each player starts with."""

    dice: int = field(default=5, validator=[ge(1), le(5)])


@frozen
class Bid:
    """A move: at least so many dice on the table show that face."""

    bid: tuple[int, int]  # quantity, face


@frozen
class Call:
    """A move: the standing bid is too high."""

    call: Literal[True]


Move = Bid | Call


@frozen
class State:
    """A table. Who is out has no dice; `out` lists them in the order in which they went."""

    hands: list[list[int]]
    turn: int
    round: int = 1
    bid: dict[str, int] | None = None
    reveal: dict[str, object] | None = None
    out: list[int] = field(factory=list)


def start(seats: int, options: Options, dice: Dice) -> State:
    """Roll everybody's dice; a random seat begins."""
    return State(hands=_roll([options.dice] * seats, dice), turn=dice.below(seats))


def turn(state: State) -> list[int]:
    """Return the one seat that must act."""
    return [] if result(state) else [state.turn]


def moves(state: State, seat: int) -> list[Move]:
    """Return all bids that beat the standing one, and the call where there is one to call."""
    if seat not in turn(state):
        return []
    to_beat = (state.bid["quantity"], state.bid["face"]) if state.bid else (0, FACES)
    quantities = range(max(to_beat[0], 1), _on_table(state) + 1)
    bids = [
        Bid((quantity, face)) for quantity in quantities for face in _faces() if (quantity, face) > to_beat
    ]
    return [*bids, Call(True)] if state.bid else [*bids]


def check(state: State, seat: int, move: Move) -> Illegal | None:
    """Say what is wrong with a bid or a call."""
    if isinstance(move, Call):
        return None if state.bid else Illegal("there is no bid to call")
    quantity, face = move.bid
    if face not in _faces():
        return Illegal(f"a die has no face {face}")
    if not 1 <= quantity <= _on_table(state):
        return Illegal(f"a bid is of 1 to {_on_table(state)} dice, not of {quantity}")
    if state.bid and (quantity, face) <= (state.bid["quantity"], state.bid["face"]):
        return Illegal(f"{quantity} × {face} does not beat {state.bid['quantity']} × {state.bid['face']}")
    return None


def play(state: State, seat: int, move: Move, dice: Dice) -> tuple[State, list[Note]]:
    """Raise the bid, or turn all dice up."""
    if isinstance(move, Call):
        return _call(state, seat, dice)
    quantity, face = move.bid
    bid = {"seat": seat, "quantity": quantity, "face": face}
    raised = evolve(state, bid=bid, reveal=None, turn=_next_in(state.hands, seat))
    return raised, [Note(f"{_name(seat)} bids {quantity} × {face}")]


def leave(state: State, seat: int) -> State:
    """Take the player's dice off the table.

    The standing bid counted on those dice, so it falls: nobody shall lose a die because another one
    left. The seat whose turn it is opens, with the dice that everybody has.
    """
    if not state.hands[seat]:
        return state
    hands = [[] if other == seat else hand for other, hand in enumerate(state.hands)]
    opener = _next_in(hands, seat) if state.turn == seat else state.turn
    return evolve(state, hands=hands, out=[*state.out, seat], bid=None, turn=opener)


def public(state: State) -> dict[str, object]:
    """Everybody sees how many dice each has, the bid, and what the last call showed."""
    counts = [len(hand) for hand in state.hands]
    return {"counts": counts, "bid": state.bid, "reveal": state.reveal, "round": state.round}


def secret(state: State, seat: int) -> dict[str, object]:
    """Return the dice under the seat's own cup."""
    return {"dice": state.hands[seat]}


def imagine(view: Any, seat: int, dice: Dice) -> State:
    """Roll the dice that the seat can't see; in which order players went out is not to be seen either."""
    table, own = view["public"], view["secret"]["dice"]
    hands = [own if of == seat else _roll([count], dice)[0] for of, count in enumerate(table["counts"])]
    before = table["bid"]["seat"] if table["bid"] else seat - 1
    out = [of for of, hand in enumerate(hands) if not hand]
    return State(hands, _next_in(hands, before), table["round"], table["bid"], table["reveal"], out)


def result(state: State) -> Result | None:
    """The last one with dice wins; the others are placed by how long they held out."""
    if len(state.out) < len(state.hands) - 1:
        return None
    order = [*state.out, *(seat for seat, hand in enumerate(state.hands) if hand)]
    return Result(tuple(len(order) - order.index(seat) for seat in range(len(order))))


def _call(state: State, caller: int, dice: Dice) -> tuple[State, list[Note]]:
    assert state.bid, "check has refused a call without a bid"
    bidder, quantity, face = state.bid["seat"], state.bid["quantity"], state.bid["face"]
    count = sum(hand.count(face) for hand in state.hands)
    loser = caller if count >= quantity else bidder
    shown = {"hands": state.hands, "bid": state.bid, "caller": caller, "loser": loser, "count": count}
    says = [Note(f"{_name(caller)} calls {quantity} × {face}: it is {count}, {_name(loser)} loses a die")]
    left = [len(hand) - (seat == loser) for seat, hand in enumerate(state.hands)]
    if not left[loser]:
        says.append(Note(f"{_name(loser)} is out"))
    return _deal(state, left, loser, shown, dice), says


def _deal(state: State, left: list[int], loser: int, shown: dict[str, object], dice: Dice) -> State:
    """Begin the next round; who lost the last one opens it, or the next who is still in."""
    hands = _roll(left, dice)
    return State(
        hands=hands,
        turn=loser if left[loser] else _next_in(hands, loser),
        round=state.round + 1,
        reveal=shown,
        out=state.out if left[loser] else [*state.out, loser],
    )


def _roll(counts: list[int], dice: Dice) -> list[list[int]]:
    return [sorted(dice.roll(FACES) for _ in range(count)) for count in counts]


def _next_in(hands: list[list[int]], seat: int) -> int:
    """Return the next seat that has dice, which is `seat` itself where no other has."""
    around = [(seat + step) % len(hands) for step in range(1, len(hands) + 1)]
    return next((other for other in around if hands[other]), seat)


def _on_table(state: State) -> int:
    return sum(len(hand) for hand in state.hands)


def _faces() -> range:
    return range(1, FACES + 1)


def _name(seat: int) -> str:
    return f"{{{seat}}}"  # the server puts the player's name there
