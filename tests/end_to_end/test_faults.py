"""Every bad input gets its defined answer from the real process, and leaves nothing behind."""

import os
from collections.abc import Iterator
from contextlib import AsyncExitStack
from functools import partial

import pytest
import trio

from lobby.wire.codes import GOODBYES
from lobby.wire.messages import Create, Done, Join, Ping, Play, Pong, Ready, Refused, Say, Sit
from lobby.wire.values import pack
from tests.end_to_end.process import HELD, Lobby
from tests.end_to_end.wire import Wire, exchange, hang_up, make_hello, open_wire

pytestmark = pytest.mark.end_to_end

FRAME_BYTES = 4096
CONFIG = f"""
[limits]
frame_bytes = {FRAME_BYTES}
frames_burst = 40
frames_per_second = 10
head_seconds = 0.5
keep_alive_seconds = 0.2
hello_seconds = 0.5
members_per_room = 3
[room]
empty_seconds = 0
grace_seconds = 0
[session]
keep_seconds = 1
"""
OPENING = (
    b"GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lobby]:
    """One server for all tests here: none may leave anything that another one meets."""
    server = Lobby(tmp_path_factory.mktemp("faults"), CONFIG)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def idle(server: Lobby) -> dict[str, float]:
    """What the server holds when nobody is there but who asks for it."""
    return server.measure_idle()


@pytest.fixture(autouse=True)
def nothing_is_left(server: Lobby, idle: dict[str, float]) -> Iterator[None]:
    """After each test the server holds what it held at the start."""
    yield
    assert server.settle(idle) == idle
    assert (idle["lobby_rooms"], idle["lobby_members"]) == (0, 0)


# --- frames that break the protocol: a goodbye with its code, and its close code -------------------


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"\xc1", "malformed"),
        (b"\x81", "malformed"),
        (b"\x91" * 3000, "malformed"),
        (pack([1, 2, 3]), "malformed"),
        (pack({"type": "explode", "number": 1}), "malformed"),
        (pack({"number": 1}), "malformed"),
        (pack({"type": "resume", "offsets": [1]}), "malformed"),
        (b"\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00", "malformed"),
        (b"x" * (FRAME_BYTES + 1), "too_large"),
        ('{"type": "ping"}', "text_frame"),
        (pack({"type": "ready", "number": 7, "room": "x"}), "out_of_order"),
        (pack({"type": "ready", "number": 0, "room": "x"}), "out_of_order"),
    ],
    ids=lambda value: str(value)[:20],
)
async def test_a_broken_frame_ends_the_connection_with_its_reason(
    frame: bytes | str, code: str, server: Lobby
) -> None:
    async with open_wire(server.url) as wire:
        await wire.greet()
        await wire.say(frame)
        goodbye, close_code = await wire.hear_end()

    assert (goodbye.code, close_code) == (code, GOODBYES[code][0])


@pytest.mark.parametrize(
    ("hello", "code"),
    [
        (make_hello(protocol=(99, 100)), "unsupported_protocol"),
        (make_hello(session=b"short"), "malformed"),
        (make_hello(token=b"short"), "malformed"),
        (Ping(), "hello_expected"),
    ],
)
async def test_a_first_frame_that_is_no_good_hello_ends_the_connection(
    hello: Ping, code: str, server: Lobby
) -> None:
    async with open_wire(server.url) as wire:
        await wire.say(hello)
        goodbye, close_code = await wire.hear_end()

    assert (goodbye.code, close_code) == (code, GOODBYES[code][0])


async def test_who_never_says_hello_is_sent_away_in_time(server: Lobby) -> None:
    async with open_wire(server.url) as wire:
        goodbye, close_code = await wire.hear_end()

    assert (goodbye.code, close_code) == ("hello_expected", 1002)


async def test_a_flood_ends_the_connection(server: Lobby) -> None:
    async with open_wire(server.url) as wire:
        await wire.greet()
        for _ in range(60):
            await wire.say(Ping())
        goodbye, close_code = await wire.hear_end()

    assert (goodbye.code, close_code) == ("flood", 1008)


async def test_a_session_belongs_to_who_knows_its_secret(server: Lobby) -> None:
    session = os.urandom(16)
    async with open_wire(server.url) as wire, open_wire(server.url) as other:
        await wire.greet(make_hello(session=session))
        await other.say(make_hello(session=session))
        goodbye, close_code = await other.hear_end()
        await wire.say(Ping())
        while not isinstance(await wire.hear(), Pong):
            pass

    assert (goodbye.code, close_code) == ("bad_session", 4004)


async def test_the_newer_connection_of_a_session_takes_over(server: Lobby) -> None:
    hello = make_hello()
    async with open_wire(server.url) as old, open_wire(server.url) as new:
        await old.greet(hello)
        welcome = await new.greet(hello)
        goodbye, close_code = await old.hear_end()

    assert welcome.session == "resumed"
    assert (goodbye.code, close_code) == ("taken_over", 4001)


# --- commands that the rules refuse: an answer, and all goes on --------------------------------------


async def test_wrong_types_in_a_command_are_refused_and_all_goes_on(server: Lobby) -> None:
    async with open_wire(server.url) as wire:
        await wire.greet()
        await wire.say(pack({"type": "join", "number": 1, "room": 5}))
        while not isinstance(answer := await wire.hear(), Refused):
            pass
        next_answer = await wire.ask(Join(2, "ZZZZZ"))

    assert (answer.number, answer.code) == (1, "malformed")
    assert "room" in answer.detail
    assert isinstance(next_answer, Refused)
    assert next_answer.code == "no_such_room"


async def test_a_command_before_joining_is_refused(server: Lobby) -> None:
    async with AsyncExitStack() as stack:
        ann, _, room = await open_table(stack, server)
        eve = await stack.enter_async_context(open_wire(server.url))
        await eve.greet()

        assert await ask_for_code(eve, Sit(1, room)) == "not_member"
        assert await ask_for_code(eve, Say(2, room, "hi")) == "not_member"
        assert await ask_for_code(eve, Say(3, "", "x" * 501)) == "bad_text"
        assert await ask_for_code(ann, Create(3, "chess")) == "no_such_game"


async def test_a_full_table_and_a_full_room_are_refused(server: Lobby) -> None:
    async with AsyncExitStack() as stack:
        _, _, room = await open_table(stack, server)
        eve, cy = [await stack.enter_async_context(open_wire(server.url)) for _ in range(2)]
        for wire in (eve, cy):
            await wire.greet()

        assert isinstance(await eve.ask(Join(1, room)), Done)
        assert await ask_for_code(eve, Sit(2, room)) == "room_full"
        assert await ask_for_code(eve, Sit(3, room, 0)) == "seat_taken"
        assert await ask_for_code(eve, Sit(4, room, 9)) == "no_such_seat"
        assert await ask_for_code(cy, Join(1, room)) == "room_full"


async def test_moves_out_of_turn_out_of_date_and_against_the_rules_are_refused(server: Lobby) -> None:
    async with AsyncExitStack() as stack:
        ann, bob, room = await open_table(stack, server)
        for wire in (ann, bob):
            await wire.ask(Ready(3, room))

        assert await ask_for_code(bob, Play(4, room, 1, 0, 3)) == "not_your_turn"
        assert await ask_for_code(ann, Play(4, room, 1, 5, 3)) == "stale"
        assert await ask_for_code(ann, Play(5, room, 2, 0, 3)) == "no_game"
        assert await ask_for_code(ann, Play(6, room, 1, 0, "three")) == "illegal_move"
        assert await ask_for_code(ann, Play(7, room, 1, 0, 12)) == "illegal_move"
        assert isinstance(await ann.ask(Play(8, room, 1, 0, 3)), Done)


# --- what is no WebSocket yet, or not any more -------------------------------------------------------


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /ws HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 426),
        (b"POST /ws HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 405),
        (b"BLAH\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 20_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\nslow: ", 408),
        (OPENING.replace(b"Version: 13", b"Version: 8\r\nConnection: close"), 426),
        (
            OPENING.replace(
                b"\r\nSec-WebSocket-Key", b"\r\nOrigin: https://evil.example\r\nSec-WebSocket-Key"
            ),
            403,
        ),
    ],
    ids=["plain GET on /ws", "POST", "no HTTP", "long head", "slow head", "old version", "foreign origin"],
)
async def test_a_request_that_can_not_be_served_gets_its_status(
    request_: bytes, status: int, server: Lobby
) -> None:
    answer = await exchange(server.port, request_)

    assert answer.startswith(b"HTTP/1.1 %d " % status), answer[:200]


@pytest.mark.parametrize(
    "data",
    [b"", b"GET / HT", OPENING[:-3], OPENING, OPENING + b"\x82\xfe\x10\x00", OPENING + b"\x82\x85abcdefg"],
    ids=["nothing", "half a line", "half a head", "an opening", "half a frame's head", "half a frame"],
)
async def test_who_hangs_up_early_leaves_nothing(data: bytes, server: Lobby) -> None:
    async with trio.open_nursery() as nursery:
        for _ in range(20):
            nursery.start_soon(hang_up, server.port, data)


async def test_who_hangs_up_in_a_room_leaves_nothing_and_the_session_goes_after_its_time(
    server: Lobby,
) -> None:
    async with AsyncExitStack() as stack:
        ann, bob, room = await open_table(stack, server)
        for wire in (ann, bob):
            await wire.ask(Ready(3, room))
        await ann.cut()

    # The players are known for longer than their sessions, as are those of other tests.
    held = {**dict.fromkeys(HELD[:2], 0.0), "lobby_sessions": 0.0}
    assert await trio.to_thread.run_sync(partial(server.settle, held)) == held


async def open_table(stack: AsyncExitStack, server: Lobby) -> tuple[Wire, Wire, str]:
    """Two bots sit at a table of connect four; each has used two numbers."""
    ann, bob = [await stack.enter_async_context(open_wire(server.url)) for _ in range(2)]
    for wire in (ann, bob):
        await wire.greet()
    created = await ann.ask(Create(1, "connect_four"))
    assert isinstance(created, Done), created
    room: str = created.result["room"]
    for answer in (await ann.ask(Sit(2, room)), await bob.ask(Join(1, room)), await bob.ask(Sit(2, room))):
        assert isinstance(answer, Done), answer
    return ann, bob, room


async def ask_for_code(wire: Wire, command: Create | Join | Play | Say | Sit) -> str:
    """Return the code with which the server refuses the command."""
    answer = await wire.ask(command)
    assert isinstance(answer, Refused), answer
    return answer.code
