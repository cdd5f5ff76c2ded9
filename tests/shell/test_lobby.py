"""The lobby's topics: bounded lists, told not too often, and in slices to many."""

import trio
from trio.testing import MockClock

from lobby.settings import Config
from lobby.shell.lobby import SLICE
from lobby.wire.messages import Create, Gone, Patch, Say, Subscribe, Unsubscribe
from tests.shell.callers import call, running, settle

CONFIG = Config()


async def test_a_busy_lobby_is_told_at_most_once_a_second_however_many_come(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann = call(application)
        await ann.ask(Subscribe, "lobby/tic_tac_toe")
        await settle()
        ann.heard.clear()

        for number in range(40):
            other = call(application, f"Player {number}")
            await other.ask(Subscribe, "lobby/tic_tac_toe")
            await other.ask(Create, "tic_tac_toe")
            await trio.sleep(0.1)
        await settle()

        patches = [m for m in ann.heard if isinstance(m, Patch) and m.topic == "lobby/tic_tac_toe"]
        assert 1 <= len(patches) <= 7
        assert ann.views["lobby/tic_tac_toe"]["totals"] == {"rooms": 40, "playing": 0, "online": 41}


async def test_a_line_to_many_goes_out_in_slices_and_reaches_all(autojump_clock: MockClock) -> None:
    async with running() as application:
        callers = [call(application, f"P{number}") for number in range(SLICE + 20)]
        for caller in callers:
            caller.command(Subscribe, "lobby/chat")

        await callers[-1].ask(Say, "", "hello all")
        at_once = sum(bool(caller.views["lobby/chat"]["chat"]) for caller in callers)
        await settle()

        assert at_once == SLICE
        assert all(caller.views["lobby/chat"]["chat"][0]["text"] == "hello all" for caller in callers)


async def test_who_comes_back_to_the_lobby_gets_what_was_missed(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = call(application), call(application, "Bob")
        await ann.ask(Subscribe, "lobby/chat")
        ann.hang_up()
        for number in range(3):
            await bob.ask(Say, "", f"line {number}")

        ann.call()
        await settle()

        assert [line["text"] for line in ann.views["lobby/chat"]["chat"]] == ["line 0", "line 1", "line 2"]
        assert [type(m) for m in ann.heard].count(Patch) == 3, "from the ring, not by a snapshot"


async def test_who_unsubscribes_between_two_slices_hears_no_more_of_it(autojump_clock: MockClock) -> None:
    async with running() as application:
        callers = [call(application, f"P{number}") for number in range(SLICE + 20)]
        for caller in callers:
            caller.command(Subscribe, "lobby/chat")
        last = callers[-1]
        callers[0].command(Say, "", "hello all")
        last.heard.clear()

        await last.ask(Unsubscribe, "lobby/chat")
        await settle()

        about_chat = [m for m in last.heard if isinstance(m, Gone | Patch) and m.topic == "lobby/chat"]
        assert about_chat == [Gone("lobby/chat", "unsubscribed")]
        assert callers[-2].views["lobby/chat"]["chat"][0]["text"] == "hello all"


async def test_who_is_cut_off_while_a_subscription_waits_hears_it_after_the_resume_and_is_not_kept_for_it(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann = call(application)
        [session] = application.registry.sessions.values()
        session.hold()
        ann.command(Subscribe, "lobby/chat")
        ann.hang_up()
        session.go_on()
        subscribers = application.lobby._lists["lobby/chat"].subscribers
        while_away = list(subscribers)
        ann.call()
        await settle()

        assert while_away == []
        assert list(subscribers) == [session.id]
