"""What link previews show of rooms, and what they do not."""

from typing import Any

import pytest
from trio.testing import MockClock

from lobby.settings import AccessSection, Config
from lobby.shell.http.board import LobbyBoard
from lobby.shell.http.invites import CLOSED_DOOR, Preview, add_preview
from lobby.wire.messages import Create, Sit
from tests.shell.callers import call, running

CONFIG = Config(access=AccessSection(password_passes=1, password_kib=8))


async def test_a_preview_of_a_public_room_tells_game_host_and_free_seats(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann = call(application, "Ann")
        room = await ann.ask(Create, "connect_four")
        await ann.ask(Sit, room["room"])

        preview = LobbyBoard(application.games, application.lobby, application.store).find_preview(
            room["code"].lower()
        )

        assert preview == Preview(
            "Ann's Connect four · Connect four",
            "Connect four: 1 of 2 seats free. Come and play, no account needed.",
            "previews/connect_four.png",
        )


@pytest.mark.parametrize(
    ("public", "house"), [(False, {}), (True, {"password": "open sesame"}), (True, {"locked": True})]
)
async def test_a_preview_of_a_room_that_is_not_for_everybody_tells_nothing(public: bool, house: Any) -> None:
    async with running(CONFIG) as application:
        ann = call(application, "Ann")
        room = await ann.ask(Create, "connect_four", "Secret plans", public, {}, "live", None, house)
        board = LobbyBoard(application.games, application.lobby, application.store)

        assert board.find_preview(room["code"]) == CLOSED_DOOR
        assert board.find_preview("ZZZZZZ") == CLOSED_DOOR


def test_a_page_without_a_head_stays_as_it_is() -> None:
    assert add_preview(b"<p>hello</p>", CLOSED_DOOR, "http://here/", "r/X") == b"<p>hello</p>"
