"""Whom the server forgets when it is full, and whom it keeps."""

import pytest
import trio
from attrs import evolve
from trio.testing import MockClock

from lobby.app import Application
from lobby.core.ids import PlayerId
from lobby.settings import Config
from lobby.shell.records import KeepPlayer
from lobby.shell.stores.memory import Faults, MemoryStore
from lobby.wire.messages import Create, Leave, SetName
from tests.shell.callers import call, last_welcome, running, settle

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


async def test_who_did_something_is_the_same_player_however_many_have_come_since(
    autojump_clock: MockClock,
) -> None:
    async with running(limited(players=3, absent_players=1)) as application:
        token = b"r" * 32
        rated = call(application, "Rated", token=token)
        room = (await rated.ask(Create, "tic_tac_toe"))["room"]
        await rated.ask(Leave, room)
        player = PlayerId(rated.player)
        rated.hang_up()
        await trio.sleep(CONFIG.session.keep_seconds + 1)

        for number in range(20):
            stranger = call(application, f"{number:04} stranger")
            await stranger.ask(SetName, f"No. {number}")
            stranger.hang_up()
        again = call(application, token=token)
        await settle()

        assert application.registry.count_players() <= 3 + 1
        assert (again.player, last_welcome(again).player.name) == (player, "Rated")


async def test_a_server_full_of_who_has_gone_lets_others_in_and_knows_all_of_them_again(
    autojump_clock: MockClock,
) -> None:
    async with running(limited(players=2, absent_players=1)) as application:
        for name in ("Ann", "Bob", "Cy", "Di"):
            caller = call(application, name, token=name.encode() * 8)
            await caller.ask(SetName, f"{name} B")
            caller.hang_up()
        ann, di = (call(application, token=name * 8) for name in (b"Ann", b"Di"))
        await settle()

        assert [last_welcome(caller).player.name for caller in (ann, di)] == ["Ann B", "Di B"]
        assert application.registry.count_players() <= 3


async def test_many_who_leave_at_once_keep_nobody_out_while_the_store_takes_them(
    autojump_clock: MockClock,
) -> None:
    store = MemoryStore(Faults(seed=1, delay_seconds_max=0.5))
    async with running(limited(absent_players=1), store=store) as application:
        callers = [call(application, f"Guest {number}") for number in range(5)]
        for caller in callers:
            await caller.ask(SetName, f"No. {caller.name}")
            caller.hang_up()
        for session in list(application.registry.sessions.values()):
            application.registry.forget(session)
        new = call(application, "New")
        assert application.registry.absent.leaving == 5
        await settle()

        assert new.line is not None
        assert new.line.goodbye is None
        assert application.registry.absent.count <= 1


async def test_after_a_restart_no_two_have_one_name_even_where_the_store_holds_both(
    autojump_clock: MockClock,
) -> None:
    store = MemoryStore()
    async with running(store=store) as application:
        ann, bob = call(application, "Ann", token=b"a" * 32), call(application, "Bob", token=b"b" * 32)
        for caller in (ann, bob):
            await caller.ask(SetName, caller.name)
        [stored] = [
            session for session in application.registry.sessions.values() if session.player.name == "Bob"
        ]
        player, session = application.registry.saving.records_of(stored)
        assert isinstance(player, KeepPlayer)
        application.store.write((evolve(player, name="Ann"), session), lambda committed: None)
        await settle()
    async with running(store=store.after_crash(), seed=1) as application:
        told = names(application)

    assert told == {"Ann", "Ann 2"}


async def test_a_server_full_of_seats_turns_others_away(autojump_clock: MockClock) -> None:
    async with running(limited(players=2)) as application:
        for name in ("Ann", "Bob"):
            caller = call(application, name)
            await caller.ask(Create, "tic_tac_toe")
            caller.hang_up()

        new = call(application, "New")

        assert new.line is not None
        assert new.line.goodbye is not None
        assert new.line.goodbye.code == "server_full"
        assert application.registry.count_players() == 2


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
