"""What is whispered to a seat and told to everybody by a note is found; what comes out in play is not."""

import re
from pathlib import Path

import pytest

from lobby.testing.check_game import Finding, GameFaulty, check_game

DRAWING = """
from lobby.core.game import Note, Result

title, seats, version = "Drawing", (2, 3), 1
SUITS = ("of hearts", "of spades")
RANKS = ("seven", "eight", "nine", "ten", "queen", "king")
DECK = ["%s %s" % (rank, suit) for rank in RANKS for suit in SUITS]


def start(seats, options, dice):
    deck = dice.shuffled(DECK * 3)
    hands = [[deck[2 * seat], deck[2 * seat + 1]] for seat in range(seats)]
    return {"hands": hands, "deck": deck[6:], "turn": 0}


def moves(state, seat):
    if seat != state["turn"] or result(state):
        return []
    return ["draw", *sorted(set(state["hands"][seat]))]


def play(state, seat, move, dice):
    hands = [[*hand] for hand in state["hands"]]
    deck, notes = state["deck"], []
    if move == "draw":
        card, deck = deck[0], deck[1:]
        hands[seat].append(card)
        notes = [Note("{%d} draws a card" % seat), Note("You draw " + card, seat)]
    else:
        hands[seat].remove(move)
        notes = [Note("{%d} plays the %s" % (seat, move), value={"played": move})]
    return {"hands": hands, "deck": deck, "turn": (seat + 1) % len(hands)}, notes


def public(state):
    return {"hands": [len(hand) for hand in state["hands"]], "deck": len(state["deck"])}


def secret(state, seat):
    return {"hand": state["hands"][seat]}


def result(state):
    if len(state["deck"]) < 12 or not all(state["hands"]):
        return Result((1,) * len(state["hands"]))
    return None
"""
# What stands in place of the good note's end, and which part of a note gives the card away then.
TELLING = {
    "a card in the text": ('draws the %s." % (seat, card)', "text"),
    "a card as value": ('draws a card" % seat, value={"card": card}', "value"),
    "the hand in the text": ('now has %s" % (seat, hands[seat])', "text"),
    "the hand as value": ('draws a card" % seat, value=hands[seat]', "value"),
}


def write(folder: Path, text: str) -> str:
    path = folder / "drawing.py"
    path.write_text(text, encoding="utf-8")
    return str(path)


def find(path: str) -> Finding:
    with pytest.raises(GameFaulty) as raised:
        check_game(path, seed=2, games=12)
    (finding,) = raised.value.findings
    return finding


def test_cards_that_are_played_openly_and_drawn_in_secret_are_no_leak(tmp_path: Path) -> None:
    assert check_game(write(tmp_path, DRAWING), seed=2, games=12).games == 12


@pytest.mark.parametrize("how", TELLING)
def test_a_note_to_everybody_that_says_what_was_drawn_is_a_leak(tmp_path: Path, how: str) -> None:
    bad, part = TELLING[how]
    path = write(tmp_path, DRAWING.replace('draws a card" % seat', bad, 1))

    finding = find(path)

    assert finding.rule == "leak"
    assert re.search(rf"everybody sees as `notes\[.\]\.{part}", finding.text)
    assert "Note(text, seat=seat)" in finding.cure
    assert finding.where == f"{path}:{DRAWING[: DRAWING.index('def play')].count(chr(10)) + 1}"


def test_what_is_the_same_in_every_game_is_no_secret(tmp_path: Path) -> None:
    told = DRAWING.replace('{"hand": state', '{"seat": seat, "hand": state').replace(
        'return {"hands": [len', 'return {"first": [0, 1, 2], "hands": [len'
    )

    assert check_game(write(tmp_path, told), seed=2, games=12).games == 12
