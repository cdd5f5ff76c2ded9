"""The entrance over real sockets: who stays gets a task, and who does not has none."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
from attrs import define, evolve, field
from trio.testing import MockClock, wait_all_tasks_blocked

from lobby.settings import Config, DoorSection
from lobby.shell.door.porter import Porter
from lobby.shell.http.asgi import App, Receive, Scope, Send
from lobby.shell.metrics import Metrics
from lobby.shell.network.front import Site, run_front
from lobby.shell.network.listeners import open_tcp
from lobby.shell.network.live import Live
from tests.shell.echo import UPGRADE, Client, EchoDoor, hello_app, write_head

KNOCK = write_head(b"/ws", b"GET", UPGRADE)
ONE_AT_A_TIME = DoorSection(sessions_per_second=1, sessions_burst=1, retry_seconds=1)


@define(eq=False)
class Open:
    """A server on a port."""

    port: int
    metrics: Metrics
    clients: list[Client] = field(factory=list)

    async def connect(self, address: str = "127.0.0.1") -> Client:
        """Return somebody who is connected from an address and has said nothing."""
        stream = await trio.open_tcp_stream("127.0.0.1", self.port, local_address=address)
        self.clients.append(Client(stream))
        return self.clients[-1]

    async def knock(self, address: str = "127.0.0.1") -> Client:
        """Return somebody who has asked for a WebSocket."""
        client = await self.connect(address)
        await client.send(KNOCK)
        return client


async def count_tasks() -> int:
    """Return how many tasks there are when none has anything to do."""
    await wait_all_tasks_blocked()
    return trio.lowlevel.current_statistics().tasks_living


@asynccontextmanager
async def open_front(
    door: DoorSection | None = None, app: App = hello_app, **limits: Any
) -> AsyncIterator[Open]:
    """Yield a server of echoes with a porter; at the end it shuts down, and no connection may be left."""
    config = Config(door=door or DoorSection(), limits=evolve(Config().limits, **limits))
    metrics = Metrics()
    porter = Porter(config.door, lambda _: None, metrics)
    [listener] = await open_tcp("127.0.0.1", 0)
    port, shutdown = listener.socket.getsockname()[1], trio.Event()
    site = Site(app, EchoDoor(), config, metrics, Live(config.server), porter)

    async def serve(task_status: trio.TaskStatus[None]) -> None:
        await run_front([listener], site, shutdown=shutdown, task_status=task_status)

    async with trio.open_nursery() as nursery:
        await nursery.start(serve)
        front = Open(port, metrics)
        yield front
        shutdown.set()
    for client in front.clients:
        await trio.aclose_forcefully(client.stream)


async def test_who_has_said_nothing_has_no_task_and_is_closed_in_time(autojump_clock: MockClock) -> None:
    async with open_front(head_seconds=3) as front:
        before, began = await count_tasks(), trio.current_time()
        silent = [await front.connect() for _ in range(20)]

        assert await count_tasks() == before
        assert [await client.read_all() for client in silent] == [b""] * 20
        assert trio.current_time() - began == 3


async def test_strangers_past_the_rate_get_a_503_and_none_of_them_a_task(autojump_clock: MockClock) -> None:
    async with open_front(ONE_AT_A_TIME) as front:
        first = await front.knock()
        assert (await first.read_until(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
        before = await count_tasks()
        crowd = [await front.knock() for _ in range(20)]

        assert await count_tasks() == before
        for client in crowd:
            answer = await client.read_all()
            assert answer.startswith(b"HTTP/1.1 503 ")
            assert b"\r\nRetry-After: " in answer
        assert dict(front.metrics.turned_away) == {"stranger": 20}


async def test_of_those_who_knock_at_the_same_moment_no_more_come_in_than_the_rate_allows(
    autojump_clock: MockClock,
) -> None:
    async with open_front(ONE_AT_A_TIME) as front:
        crowd = [await front.connect() for _ in range(20)]
        await wait_all_tasks_blocked()
        for client in crowd:
            await client.send(KNOCK)
        answers = [(await client.read_until(b"\r\n\r\n"))[9:12] for client in crowd]

        assert sorted(answers) == [b"101", *[b"503"] * 19]
        assert dict(front.metrics.turned_away) == {"stranger": 19}


async def test_who_has_more_to_say_than_the_request_hears_why_all_the_same(autojump_clock: MockClock) -> None:
    async with open_front(ONE_AT_A_TIME) as front:
        first = await front.knock()
        await first.read_until(b"\r\n\r\n")
        slow, hasty = await front.connect(), await front.connect()
        await hasty.send(KNOCK + b"and more")
        await slow.send(KNOCK[:-10])
        await wait_all_tasks_blocked()
        await slow.send(KNOCK[-10:])

        for client in (slow, hasty):
            assert (await client.read_all()).startswith(b"HTTP/1.1 503 ")


async def test_in_a_full_house_a_newcomer_is_told_so_and_far_past_that_just_closed(
    autojump_clock: MockClock,
) -> None:
    async with open_front(connections=1, refusals=1, close_seconds=2) as front:
        inside = await front.knock()
        await inside.read_until(b"\r\n\r\n")
        silent, far = await front.connect(), await front.connect()

        assert await far.read_all() == b""
        assert (await silent.read_all()).startswith(b"HTTP/1.1 503 ")
        assert (await (await front.knock()).read_all()).startswith(b"HTTP/1.1 503 ")
        await inside.stream.aclose()
        await wait_all_tasks_blocked()
        again = await front.knock()
        assert (await again.read_until(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")


async def test_an_address_that_has_its_places_keeps_nobody_else_out(autojump_clock: MockClock) -> None:
    async with open_front(connections=3, connections_per_address=1, refusals=2) as front:
        inside = await front.knock()
        await inside.read_until(b"\r\n\r\n")
        crowd = [await front.connect() for _ in range(5)]
        await wait_all_tasks_blocked()
        other = await front.knock("127.0.0.2")

        assert (await other.read_until(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
        answers = sorted([(await client.read_all())[9:12] for client in crowd])
        assert answers == [b"", b"", b"", b"429", b"429"]
        assert dict(front.metrics.turned_away) == {"address": 2}


async def test_who_sends_a_body_to_a_full_house_in_parts_hears_why(autojump_clock: MockClock) -> None:
    async with open_front(connections=1) as front:
        inside = await front.knock()
        await inside.read_until(b"\r\n\r\n")
        poll = await front.connect()
        await poll.send(write_head(b"/poll", b"POST", {b"Host": b"x", b"Content-Length": b"60000"}))
        for _ in range(3):
            await wait_all_tasks_blocked()
            await poll.send(bytes(20_000))

        assert (await poll.read_all()).startswith(b"HTTP/1.1 503 ")


async def test_the_time_of_a_head_runs_from_the_first_wait_to_its_end(autojump_clock: MockClock) -> None:
    async with open_front(head_seconds=3) as front:
        began, slow = trio.current_time(), await front.connect()
        await trio.sleep(2)
        await slow.send(KNOCK[:10])

        assert (await slow.read_all()).startswith(b"HTTP/1.1 408 ")
        assert trio.current_time() - began == pytest.approx(3)


async def test_a_shutdown_closes_those_who_have_said_nothing() -> None:
    async with trio.open_nursery() as nursery, open_front() as front:
        silent = [await front.connect() for _ in range(3)]
        await wait_all_tasks_blocked()
        for client in silent:
            nursery.start_soon(_expect_nothing, client)


async def _expect_nothing(client: Client) -> None:
    assert await client.read_all() == b""


async def test_who_polls_does_not_wait_behind_those_who_look_at_pages(autojump_clock: MockClock) -> None:
    began, some_have = list[str](), trio.Event()

    async def note(scope: Scope, receive: Receive, send: Send) -> None:
        began.append(scope["method"])
        if len(began) == 3:
            some_have.set()
        await hello_app(scope, receive, send)

    async with open_front(DoorSection(requests_per_turn=1), note) as front:
        poller, *crowd = [await front.connect() for _ in range(101)]
        await wait_all_tasks_blocked()
        async with trio.open_nursery() as asking:
            for client in crowd:
                asking.start_soon(client.request)
        await some_have.wait()
        await poller.request(b"/poll", b"POST", Content_Length=b"0")
        answers = [(await client.read_response())[0] for client in (poller, *crowd)]

        assert answers == [200] * 101
        assert began.index("POST") < 60
