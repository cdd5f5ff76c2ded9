"""Dice: what their bytes are, that they repeat, and that no face is favoured."""

import re
from collections import Counter
from hashlib import blake2b
from itertools import pairwise, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobby.catalogue import load_game
from lobby.core.dice import Dice, commit
from lobby.core.shape import structure_options

SECRET = bytes(range(32))
KNOWN_ROLLS = [2, 1, 3, 1, 3, 4, 5, 2, 3, 4, 4, 3]
KNOWN_SHUFFLE = [8, 3, 5, 9, 0, 4, 7, 1, 6, 2]
KNOWN_COMMIT = "cb2f5160fc1f7e05a55ef49d340b48da2e5a78099d53393351cd579dd42503d6"
secrets = st.binary(min_size=32, max_size=32)


def words(secret: bytes, action: int, count: int) -> list[int]:
    """The stream as documented: 64-byte blocks of keyed BLAKE2b over action and counter, 8 bytes a word."""
    stream = b"".join(
        blake2b(action.to_bytes(8) + block.to_bytes(8), key=secret).digest()
        for block in range(count // 8 + 1)
    )
    return [int.from_bytes(stream[8 * at : 8 * at + 8]) for at in range(count)]


@given(secret=secrets, action=st.integers(0, 2**53))
def test_the_bytes_are_those_that_the_documentation_names(secret: bytes, action: int) -> None:
    dice = Dice(secret, action)

    # A bound of 2^63 throws no word away and keeps 63 bits of each.
    assert [dice.below(1 << 63) for _ in range(20)] == [word % 2**63 for word in words(secret, action, 20)]


def test_known_answers() -> None:
    # Written down once: a stored game must be dealt the same for ever.
    dice = Dice(SECRET, 7)

    assert [dice.roll() for _ in range(12)] == KNOWN_ROLLS
    assert Dice(SECRET, 8).shuffled(range(10)) == KNOWN_SHUFFLE
    assert commit(SECRET).hex() == KNOWN_COMMIT


@given(secret=secrets, action=st.integers(0, 2**53))
def test_the_same_secret_and_action_give_the_same_dice(secret: bytes, action: int) -> None:
    one, other = Dice(secret, action), Dice(secret, action)

    assert [one.roll() for _ in range(20)] == [other.roll() for _ in range(20)]


def test_another_action_or_secret_gives_other_dice() -> None:
    streams = {
        tuple(Dice(secret, action).shuffled(range(20)))
        for secret in (SECRET, bytes(32))
        for action in range(50)
    }

    assert len(streams) == 100


@given(bound=st.integers(1, 1 << 63), secret=secrets)
def test_what_is_below_a_bound_is_from_0_on(bound: int, secret: bytes) -> None:
    assert 0 <= Dice(secret, 0).below(bound) < bound


@pytest.mark.parametrize("bound", [0, -1, (1 << 63) + 1])
def test_a_bound_without_results_or_beyond_the_stream_is_refused(bound: int) -> None:
    with pytest.raises(ValueError, match="bound must be from 1"):
        Dice(SECRET, 0).below(bound)


def test_a_word_that_would_favour_small_results_is_thrown_away() -> None:
    bound = 3 << 61  # of 2^64 only two thirds of it go in evenly: a quarter of the words is no use
    used = [word for word in words(SECRET, 1, 100) if word < (1 << 64) - (1 << 64) % bound]
    dice = Dice(SECRET, 1)

    assert len(used) < 90
    assert [dice.below(bound) for _ in used] == [word % bound for word in used]


def test_no_face_is_favoured() -> None:
    dice = Dice(SECRET, 0)
    counts = Counter(dice.roll() for _ in range(60_000))

    # Chi-squared with 5 degrees of freedom: over 20.5 in one of 1,000 secrets; this one is fixed.
    assert sorted(counts) == [1, 2, 3, 4, 5, 6]
    assert sum((count - 10_000) ** 2 / 10_000 for count in counts.values()) < 20.5


def test_no_order_is_favoured() -> None:
    counts = Counter(tuple(Dice(SECRET, action).shuffled("abc")) for action in range(6_000))

    assert set(counts) == set(permutations("abc"))
    assert sum((count - 1_000) ** 2 / 1_000 for count in counts.values()) < 20.5


def test_neighbouring_actions_have_nothing_to_do_with_each_other() -> None:
    first = [Dice(SECRET, action).roll() for action in range(10_001)]
    pairs = Counter(pairwise(first))

    # 35 degrees of freedom: over 66.6 in one of 1,000.
    expected = 10_000 / 36
    assert sum((pairs[a, b] - expected) ** 2 / expected for a in range(1, 7) for b in range(1, 7)) < 66.6


@given(items=st.lists(st.integers(), max_size=60), secret=secrets)
def test_shuffling_and_choosing_keep_the_items_and_leave_the_list_alone(
    items: list[int], secret: bytes
) -> None:
    kept = list(items)

    assert sorted(Dice(secret, 0).shuffled(items)) == sorted(items)
    assert not items or Dice(secret, 0).choice(items) in items
    assert items == kept


def test_the_check_in_the_documentation_prints_the_deal_of_the_real_game(
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "explanation" / "fair_dice.md").read_text()
    program, printed = re.findall(r"```(?:python)?\n(.*?)```", page, re.DOTALL)
    (secret,) = re.findall(r'fromhex\("(\w+)"\)', program)
    game = load_game("lobby.games.liars_dice")

    exec(compile(program, "fair_dice.md", "exec"), {})

    dealt = game.start(2, structure_options(game, {}), Dice(bytes.fromhex(secret), 0))
    assert capsys.readouterr().out == printed == f"{dealt.hands}\n"
    assert len([line for line in program.splitlines() if line]) <= 15
