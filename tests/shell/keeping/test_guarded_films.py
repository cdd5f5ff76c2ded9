"""Whose finished games strangers find: those of rooms that were open to everybody when the game ended."""

from typing import Any

import pytest

from lobby.wire.messages import Profile, SetHouse
from tests.shell.access.test_passwords import CONFIG
from tests.shell.callers import call, room_of, running, seat
from tests.shell.test_watching import wall_clock, win


@pytest.mark.parametrize(
    ("before", "after", "is_listed"),
    [
        ({}, {}, True),
        ({"locked": True}, {}, False),
        ({"password": "opensesame"}, {}, False),
        ({"locked": True}, {"locked": False}, False),
        ({}, {"locked": True}, True),
    ],
    ids=["open", "locked", "password", "locked until its end", "locked after its end"],
)
async def test_a_game_is_listed_where_its_room_was_open_to_everybody_at_its_end(
    before: dict[str, Any], after: dict[str, Any], is_listed: bool
) -> None:
    async with running(CONFIG, wall_clock=wall_clock) as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        cy = call(application, "Cy")
        await ann.ask(SetHouse, room_of(ann), before)
        await win(ann, bob, room_of(ann))
        await ann.ask(SetHouse, room_of(ann), after)
        listed = await application.shelf.list_public(None, None, 20)
        profile = await cy.ask(Profile, ann.player)
        own = await ann.ask(Profile, "")

    assert isinstance(listed, list)
    assert (len(listed), len(profile["games"]), len(own["games"])) == (is_listed, is_listed, 1)
