"""Crazy eights: follow suit or rank, an eight always fits and chooses the suit, no cards left wins."""

from typing import Any

from attrs import evolve, frozen

from lobby.core.game import Dice, Note, Result

title, seats, version, open_at_end = "Crazy eights", (2, 5), 1, True

SUITS = "♠♥♦♣"
DECK = [rank + suit for suit in SUITS for rank in ["A", *map(str, range(2, 11)), *"JQK"]]


@frozen
class State:
    hands: list[list[str]]
    stock: list[str]
    pile: list[str]  # the last card lies on top
    suit: str  # to follow
    turn: int
    passes: int = 0  # in a row
    left: tuple[int, ...] = ()


def start(seats: int, options: object, dice: Dice) -> State:
    deck, size = dice.shuffled(DECK), 7 if seats == 2 else 5
    hands = [deck[seat * size :][:size] for seat in range(seats)]
    top, *stock = deck[seats * size :]
    return State(hands, stock, [top], suit=top[-1], turn=dice.below(seats))


def moves(state: State, seat: int) -> list[Any]:
    if seat != state.turn or result(state):
        return []
    hand, top = state.hands[seat], state.pile[-1]
    fitting = [card for card in hand if card[0] != "8" and (card[-1] == state.suit or card[:-1] == top[:-1])]
    eights = [{"card": card, "suit": suit} for card in hand if card[0] == "8" for suit in SUITS]
    return [*fitting, *eights] or ["draw" if len(state.stock + state.pile) > 1 else "pass"]


def play(state: State, seat: int, move: Any, dice: Dice) -> tuple[State, list[Note]]:
    if move == "pass":
        passed = evolve(state, turn=next_seat(state, seat), passes=state.passes + 1)
        return passed, [Note(f"{{{seat}}} passes")]
    return draw(state, seat, dice) if move == "draw" else put(state, seat, move)


def draw(state: State, seat: int, dice: Dice) -> tuple[State, list[Note]]:
    *under, top = state.pile
    card, *stock = state.stock or dice.shuffled(under)
    pile = state.pile if state.stock else [top]
    drawn = evolve(state, hands=with_hand(state, seat, [*state.hands[seat], card]), stock=stock, pile=pile)
    return drawn, [Note(f"{{{seat}}} draws", value={"draws": seat}), Note(f"You draw {card}", seat)]


def put(state: State, seat: int, move: Any) -> tuple[State, list[Note]]:
    card, suit = (move["card"], move["suit"]) if isinstance(move, dict) else (move, move[-1])
    hands = with_hand(state, seat, [other for other in state.hands[seat] if other != card])
    pile, turn = [*state.pile, card], next_seat(state, seat)
    words = f"{{{seat}}} plays {card}" + (f" and wants {suit}" if card[0] == "8" else "")
    return evolve(state, hands=hands, pile=pile, suit=suit, turn=turn, passes=0), [
        Note(words, value={"plays": seat, "card": card})
    ]


def leave(state: State, seat: int) -> State:
    """The cards of who leaves go under the stock."""
    stock, left = [*state.stock, *state.hands[seat]], (*state.left, seat)
    after = evolve(state, hands=with_hand(state, seat, []), stock=stock, left=left, passes=0)
    return evolve(after, turn=next_seat(after, seat)) if state.turn == seat else after


def public(state: State) -> dict[str, Any]:
    view = {"pile": state.pile, "suit": state.suit, "stock": len(state.stock), "left": list(state.left)}
    return view | {"counts": [len(hand) for hand in state.hands], "turn": state.turn, "passes": state.passes}


def secret(state: State, seat: int) -> dict[str, Any]:
    return {"hand": state.hands[seat]}


def result(state: State) -> Result | None:
    """The fewest cards win when somebody has none, nobody can play or draw, or all others have left."""
    cards = [99 if seat in state.left else len(hand) for seat, hand in enumerate(state.hands)]
    playing = len(cards) - len(state.left)
    if min(cards) and state.passes < playing and playing > 1:
        return None
    return Result(tuple(1 + sum(other < own for other in cards) for own in cards))


def imagine(view: dict[str, Any], seat: int, dice: Dice) -> State:
    """Deal the cards that the seat can't see to the others and to the stock."""
    table, hand = view["public"], view["secret"]["hand"]
    unseen = dice.shuffled([card for card in DECK if card not in [*table["pile"], *hand]])
    hands = [
        hand if of == seat else [unseen.pop() for _ in range(cards)]
        for of, cards in enumerate(table["counts"])
    ]
    return State(
        hands, unseen, table["pile"], table["suit"], table["turn"], table["passes"], tuple(table["left"])
    )


def with_hand(state: State, seat: int, hand: list[str]) -> list[list[str]]:
    return [*state.hands[:seat], hand, *state.hands[seat + 1 :]]


def next_seat(state: State, seat: int) -> int:
    around = [(seat + step) % len(state.hands) for step in range(1, len(state.hands) + 1)]
    return next((other for other in around if other not in state.left), seat)
