"""A bot knows what its seat sees: whatever lies elsewhere may be swapped, and it chooses the same."""

from pathlib import Path
from typing import Any

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from lobby.bots.belief import Belief, find_belief
from lobby.bots.kinds import KINDS, TITLES
from lobby.bots.search import Effort
from lobby.catalogue import load_game
from lobby.core import rules
from lobby.core.dice import Dice
from lobby.core.game import Game, State
from tests.bots.practice import begin, see

EIGHTS = load_game(str(Path(__file__).parents[2] / "examples" / "crazy_eights"))
DICE = load_game("liars_dice")
ITERATIONS = 15


def play_some(game: Game, seats: int, secret: bytes, actions: int) -> State:
    """Return a position in the midst of a game of random moves."""
    state = begin(game, seats, secret)
    for action in range(1, actions + 1):
        acting = rules.seats_to_act(game, state, seats)
        if not acting:
            break
        dice = Dice(secret, action)
        move = rules.draw_move(game, state, acting[0], Dice(secret[::-1], action))
        after, _ = rules.play(game, state, acting[0], move, dice)
        if rules.result_of(game, after, seats) is not None:
            break
        state = after
    return state


def swap_cards(state: Any, seat: int, data: st.DataObject) -> Any:
    """Deal the others' hands and the stock anew."""
    hidden = [card for of, hand in enumerate(state.hands) if of != seat for card in hand] + state.stock
    cards = data.draw(st.permutations(hidden))
    hands = []
    for of, hand in enumerate(state.hands):
        hands.append(hand if of == seat else [cards.pop() for _ in hand])
    return evolve(state, hands=hands, stock=cards)


def swap_dice(state: Any, seat: int, data: st.DataObject) -> Any:
    """Roll the others' dice anew."""
    return evolve(
        state,
        hands=[
            hand
            if of == seat
            else data.draw(st.lists(st.integers(1, 6), min_size=len(hand), max_size=len(hand)))
            for of, hand in enumerate(state.hands)
        ],
    )


@settings(deadline=None)
@given(
    data=st.data(),
    game=st.sampled_from([EIGHTS, DICE]),
    kind=st.sampled_from(sorted(KINDS.keys() - {"own"})),  # that one is of real-time games
    seats=st.integers(2, 4),
    secret=st.binary(min_size=32, max_size=32),
    actions=st.integers(0, 25),
)
def test_a_choice_is_the_same_when_what_the_seat_cannot_see_is_permuted(
    *, data: st.DataObject, game: Game, kind: str, seats: int, secret: bytes, actions: int
) -> None:
    state = play_some(game, seats, secret, actions)
    [seat] = rules.seats_to_act(game, state, seats)
    other = (swap_cards if game is EIGHTS else swap_dice)(state, seat, data)

    chosen = [
        KINDS[kind](game, find_belief(game), see(game, truth, seat, seats), 7, Effort(ITERATIONS))
        for truth in (state, other)
    ]

    assert chosen[0] == chosen[1]


def test_every_kind_has_a_title() -> None:
    assert KINDS.keys() == TITLES.keys()


def test_what_a_seat_imagines_is_new_each_time_and_never_the_truth_handed_on() -> None:
    state: Any = begin(EIGHTS, 3, b"t" * 32)
    belief = find_belief(EIGHTS)
    assert isinstance(belief, Belief) and not belief.is_certain
    sight = see(EIGHTS, state, 0, 3)

    drawn = [belief.draw(sight, Dice(b"d" * 32, number)) for number in range(20)]

    assert all(imagined.hands[0] == state.hands[0] for imagined in drawn)
    assert len({tuple(imagined.hands[1]) for imagined in drawn}) > 15
