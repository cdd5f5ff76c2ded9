"""Where the server decides otherwise than was foretold, numbers go there evenly, and all else is right."""

from typing import Any

import pytest

from clients.live.rules import Rules, Sight
from clients.live.smoothing import FADE_MS, Smoothing

# A board is the place of each seat, and what it is called.
RULES = Rules(
    advance=lambda board, seat: {
        **board,
        "at": [at + 10 * (of == seat) for of, at in enumerate(board["at"])],
    },
    smooth=lambda board, seat: {
        "at": [at if of == seat else None for of, at in enumerate(board["at"])],
        "name": board["name"],
    },
)


def see(own: int, other: int = 0, name: str = "Ann") -> Sight:
    return Sight({"at": [own, other], "name": name, "points": [3, 4]})


def shown(smoothing: Smoothing, right: tuple[Sight, Sight], now_ms: float) -> list[Any]:
    return [sight.board["at"] for sight in smoothing.show(right, now_ms)]


def test_a_tick_that_is_as_foretold_is_shown_as_it_is() -> None:
    smoothing = Smoothing(RULES, 0)
    right = see(20, 70), see(30, 80)

    smoothing.correct((see(10, 5), see(20, 70)), right, 1, 0.5, 1000)

    assert smoothing.show(right, 1000) == right


def test_what_the_next_tick_corrects_is_gone_evenly_within_the_stated_time() -> None:
    smoothing = Smoothing(RULES, 0)
    right = see(20), see(130, 80)

    smoothing.correct((see(10), see(20)), right, 1, 0.0, 1000)

    assert shown(smoothing, right, 1000) == [[20, 0], [30, 80]]
    assert shown(smoothing, right, 1000 + FADE_MS)[1] == [130 - 37, 80]
    assert shown(smoothing, right, 1000 + 3 * FADE_MS)[1] == [130 - 5, 80]
    assert smoothing.show(right, 1000 + 6 * FADE_MS) == right


def test_in_the_middle_of_the_way_it_goes_on_from_where_it_is_in_the_way_that_is_right() -> None:
    smoothing = Smoothing(RULES, 0)
    right = see(10), see(0)

    smoothing.correct((see(10), see(20)), right, 0, 0.5, 1000)

    before, after = shown(smoothing, right, 1000)
    assert (before[0] + after[0]) / 2 == 15
    assert after[0] - before[0] == -10


def test_two_corrections_add_up() -> None:
    smoothing = Smoothing(RULES, 0)
    smoothing.correct((see(0), see(10)), (see(100), see(110)), 0, 0.0, 1000)

    smoothing.correct((see(100), see(110)), (see(200), see(210)), 0, 0.0, 1000)

    assert shown(smoothing, (see(200), see(210)), 1000)[0] == [0, 0]


@pytest.mark.parametrize(
    ("right", "ticks"),
    [((see(20), see(130, name="Bob")), 1), ((see(20), see(130)), 31), ((see(20), see(130)), -1)],
    ids=["another name", "long ago", "taken back"],
)
def test_what_is_something_else_leaps(right: tuple[Sight, Sight], ticks: int) -> None:
    smoothing = Smoothing(RULES, 0)

    smoothing.correct((see(10), see(20)), right, ticks, 0.5, 1000)

    assert smoothing.show(right, 1000) == right


def test_secrets_are_smoothed_likewise() -> None:
    rules = Rules(advance_secret=lambda own, _, __: own, smooth_secret=lambda own, _: own)
    smoothing = Smoothing(rules, 0)
    right = Sight(None, [5, "deep"]), Sight(None, [5, "deep"])

    smoothing.correct((Sight(None, [9, "deep"]),) * 2, right, 1, 0.5, 1000)

    assert smoothing.show(right, 1000)[1].secret == [9, "deep"]
