"""The hello and the frames after it: sessions, take-over, and what ends a connection."""

import os
from typing import Any

import pytest
import trio
from attrs import evolve
from trio.testing import MockClock

from lobby.settings import Config
from lobby.shell.connection import Peer
from lobby.shell.people.registry import IDLE_KEEP_SECONDS
from lobby.wire.codec import encode
from lobby.wire.messages import (
    Create,
    Done,
    Hello,
    Ping,
    Pong,
    Refused,
    Resume,
    Say,
    SetName,
    Sit,
    Subscribe,
    Welcome,
)
from lobby.wire.values import pack
from tests.shell.callers import Caller, Line, call, last_welcome, room_of, running, seat, settle

CONFIG = Config()


def welcome(caller: Caller) -> Welcome:
    return [message for message in caller.heard if isinstance(message, Welcome)][-1]


def ended(caller: Caller) -> str | None:
    assert caller.line is not None
    return caller.line.goodbye.code if caller.line.goodbye else None


async def test_a_hello_is_welcomed_with_the_player_and_the_limits(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann = call(application)
        told = welcome(ann)

        assert (told.session, told.player.name, told.protocol) == ("new", "Ann", 1)
        assert told.limits.unanswered == CONFIG.limits.unanswered
        ann.say(Ping())
        assert isinstance(ann.heard[-1], Pong)


async def test_the_same_token_is_the_same_player_and_names_are_told_apart(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        first = call(application, token=b"a" * 32)
        second = call(application, token=b"a" * 32)
        other = call(application, token=b"b" * 32)

        assert first.player == second.player != other.player
        assert welcome(other).player.name == "Ann 2"
        assert application.registry.online == 2


async def test_a_repeated_hello_is_the_same_session_and_no_second_guest(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann = call(application)
        ann.hang_up()
        ann.call()

        assert welcome(ann).session == "resumed"
        assert application.registry.count_players() == 1


async def test_a_new_connection_takes_over_and_the_old_one_is_not_heard_any_more(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, _ = await seat(application, "tic_tac_toe", "Ann", "Bob")
        old = ann.line
        assert old is not None
        ann.call()

        assert old.goodbye is not None
        assert old.goodbye.code == "taken_over"
        assert old.listener is not None
        old.listener.hear(pack({"type": "leave", "number": ann.number + 1, "room": room_of(ann)}))
        old.cut()
        await settle()
        assert ann.views[f"room/{room_of(ann)}"]["seats"][0]["status"] == "taken"
        assert await ann.ask(Say, room_of(ann), "still here") == {"to": "all"}


async def test_a_command_that_was_answered_is_answered_the_same_again_and_done_once(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann = call(application)
        room = (await ann.ask(Create, "tic_tac_toe"))["room"]
        await ann.ask(Say, room, "once")

        ann.say(Say(2, room, "once"))
        ann.hang_up()
        ann.call()
        ann.say(Say(2, room, "once"))
        await settle()

        assert ann.answers[2] == [Done(2, {"to": "all"})] * 3
        assert [line["text"] for line in ann.views[f"room/{room}"]["chat"]] == ["once"]


async def test_a_session_that_the_server_forgot_goes_on_with_its_numbers(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann = call(application, last=17)

        assert welcome(ann).session == "expired"
        ann.number = 17
        assert await ann.ask(SetName, "Anna") == {"name": "Anna"}
        ann.say(SetName(9, "Late"))
        assert ann.answers[9] == [Refused(9, "not_done", "command 9 has no stored answer")]


async def test_a_session_that_the_server_forgot_is_told_anew_what_every_session_hears(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann = call(application, "Ann", token=b"a" * 16)
        call(application, "Ann", token=b"a" * 16)  # goes on in another session
        await ann.ask(SetName, "Anna")
        application.manager.orders.drain(True)
        await trio.sleep(CONFIG.lobby.own_publish_ms / 1000 + 1)
        topics = set(ann.views)
        ann.hang_up()
        await trio.sleep(CONFIG.session.keep_seconds + 1)
        ann.views.clear()  # as a client does with what was told to another session
        ann.call(token=b"a" * 16)
        await settle()

        assert last_welcome(ann).session == "expired"
        assert topics == {f"player/{ann.player}", "server/notice"} == set(ann.views)


async def test_sessions_are_forgotten_in_time_and_who_never_did_anything_with_them(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        idle, busy = call(application, "Idle"), call(application, "Busy")
        await busy.ask(SetName, "Bea")
        idle.hang_up()
        busy.hang_up()

        await trio.sleep(IDLE_KEEP_SECONDS + 1)
        assert [s.player.name for s in application.registry.sessions.values()] == ["Bea"]
        await trio.sleep(CONFIG.session.keep_seconds)

        assert not application.registry.sessions
        assert application.registry.count_players() == 1, "who did something is known for longer"
        assert application.registry.online == 0
        assert last_welcome(call(application, "Bea")).player.name == "Bea", "the name is free again"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"\xc1", "malformed"),
        (pack([1, 2]), "malformed"),
        (pack({"type": "fly"}), "malformed"),
        (pack({"type": "sit", "room": "x"}), "malformed"),
        (pack({"type": "sit", "number": 5, "room": "x"}), "out_of_order"),
        (encode(Hello((1, 1), b"s" * 16, b"s" * 16, "bot")), "hello_expected"),
    ],
)  # fmt: skip
async def test_a_broken_frame_ends_the_connection_with_a_reason_and_the_session_stays(
    autojump_clock: MockClock, frame: bytes, code: str
) -> None:
    async with running() as application:
        ann = call(application)
        assert ann.line is not None
        assert ann.line.listener is not None

        ann.line.listener.hear(frame)

        assert ended(ann) == code
        ann.hang_up()
        ann.call()
        assert welcome(ann).session == "resumed"


async def test_a_command_with_a_wrong_field_is_refused_with_its_path(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann = call(application)
        assert ann.line is not None
        assert ann.line.listener is not None

        ann.line.listener.hear(pack({"type": "sit", "number": 1, "room": "x", "seat": "3"}))

        answer = ann.answers[1][0]
        assert isinstance(answer, Refused)
        assert answer.code == "malformed"
        assert "$.seat" in answer.detail
        ann.number = 1
        assert await ann.ask(Sit, "x") == "no_such_room"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"protocol": (2, 9)}, "unsupported_protocol"),
        ({"session": b"short"}, "malformed"),
        ({"token": b"short"}, "malformed"),
        ({"last": -1}, "malformed"),
    ],
)
async def test_a_wrong_hello_ends_the_connection_and_leaves_nothing(
    autojump_clock: MockClock, changes: dict[str, Any], code: str
) -> None:
    async with running() as application:
        ann = call(application, **changes)

        assert ended(ann) == code
        assert not application.registry.sessions
        assert application.registry.count_players() == 0


async def test_another_secret_does_not_open_a_session(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann = call(application)
        thief = Caller(application, "Thief", ann.session)
        thief.call(secret=os.urandom(16))

        assert ended(thief) == "bad_session"
        assert ended(ann) is None


async def test_the_first_frame_must_be_a_hello(autojump_clock: MockClock) -> None:
    async with running() as application:
        line = Line(Caller(application, "Ann", b"s" * 16))

        application.reception.open(line, Peer("127.0.0.1")).hear(encode(Ping()))

        assert line.goodbye is not None
        assert line.goodbye.code == "hello_expected"


async def test_more_unanswered_commands_than_allowed_end_the_connection(autojump_clock: MockClock) -> None:
    config = evolve(CONFIG, limits=evolve(CONFIG.limits, unanswered=3))
    async with running(config) as application:
        ann = call(application)
        room = (await ann.ask(Create, "tic_tac_toe"))["room"]
        for _ in range(4):
            ann.command(Say, room, "hello")

        assert ended(ann) == "unanswered"


async def test_the_server_holds_so_many_players_and_sessions_and_no_more(autojump_clock: MockClock) -> None:
    limits = evolve(CONFIG.limits, players=3, sessions=3, sessions_per_player=2)
    async with running(evolve(CONFIG, limits=limits)) as application:
        for _ in range(2):
            assert ended(call(application, token=b"a" * 32)) is None
        assert ended(call(application, token=b"a" * 32)) == "server_full"
        assert ended(call(application, "Bob")) is None
        for name in ("Cy", "Di"):
            other = Caller(application, name, name.encode().ljust(16))
            other.call()
            assert ended(other) == "server_full"
        assert application.registry.count_players() == 2


async def test_who_finds_the_server_full_is_told_when_to_come_again_and_not_all_at_once(
    autojump_clock: MockClock,
) -> None:
    limits = evolve(CONFIG.limits, players=1)
    async with running(evolve(CONFIG, limits=limits)) as application:
        assert ended(call(application, "Ann")) is None
        waits = set[int]()
        for number in range(20):
            other = Caller(application, "other", bytes([number]) * 16)
            other.call()
            assert other.line is not None
            assert other.line.goodbye is not None
            assert other.line.goodbye.retry_ms is not None
            waits.add(other.line.goodbye.retry_ms)

    least_ms = CONFIG.door.full_ms
    assert all(least_ms <= wait <= 2 * least_ms for wait in waits)
    assert len(waits) > 1


async def test_an_overflown_outbox_is_told_anew(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        room = room_of(ann)
        await ann.ask(Subscribe, "lobby/chat")
        line, session = ann.line, application.registry.sessions[ann.session]  # type: ignore[index]
        assert line is not None
        assert line.listener is not None
        number = ann.offsets[f"room/{room}"][1]
        deaf = Caller(application, "deaf", b"")
        session.tenure.holder = type(line)(deaf)  # everything is dropped from here on
        await bob.ask(Say, room, "lost at first")
        await bob.ask(Say, "", "this, too")
        session.tenure.holder = line

        line.listener.drained({f"room/{room}": number, "lobby/chat": 0, "seat/gone": 1}, [1])

        assert ann.views[f"room/{room}"] == bob.views[f"room/{room}"]
        assert ann.views["lobby/chat"]["chat"][0]["text"] == "this, too"
        assert len(ann.answers[1]) == 2


async def test_a_hello_tells_whether_the_page_is_an_old_one(autojump_clock: MockClock) -> None:
    async with running() as application:
        assert not welcome(call(application, build="")).newer_page
        assert not welcome(call(application, build=application.reception.build)).newer_page
        assert welcome(call(application, build="an older one")).newer_page


def test_a_hello_may_leave_out_what_has_a_default() -> None:
    hello = Hello((1, 1), b"s" * 16, b"s" * 16, "bot")
    assert (hello.token, hello.last, hello.offsets) == (b"", 0, {})


async def test_views_that_clients_found_wrong_are_healed_and_counted_by_the_kind_of_topic(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, _ = await seat(application, "tic_tac_toe", "Ann", "Bob")
        game = f"game/{room_of(ann)}"
        truth, ann.views[game] = ann.views[game], "damaged"
        offsets = {name: offset for name, offset in ann.offsets.items() if name != game}
        ann.say(Resume(offsets, [game, "game/other", "made up", "", *["x" * 40] * 1000]))

        assert ann.views[game] == truth
        assert application.metrics.views_damaged == {"game": 2, "other": 62}
        told = application.metrics.render().decode()
        assert 'lobby_views_damaged_total{topic="game"} 2.0' in told
        assert 'lobby_views_damaged_total{topic="seat"} 0.0' in told
