"""What a player in a terminal sees, on the real server."""

import pytest
import trio
from attrs import define, field
from trio.abc import Clock

from clients.client import Client
from clients.errors import CommandRefused
from clients.room import Room
from clients.terminal import LEAVE_SECONDS, PENDING_MAX, Terminal, why_not
from lobby.testing.serve import LobbyServer, serve
from lobby.wire.messages import Pace
from tests import racing


@define(eq=False)
class Keyboard:
    """Types a line, waits so many seconds, types the next one."""

    typed: list[str | float]

    def __aiter__(self) -> "Keyboard":
        return self

    async def __anext__(self) -> str:
        while self.typed:
            each = self.typed.pop(0)
            if isinstance(each, str):
                return each
            await trio.sleep(each)
        raise StopAsyncIteration


@define(eq=False)
class Screen:
    lines: list[str] = field(factory=list)

    def holds(self, *wanted: str) -> bool:
        """Whether these lines were said, in this order, perhaps with others between."""
        said = iter(self.lines)
        return all(any(line.startswith(each) for line in said) for each in wanted)


async def play(client: Client, room: Room, *typed: str | float, comes_back: bool = False) -> Screen:
    screen = Screen()
    await Terminal(client, room, screen.lines.append, Keyboard(list(typed)), comes_back).run()
    return screen


def take_away(server: LobbyServer) -> None:
    server.is_reachable = False
    server.cut()


async def test_lines_are_done_in_order_and_nothing_is_said_of_what_went_well(autojump_clock: Clock) -> None:
    async with serve() as server, server.open_client("Ann") as ann:
        room = await ann.create("tic_tac_toe")

        screen = await play(ann, room, "/sit", "one", "two", 1.0, "/leave")

        assert screen.holds("seats: 0 Ann", "Ann: one", "Ann: two")
        assert not any("confirmed" in line or "pending" in line for line in screen.lines)


async def test_what_is_typed_while_offline_is_pending_and_then_confirmed_in_order(
    autojump_clock: Clock,
) -> None:
    async with serve() as server, server.open_client("Ann") as ann, trio.open_nursery() as nursery:
        room = await ann.create("tic_tac_toe")

        async def fail_for_a_while() -> None:
            await trio.sleep(5)
            take_away(server)
            await trio.sleep(20)
            server.is_reachable = True

        nursery.start_soon(fail_for_a_while)
        screen = await play(ann, room, "/sit", 10.0, "one", "two", "/sit 7", 60.0, "/leave")

        assert screen.holds(
            "reconnecting", "offline", "pending: one", "pending: two", "pending: /sit 7", "online"
        )
        assert screen.holds("online", "Ann: one")
        assert screen.holds("confirmed · one", "confirmed · two")
        assert screen.holds("Ann: one", "Ann: two")
        assert any(line.startswith("refused: ") and line.endswith("· /sit 7") for line in screen.lines)


async def test_a_line_is_pending_as_soon_as_the_connection_breaks(autojump_clock: Clock) -> None:
    async with serve() as server, server.open_client("Ann") as ann:
        room = await ann.create("tic_tac_toe")
        take_away(server)

        screen = await play(ann, room, "one", 3.0)

        assert screen.holds("pending: one")
        assert screen.lines[-1].startswith("the server can't be told that you leave")


async def test_a_room_that_closed_meanwhile_leaves_no_line_without_its_outcome(autojump_clock: Clock) -> None:
    async with serve() as server, server.open_client("Ann") as ann, trio.open_nursery() as nursery:
        room = await ann.create("tic_tac_toe")
        take_away(server)

        async def come_back() -> None:
            await trio.sleep(60)
            server.is_reachable = True

        nursery.start_soon(come_back)
        screen = await play(ann, room, "one", 100.0)

        assert screen.holds("pending: one", "refused: ", "the room is over for you: closed")


async def test_leaving_does_not_wait_for_a_server_that_is_away(autojump_clock: Clock) -> None:
    async with serve() as server, server.open_client("Ann") as ann:
        room = await ann.create("tic_tac_toe")
        take_away(server)
        began = trio.current_time()

        await play(ann, room, "/leave")

        assert trio.current_time() - began == LEAVE_SECONDS


async def test_what_waits_is_bounded(autojump_clock: Clock) -> None:
    async with serve() as server, server.open_client("Ann") as ann:
        room = await ann.create("tic_tac_toe")
        take_away(server)

        screen = await play(ann, room, 1.0, *("again" for _ in range(PENDING_MAX + 1)))

        assert sum(line.startswith("pending: ") for line in screen.lines) == PENDING_MAX
        assert screen.holds("not taken: again")


@pytest.mark.parametrize(
    ("pace", "comes_back", "last", "is_kept"),
    [
        ("slow", True, "/quit", True),
        ("slow", True, "", True),
        ("slow", True, "/leave", False),
        ("slow", False, "/quit", False),
        ("live", True, "/quit", False),
    ],
)
async def test_going_keeps_the_seat_of_a_slow_room_for_who_can_come_back(
    autojump_clock: Clock, pace: Pace, comes_back: bool, last: str, is_kept: bool
) -> None:
    async with serve() as server, server.open_client("Bob") as bob:
        async with server.open_client("Ann") as ann:
            room = await ann.create("tic_tac_toe", pace=pace)
            seen = await bob.join(room.code)
            screen = await play(ann, room, "/sit", 1.0, last, comes_back=comes_back)
        await trio.sleep(5)

        assert (seen.view["seats"][0]["name"] == "Ann") == is_kept
        assert screen.holds(f"your seat is kept: come back with --code {room.code}") == is_kept


async def test_who_is_banned_is_told_why_and_the_others_read_it(autojump_clock: Clock) -> None:
    async with serve() as server, server.open_client("Ann") as ann, server.open_client("Bob") as bob:
        room = await ann.create("tic_tac_toe")
        entered = await bob.join(room.code)
        told = Screen()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(Terminal(bob, entered, told.lines.append, Keyboard([60.0])).run)
            await trio.sleep(1)
            await room.ban(bob.player.id, "spam")
            others = await play(ann, room, 1.0, "/leave")

        assert told.holds("the room is over for you: banned (spam)")
        assert others.holds("* Bob is gone (banned): spam")


async def test_a_locked_room_is_entered_when_it_is_open_and_its_host_passes_it_on(
    autojump_clock: Clock,
) -> None:
    async with serve() as server, server.open_client("Ann") as ann, server.open_client("Bob") as bob:
        room = await ann.create("tic_tac_toe", house={"locked": True})

        with pytest.raises(CommandRefused) as raised:
            await bob.join(room.code)
        await room.set_house(locked=False)
        entered = await bob.join(room.code)
        await room.pass_host(bob.player.id)
        await room.wait_change()

        assert raised.value.code == "locked"
        assert entered.view["host"] == bob.player.id


async def test_a_game_in_real_time_is_none_for_a_terminal(autojump_clock: Clock) -> None:
    async with serve(racing.load()) as server, server.open_client("Ann") as ann:
        room = await ann.create("racing")

        assert why_not(room).startswith("racing is in real time: play it in the browser")

    async with serve() as server, server.open_client("Ann") as ann:
        assert why_not(await ann.create("tic_tac_toe")) == ""
