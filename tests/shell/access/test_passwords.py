"""Rooms with passwords: who knows them comes in, nobody learns them, and guessing has its limits."""

from typing import Any

import pytest
import trio
from attrs import evolve
from trio.testing import MockClock

from lobby.core.history.lines import write_lines
from lobby.core.refusal import Refusal
from lobby.settings import AccessSection, Config
from lobby.shell.access.passwords import Passwords
from lobby.wire.codec import encode
from lobby.wire.messages import (
    Again,
    Create,
    Join,
    Leave,
    Look,
    QuickPlay,
    Refused,
    Say,
    SetHouse,
    SetName,
    Sit,
    Subscribe,
)
from tests.shell.callers import Caller, call, memory_of, running, settle

CHEAP = AccessSection(password_passes=1, password_kib=8, passwords_burst=3)
CONFIG = Config(access=CHEAP)
WISH = {"password": "open sesame"}


async def test_who_knows_the_password_comes_in_and_stays_let_in() -> None:
    async with running(CONFIG) as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        room = await _create(ann)

        assert await bob.ask(Join, room) == "password_needed"
        assert await bob.ask(Join, room, "open sesam") == "wrong_password"
        assert (await bob.ask(Join, room, "open sesame"))["room"] == room
        await bob.ask(Leave, room)
        assert await ann.ask(SetHouse, room, {"password": "another"}) is None

        assert (await bob.ask(Join, room))["room"] == room
        assert await call(application, "Cat").ask(Join, room, "open sesame") == "wrong_password"


async def test_a_room_that_is_over_opens_again_for_who_knows_its_password() -> None:
    config = evolve(CONFIG, room=evolve(CONFIG.room, empty_seconds=0.0))
    async with running(config) as application:
        ann, bob, cat = (call(application, name) for name in ("Ann", "Bob", "Cat"))
        room = await _create(ann)
        await ann.ask(Leave, room)
        while (await bob.ask(Look, room))["state"] != "closed":  # noqa: ASYNC110 (nothing tells of it)
            await trio.sleep(0.01)

        assert await bob.ask(Again, room) == "password_needed"
        assert await bob.ask(Again, room, "open sesam") == "wrong_password"
        opened = (await bob.ask(Again, room, "open sesame"))["room"]
        assert opened != room
        assert await cat.ask(Again, room, "open sesam") == "wrong_password"
        assert (await cat.ask(Again, room, "open sesame"))["room"] == opened


async def test_a_new_password_sends_nobody_away_and_none_opens_the_room() -> None:
    async with running(CONFIG) as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        room = (await ann.ask(Create, "connect_four"))["room"]
        await bob.ask(Join, room)

        await ann.ask(SetHouse, room, WISH)
        bob.hang_up()
        bob.call()
        assert await bob.ask(Say, room, "still here") == {"to": "all"}
        assert ann.views[f"room/{room}"]["house"]["password"] is True
        await ann.ask(SetHouse, room, {"password": ""})

        assert (await call(application, "Cat").ask(Join, room))["room"] == room


async def test_what_a_session_says_behind_a_password_waits_for_it() -> None:
    async with running(CONFIG) as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        room = await _create(ann)

        joined = bob.command(Join, room, "open sesame")
        sat, named = bob.command(Sit, room), bob.command(SetName, "Robert")
        assert await ann.ask(Say, room, "others do not wait") == {"to": "all"}
        await bob.answer_to(named)

        assert [_code(bob, number) for number in (joined, sat, named)] == [None, None, None]
        assert ann.views[f"room/{room}"]["seats"][0]["player"] == bob.player


async def test_commands_that_wait_are_carried_out_once_also_after_a_cut() -> None:
    async with running(CONFIG) as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        room = await _create(ann)

        bob.command(Join, room, "open sesame")
        said = bob.command(Say, room, "hello")
        bob.hang_up()
        bob.call()
        await bob.answer_to(said)

        assert [line["text"] for line in ann.views[f"room/{room}"]["chat"]] == ["hello"]


async def test_no_view_list_log_or_answer_tells_a_password_or_its_hash() -> None:
    async with running(CONFIG) as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        room = await _create(ann)
        for caller in (ann, bob):
            await caller.ask(Subscribe, "lobby/connect_four")
        await bob.ask(Join, room, "open sesam")
        await bob.ask(Join, room, "open sesame")
        seen = await bob.ask(Look, room)
        await ann.ask(SetHouse, room, {"password": "another one"})

        heard = b"".join(encode(message) for caller in (ann, bob) for message in caller.heard)
        told = "\n".join(write_lines(memory_of(application).rows(room)))
        listed = application.lobby.directory.view("connect_four", 0)["rooms"][0]
        assert (listed["password"], seen["password"]) == (True, True)
        for secret in ("argon2", "sesam", "another one"):
            assert secret.encode() not in heard
            assert secret not in told + str(listed) + str(seen)


async def test_the_password_holds_after_a_restart() -> None:
    async with running(CONFIG, seed=1) as before:
        ann, bob = call(before, "Ann"), call(before, "Bob")
        room = await _create(ann)
        await bob.ask(Join, room, "open sesame")
        await bob.ask(Leave, room)
        store = memory_of(before)
    async with running(CONFIG, seed=2, store=store.after_crash()) as after:
        for caller in (ann, bob):
            caller.survive(after)
            caller.call()
        cat = call(after, "Cat")

        assert await cat.ask(Join, room) == "password_needed"
        assert (await cat.ask(Join, room, "open sesame"))["room"] == room
        assert (await bob.ask(Join, room))["room"] == room


@pytest.mark.parametrize(
    ("wish", "text"),
    [
        ({"password": 5}, "password: allowed is a text of 0 to 100 characters"),
        ({"password": "x" * 101}, "password: allowed is a text of 0 to 100 characters"),
        ({"password_hash": "$argon2"}, "password_hash: unknown, allowed is password"),
    ],
)
async def test_a_password_that_is_none_is_refused_without_being_said(
    autojump_clock: MockClock, wish: Any, text: str
) -> None:
    async with running(CONFIG) as application:
        ann = call(application, "Ann")
        room = (await ann.ask(Create, "connect_four"))["room"]

        for number in (
            ann.command(Create, "connect_four", "", True, {}, "live", None, wish),
            ann.command(SetHouse, room, wish),
        ):
            await settle()
            refused = ann.answers[number][0]
            assert isinstance(refused, Refused) and refused.code == "malformed"
            assert text in refused.detail and "xxx" not in refused.detail


async def test_wrong_passwords_have_a_limit_that_says_when_to_try_again() -> None:
    async with running(CONFIG) as application:
        ann, bob, cat = (call(application, name) for name in ("Ann", "Bob", "Cat"))
        room = await _create(ann)
        for guess in ("1", "2", "3"):
            assert await bob.ask(Join, room, guess) == "wrong_password"

        number = bob.command(Join, room, "open sesame")
        refused = await bob.answer_to(number)

        assert isinstance(refused, Refused) and refused.code == "rate_limited"
        assert "3 at once and 3 a minute are allowed for one player; try again in " in refused.detail
        assert (await cat.ask(Join, room, "open sesame"))["room"] == room


async def test_new_players_do_not_help_who_guesses() -> None:
    config = Config(access=evolve(CHEAP, address_passwords_burst=4, room_passwords_burst=6))
    async with running(config) as application:
        ann = call(application, "Ann")
        room = await _create(ann)

        here = [await _guess(application, room, n, "198.51.100.7") for n in range(6)]
        elsewhere = [await _guess(application, room, n + 10, f"203.0.113.{n}") for n in range(4)]

        assert here == ["wrong_password"] * 4 + ["rate_limited"] * 2
        assert elsewhere == ["wrong_password"] * 2 + ["rate_limited"] * 2


async def test_right_passwords_are_not_counted() -> None:
    async with running(CONFIG) as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        rooms = [await _create(ann) for _ in range(5)]

        for room in rooms:
            assert (await bob.ask(Join, room, "open sesame"))["room"] == room


async def test_codes_that_no_room_has_are_limited_for_player_and_address(autojump_clock: MockClock) -> None:
    config = Config(access=evolve(CHEAP, codes_burst=3, address_codes_burst=5))
    async with running(config) as application:
        ann = call(application, "Ann", address="198.51.100.7")
        code = (await ann.ask(Create, "connect_four", "", False))["code"]
        bob, cat = (call(application, name, address="198.51.100.8") for name in ("Bob", "Cat"))

        tried = [await bob.ask(command, "ZZZZZZ") for command in (Join, Look, Again, Join, Look, Again)]
        right = await bob.ask(Join, code)
        others = [await cat.ask(Join, "ZZZZZZ") for _ in range(3)]

        assert tried == ["no_such_room"] * 3 + ["rate_limited"] * 3
        assert right == "rate_limited"
        assert others == ["no_such_room"] * 2 + ["rate_limited"]
        assert await ann.ask(Join, "ZZZZZZ") == "no_such_room"
        await trio.sleep(60)
        assert (await bob.ask(Join, code))["code"] == code


async def test_wrong_guesses_of_others_keep_nobody_from_rooms_of_their_own_or_listed_ones(
    autojump_clock: MockClock,
) -> None:
    config = Config(access=evolve(CHEAP, codes_burst=3, address_codes_burst=3))
    async with running(config) as application:
        ann = call(application, "Ann", address="198.51.100.7")
        bob, cat = (call(application, name, address="198.51.100.8") for name in ("Bob", "Cat"))
        listed = await ann.ask(Create, "connect_four")
        hidden, secret = [await ann.ask(Create, "connect_four", "", False) for _ in range(2)]
        await bob.ask(Join, hidden["code"])
        await bob.ask(Sit, hidden["room"])

        for _ in range(3):
            await cat.ask(Look, "ZZZZZZ")

        assert await cat.ask(Look, "ZZZZZZ") == "rate_limited"
        assert [await bob.ask(command, secret["code"]) for command in (Join, Look)] == ["rate_limited"] * 2
        for named in (hidden["room"], hidden["code"], listed["code"], listed["room"], secret["room"]):
            assert [isinstance(await bob.ask(command, named), dict) for command in (Join, Look)] == [True] * 2


async def test_joins_and_rooms_of_an_address_are_limited(autojump_clock: MockClock) -> None:
    config = Config(access=evolve(CHEAP, joins_burst=2, joins_per_minute=1, rooms_per_address=2))
    async with running(config) as application:
        ann, bob = (call(application, name, address="198.51.100.7") for name in ("Ann", "Bob"))
        cat = call(application, "Cat", address="203.0.113.1")

        opened = [await caller.ask(Create, "connect_four") for caller in (ann, bob, bob)]
        joins = [await cat.ask(Join, opened[0]["room"]) for _ in range(3)]

        assert opened[2] == "too_many_rooms"
        assert "code" in await cat.ask(Create, "connect_four")
        assert joins[2] == "rate_limited"
        await ann.ask(Leave, opened[0]["room"])
        await cat.ask(Leave, opened[0]["room"])
        await trio.sleep(20)
        assert "code" in await bob.ask(Create, "connect_four")


async def test_rooms_are_opened_only_so_often_by_one_player_and_from_one_address(
    autojump_clock: MockClock,
) -> None:
    access = evolve(CHEAP, openings_burst=2, openings_per_minute=1, address_openings_burst=3)
    async with running(Config(access=access)) as application:
        ann, bob, cat = (call(application, name, address="198.51.100.7") for name in ("Ann", "Bob", "Cat"))
        near = [call(application, name) for name in ("Near", "Next", "Here", "Home")]

        async def open_and_leave(caller: Caller) -> Any:
            opened = await caller.ask(Create, "connect_four")
            return opened if isinstance(opened, str) else await caller.ask(Leave, opened["room"])

        assert [await open_and_leave(ann) for _ in range(3)] == [None, None, "rate_limited"]
        assert [await open_and_leave(caller) for caller in (bob, cat)] == [None, "rate_limited"]
        assert await cat.ask(QuickPlay, "tic_tac_toe") == "rate_limited"
        assert [await open_and_leave(caller) for caller in near] == [None] * 4
        await trio.sleep(60)
        assert await open_and_leave(ann) is None


async def test_more_passwords_than_may_wait_are_refused_at_once() -> None:
    passwords, told = Passwords(evolve(CHEAP, password_queue=1)), list[Any]()

    passwords.hash("one", told.append)
    passwords.hash("two", told.append)

    assert len(told) == 1
    assert isinstance(told[0], Refusal) and told[0].code == "rate_limited"


async def test_passwords_are_looked_at_in_threads_and_all_are_answered() -> None:
    passwords, told = Passwords(CHEAP), list[Any]()

    async def ask(call: Any, *asked: str) -> None:
        answered = trio.Event()

        def hear(answer: Any) -> None:
            told.append(answer)
            answered.set()

        call(*asked, hear)
        await answered.wait()

    async with trio.open_nursery() as behind:
        behind.start_soon(passwords.run)
        async with trio.open_nursery() as asking:
            for n in range(20):
                asking.start_soon(ask, passwords.hash, str(n))
        await ask(passwords.verify, told[0], "no number")
        await ask(passwords.verify, "$nonsense", "0")
        behind.cancel_scope.cancel()

    assert len(set(told[:20])) == 20
    assert told[20:] == [False, False]


async def _create(caller: Caller) -> Any:
    return (await caller.ask(Create, "connect_four", "", True, {}, "live", None, WISH))["room"]


async def _guess(application: Any, room: str, number: int, address: str) -> Any:
    caller = call(application, f"P{number}", address=address, token=bytes([number + 1]) * 32)
    return await caller.ask(Join, room, "a guess")


def _code(caller: Caller, number: int) -> str | None:
    answer = caller.answers[number][0]
    return answer.code if isinstance(answer, Refused) else None
