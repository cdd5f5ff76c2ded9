"""One connection from hello to its end, with a server that says what a test wants it to say."""

from collections.abc import Iterator

import attrs
import pytest
import trio
from attrs import define, field
from trio.abc import Clock

from clients.connection import Ended, run_connection
from clients.errors import Lost
from clients.session import FIRST_LIMITS, Session
from lobby.wire.codec import decode_client, encode
from lobby.wire.messages import (
    CaughtUp,
    ClientMessage,
    Goodbye,
    Hello,
    Patch,
    Ping,
    Player,
    Resume,
    Say,
    ServerMessage,
    Snapshot,
    Welcome,
)
from lobby.wire.values import pack

ANN = Player("a", "Ann", "bot")
WELCOME = Welcome(1, "new", ANN, "", False, 0, FIRST_LIMITS)
TOPIC = "game/x"


@define
class Script:
    """A transport whose other end says its lines one by one, and is then lost or silent."""

    lines: Iterator[ServerMessage | bytes]
    is_silent_then: bool = False
    heard: list[ClientMessage] = field(factory=list)

    async def send(self, frame: bytes) -> None:
        await trio.lowlevel.checkpoint()
        self.heard.append(decode_client(frame))

    async def receive(self) -> bytes:
        await trio.sleep(0.01)
        line = next(self.lines, None)
        if line is not None:
            return line if isinstance(line, bytes) else encode(line)
        if self.is_silent_then:
            await trio.sleep_forever()
        raise Lost("the end")


def make_session() -> Session:
    return Session("Ann", "bot", b"t" * 32, tell=lambda _: None)


async def run(
    *lines: ServerMessage | bytes, session: Session | None = None, silent: bool = False
) -> tuple[Ended, Script]:
    script = Script(iter(lines), silent)
    return await run_connection(script, session or make_session()), script


async def test_the_first_frame_is_a_hello_with_the_same_session_every_time(autojump_clock: Clock) -> None:
    session = make_session()
    _, first = await run(session=session)
    _, second = await run(session=session)

    (hello,), (again,) = first.heard, second.heard
    assert isinstance(hello, Hello)
    assert (hello.attempt, again) == (1, attrs.evolve(hello, attempt=2))
    assert (len(hello.session), len(hello.secret), hello.token) == (16, 16, b"t" * 32)


async def test_nothing_is_said_before_the_welcome(autojump_clock: Clock) -> None:
    session = make_session()
    session.give(Say(0, "", "hello"))
    _, script = await run(session=session)
    assert [type(message) for message in script.heard] == [Hello]

    _, script = await run(WELCOME, session=session)
    assert script.heard[1:] == [Say(1, "", "hello")]


async def test_a_gap_is_asked_for_once(autojump_clock: Clock) -> None:
    gap = [Patch(TOPIC, number, number - 1, {"value": number}) for number in (5, 6, 7)]
    _, script = await run(WELCOME, CaughtUp(), Snapshot(TOPIC, "e", 1, 0), *gap)

    assert script.heard[1:] == [Resume({TOPIC: ("e", 1)})]


async def test_frames_of_unknown_types_are_passed_over(autojump_clock: Clock) -> None:
    session = make_session()
    confetti = pack({"type": "confetti", "colours": 7})
    ended, _ = await run(WELCOME, confetti, Snapshot(TOPIC, "e", 1, 0), CaughtUp(), session=session)

    assert ended.why == "the end"
    assert TOPIC in session.views.shown


@pytest.mark.parametrize("frame", [b"\xc1", b"", pack(7), pack({"type": 3}), pack({"type": "done"})])
async def test_what_is_no_frame_ends_the_connection_and_not_the_session(
    frame: bytes, autojump_clock: Clock
) -> None:
    ended, _ = await run(WELCOME, frame)

    assert "the server sent what is no frame" in ended.why
    assert not ended.final


async def test_a_goodbye_says_why_whether_and_when_to_come_back(autojump_clock: Clock) -> None:
    shutdown, _ = await run(WELCOME, CaughtUp(), Goodbye("shutdown", "later", 700))
    taken_over, _ = await run(WELCOME, Goodbye("taken_over", "by another"))
    full, _ = await run(Goodbye("server_full", "no place", 7000))

    assert shutdown == Ended("shutdown: later", False, 700, "shutdown", welcomed=True, caught_up=True)
    assert taken_over == Ended(
        "taken_over: by another", True, None, "taken_over", welcomed=True, caught_up=False
    )
    assert full == Ended("server_full: no place", False, 7000, "server_full")


async def test_a_server_that_begins_with_something_else_is_none_of_ours(autojump_clock: Clock) -> None:
    ended, _ = await run(CaughtUp())

    assert ended.final


async def test_a_silent_server_is_given_up_and_was_pinged(autojump_clock: Clock) -> None:
    ended, script = await run(WELCOME, silent=True)

    assert ended.why == f"nothing was heard for {FIRST_LIMITS.silence_ms / 1000:g} s"
    assert script.heard[1:] == [Ping()] * ((FIRST_LIMITS.silence_ms - 1) // FIRST_LIMITS.ping_ms)


async def test_a_view_whose_hash_differs_is_asked_for_whole_and_named(autojump_clock: Clock) -> None:
    damage = Patch(TOPIC, 2, 1, {"value": 2}, hash=7)
    _, script = await run(WELCOME, CaughtUp(), Snapshot(TOPIC, "e", 1, 0), damage)

    assert script.heard[1:] == [Resume({}, [TOPIC])]
