"""Channels of a room's chat, as values."""

from typing import Any, cast

from lobby.core.ids import PlayerId
from lobby.core.watching import Roll

ANN, BOB, CY, DAN = (PlayerId(name) for name in ("ann", "bob", "cy", "dan"))


def roll(*teams: set[PlayerId]) -> Roll:
    named = tuple((f"team{number}", frozenset(team)) for number, team in enumerate(teams))
    return Roll("open", frozenset[PlayerId]().union(*teams), cast("Any", named))


def test_a_team_hears_its_own_channel_and_no_other() -> None:
    of_first = roll({ANN, BOB}, {CY}).circle("talk/room/team0")

    assert [player in of_first for player in (ANN, BOB, CY, DAN)] == [True, True, False, False]
    assert ANN not in roll({ANN}).circle("talk/room/team7")


def test_who_changes_the_team_is_among_those_who_hear_something_else_then() -> None:
    moved = roll({ANN, BOB}, {CY}).moved(roll({ANN}, {CY, BOB}))

    assert [player in moved for player in (ANN, BOB, CY, DAN)] == [False, True, False, False]
