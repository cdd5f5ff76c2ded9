"""Teams: shown from the first moment; a result in which a team does not share its place is a fault."""

import pytest
from attrs import evolve

from lobby.catalogue import load_game
from lobby.core import rules
from lobby.core.game import Result
from lobby.core.shape import BadValue
from lobby.core.views import view_room
from tests.core.table import ANN, BOB, BOT, CY, Table

STICKS = load_game("examples/sticks")


def test_the_room_tells_names_and_teams_of_its_seats() -> None:
    view = view_room(Table.lay(STICKS).room)

    assert view["teams"] == [0, 1, 0, 1]
    assert view["seat_names"] == ["north", "east", "south", "west"]


def test_a_team_wins_together() -> None:
    table = Table.lay(STICKS, options={"heaps": 1})
    table.start(ANN, BOB, CY, BOT)
    table.move(ANN, {"heap": 0, "sticks": 2})
    table.move(BOB, {"heap": 0, "sticks": 1})

    assert table.match.result == Result((1, 3, 1, 3))


def test_in_a_rematch_everybody_moves_up_and_partners_stay_partners() -> None:
    table = Table.lay(STICKS, options={"heaps": 1})
    table.start(ANN, BOB, CY, BOT)
    table.move(ANN, {"heap": 0, "sticks": 3})
    table.ready(ANN, BOB, CY, BOT)

    assert table.sitting() == ["Bob", "Cy", "Bot 9", "Ann"]


def test_places_that_a_team_does_not_share_are_the_games_fault() -> None:
    game = evolve(STICKS, result=lambda state: Result((1, 2, 2, 2)))

    with pytest.raises(BadValue, match="seat 2 of team 0 has place 2, place 1 is that of others in it"):
        rules.result_of(game, None, 4)
