"""Whom the server forgets when it is full, and whom it keeps."""

import pytest
from attrs import evolve
from trio.testing import MockClock

from lobby.app import Application
from lobby.settings import Config
from lobby.wire.messages import Create
from tests.shell.callers import call, running

CONFIG = Config()


def limited(**limits: int) -> Config:
    return evolve(CONFIG, limits=evolve(CONFIG.limits, **limits))


def names(application: Application) -> set[str]:
    return {session.player.name for session in application.registry.sessions.values()}


@pytest.mark.parametrize("limit", ["players", "sessions"])
async def test_a_full_server_keeps_who_is_in_a_room_and_forgets_the_longest_gone_of_the_others(
    autojump_clock: MockClock, limit: str
) -> None:
    async with running(limited(**{limit: 3})) as application:
        seated, first, second = (call(application, name) for name in ("Seated", "First", "Second"))
        await seated.ask(Create, "tic_tac_toe")
        for caller in (seated, first, second):
            caller.hang_up()

        new = call(application, "New")

        assert new.line is not None
        assert new.line.goodbye is None
        assert names(application) == {"Seated", "Second", "New"}


async def test_a_full_server_sends_nobody_away_who_is_there(autojump_clock: MockClock) -> None:
    async with running(limited(sessions=2)) as application:
        for name in ("Ann", "Bob"):
            call(application, name)

        new = call(application, "New")

        assert new.line is not None
        assert new.line.goodbye is not None
        assert new.line.goodbye.code == "server_full"
        assert names(application) == {"Ann", "Bob"}


async def test_a_player_with_too_many_sessions_loses_the_one_left_longest_ago(
    autojump_clock: MockClock,
) -> None:
    async with running(limited(sessions_per_player=3)) as application:
        first, second, third = (call(application, token=b"t" * 16) for _ in range(3))
        ids = list(application.registry.sessions)
        for caller in (second, third, first):
            caller.hang_up()

        call(application, token=b"t" * 16)

        assert list(application.registry.sessions)[:-1] == [ids[0], ids[2]]
