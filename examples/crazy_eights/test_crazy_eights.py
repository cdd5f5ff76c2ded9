"""Crazy eights as its author tests it: rules by example, random games, and whole games on a whole server."""

from collections import Counter
from pathlib import Path

import crazy_eights as game
from attrs import evolve

from clients.policy import load_policy
from lobby.core.game import Dice
from lobby.testing.check_game import check_game

HERE = Path(__file__).parent
DICE = Dice(bytes(32), 0)


def table(*hands: str, top: str = "Q♥", stock: str = "", pile: str = "", turn: int = 0) -> game.State:
    """Return a position of which only these cards are known."""
    cards = [*pile.split(), top]
    return game.State([hand.split() for hand in hands], stock.split(), cards, top[-1], turn)


def play(state: game.State, *moves: object) -> game.State:
    for move in moves:
        assert move in game.moves(state, state.turn)
        state, _ = game.play(state, state.turn, move, DICE)
    return state


def cards(state: game.State) -> Counter[str]:
    return Counter([card for hand in state.hands for card in hand] + state.stock + state.pile)


def test_the_game_keeps_all_promises() -> None:
    assert check_game(str(HERE)).games > 0


def test_every_card_is_dealt_once() -> None:
    for seats in range(2, 6):
        assert cards(game.start(seats, None, DICE)) == Counter(game.DECK)


def test_suit_or_rank_fits_and_an_eight_always_does() -> None:
    state = table("2♥ Q♠ 3♠ 8♣", "A♦")

    assert game.moves(state, 0) == ["2♥", "Q♠", *({"card": "8♣", "suit": suit} for suit in "♠♥♦♣")]
    assert game.moves(state, 1) == []


def test_after_an_eight_only_the_wished_suit_fits() -> None:
    state = play(table("8♣ A♦", "2♣ 3♦ 4♥"), {"card": "8♣", "suit": "♦"})

    assert game.moves(state, 1) == ["3♦"]


def test_who_can_not_play_draws_until_a_card_fits() -> None:
    state = play(table("2♠", "A♦", stock="3♥ 4♠"), "draw")
    assert (state.turn, state.hands[0], state.stock) == (0, ["2♠", "3♥"], ["4♠"])
    assert game.moves(state, 0) == ["3♥"]


def test_an_empty_stock_is_made_anew_of_the_pile_below_its_top() -> None:
    state = play(table("2♠", "A♦", pile="K♣ J♣"), "draw")

    assert state.pile == ["Q♥"]
    assert len(state.stock) == 1
    assert {*state.stock, *state.hands[0]} == {"2♠", "K♣", "J♣"}


def test_only_who_can_neither_play_nor_draw_passes() -> None:
    assert game.moves(table("2♠", "A♦"), 0) == ["pass"]
    assert game.moves(table("2♠", "A♦", stock="3♠"), 0) == ["draw"]


def test_when_all_pass_the_fewest_cards_win() -> None:
    result = game.result(play(table("2♠ 3♠", "A♦", "3♦ 4♦"), "pass", "pass", "pass"))

    assert result is not None
    assert result.places == (2, 1, 2)


def test_the_first_without_cards_wins() -> None:
    result = game.result(play(table("2♥", "A♦ K♦"), "2♥"))

    assert result is not None
    assert result.places == (1, 2)


def test_the_cards_of_who_leaves_go_back_and_the_turn_goes_on() -> None:
    before = table("2♠ 3♠", "A♦", "3♦ 4♦", stock="5♣")
    after = game.leave(before, 0)

    assert cards(after) == cards(before)
    assert (after.turn, after.stock) == (1, ["5♣", "2♠", "3♠"])
    assert game.next_seat(after, 2) == 1


def test_who_leaves_is_last_even_without_cards() -> None:
    result = game.result(game.leave(table("2♥ 3♥", "A♦"), 1))

    assert result is not None
    assert result.places == (1, 2)


def test_nobody_sees_the_cards_of_others() -> None:
    state = evolve(game.start(3, None, DICE), turn=0)

    shown = str(game.public(state))
    assert not [card for hand in state.hands for card in hand if f"'{card}'" in shown]


def test_what_a_seat_imagines_looks_to_it_as_it_is() -> None:
    state = game.start(4, None, DICE)
    view = {"public": game.public(state), "secret": game.secret(state, 2)}

    imagined = game.imagine(view, 2, DICE)

    assert game.public(imagined) == game.public(state)
    assert game.secret(imagined, 2) == game.secret(state, 2)
    assert cards(imagined) == Counter(game.DECK)
    assert imagined.hands[0] != state.hands[0]


async def test_bots_that_think_play_to_the_end(lobby_server) -> None:
    act = load_policy(f"{HERE / 'agent.py'}:act")

    async with lobby_server("crazy_eights.py", seed=3) as server:
        tally = await server.play_bots("crazy_eights", 5, games=2, act=act)

    assert tally.complete, tally.problems
    assert not tally.faults
    assert not tally.refused


async def test_bots_that_do_not_think_play_to_the_end(lobby_server) -> None:
    async with lobby_server("crazy_eights.py", seed=4) as server:
        tally = await server.play_bots("crazy_eights", 4)

    assert tally.complete, tally.problems
