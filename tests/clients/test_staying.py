"""The client on the real server, where WebSockets get through at times and at times don't."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import attrs
import pytest
import trio
from attrs import define, field, frozen
from trio.abc import Clock

from clients.address import Address
from clients.client import Client, open_client
from clients.errors import Barred, CannotConnect, ClientEnded
from clients.events import Settled, StateChanged
from clients.staying import FAULTS_MAX
from clients.transport import Transport, websocket_over
from lobby.config import Config
from lobby.settings import LimitsSection
from lobby.testing.serve import LobbyServer, serve
from tests.clients.test_client import play_on, start_game


@define(eq=False)
class Way:
    """A way to a served lobby on which a proxy lets WebSockets through, or not."""

    server: LobbyServer
    websockets: bool = True  # False: the proxy answers the handshake with a refusal
    base: str = ""  # the path that the WebSocket is looked for under
    frames: bool = True  # False: what a WebSocket carries does not arrive
    one_way: bool = False  # what the client says over a WebSocket does not arrive
    websockets_tried: int = 0
    streams: int = 0

    @property
    def address(self) -> Address:
        return self.server.dialler.address

    @asynccontextmanager
    async def websocket(self, mark: str = "") -> AsyncIterator[Transport]:
        self.websockets_tried += 1
        async with await self.server.dialler.stream() as stream:
            if not self.websockets:
                raise Barred("the proxy lets no WebSocket through")
            async with websocket_over(stream, attrs.evolve(self.address, base=self.base)) as transport:
                yield OneWay(transport) if self.one_way else transport if self.frames else Deaf()

    async def stream(self) -> trio.abc.Stream:
        self.streams += 1
        return await self.server.dialler.stream()


class Deaf:
    async def send(self, frame: bytes) -> None:
        await trio.lowlevel.checkpoint()

    async def receive(self) -> bytes:
        await trio.sleep_forever()
        raise AssertionError("for ever")


@frozen
class OneWay:
    transport: Transport

    async def send(self, frame: bytes) -> None:
        await trio.lowlevel.checkpoint()

    async def receive(self) -> bytes:
        return await self.transport.receive()


async def say_each_second(client: Client, code: str, lines: int) -> None:
    room = client.rooms[code]
    for number in range(lines):
        await room.say(str(number))
        await trio.sleep(1)


async def test_a_whole_game_is_played_over_polls(autojump_clock: Clock) -> None:
    async with serve(seed=1) as server:
        way = Way(server)
        async with (
            open_client(way, name="Ann", transport="polling") as ann,
            open_client(way, name="Bob", transport="polling") as bob,
        ):
            room, other = await start_game(ann, bob, "connect_four")
            async with trio.open_nursery() as players:
                players.start_soon(play_on, room, [])
                players.start_soon(play_on, other, [])

            assert (ann.transport, way.websockets_tried) == ("polling", 0)
            assert room.game["result"] is not None
            assert room.game == other.game


async def test_cuts_lose_no_move_over_polls(autojump_clock: Clock) -> None:
    async with (
        serve(seed=2) as server,
        server.open_client("Ann", transport="polling") as ann,
        server.open_client("Bob", transport="polling") as bob,
        trio.open_nursery() as nursery,
    ):
        room, other = await start_game(ann, bob, "connect_four")

        async def cut_often() -> None:
            while True:
                await trio.sleep(0.73)
                server.cut()

        nursery.start_soon(cut_often)
        async with trio.open_nursery() as players:
            players.start_soon(play_on, room, [])
            players.start_soon(play_on, other, [])
        nursery.cancel_scope.cancel()

        assert room.game["result"] is not None
        assert room.game == other.game
        assert server.application.metrics.refused == {}


async def test_an_idle_poller_is_there_and_asks_seldom(autojump_clock: Clock) -> None:
    async with serve() as server, server.open_client(transport="polling") as client:
        await trio.sleep(600)

        assert client.state == "online"
        assert server.application.metrics.polls < 600 / 8 + 5


async def test_without_websockets_the_client_comes_by_polls_at_once_and_remembers(
    autojump_clock: Clock,
) -> None:
    async with serve() as server:
        way = Way(server, websockets=False)
        async with open_client(way) as client:
            assert (client.state, client.transport) == ("online", "polling")
            assert way.websockets_tried == 1
            server.cut()
            await trio.sleep(4)

            assert (client.state, client.transport, way.websockets_tried) == ("online", "polling", 1)
            await trio.sleep(600)

            assert way.websockets_tried == 1 + 1 + 9, "after five seconds, and once a minute"


async def test_a_real_handshake_that_is_refused_leads_to_polls(autojump_clock: Clock) -> None:
    async with serve() as server, open_client(Way(server, base="/nowhere")) as client:
        assert (client.state, client.transport) == ("online", "polling")


async def test_a_websocket_that_gets_through_later_takes_over_and_nothing_is_lost(
    autojump_clock: Clock,
) -> None:
    async with serve() as server, server.open_client("Bob") as bob:
        way = Way(server, websockets=False)
        async with open_client(way, name="Ann") as client, trio.open_nursery() as nursery:
            room = await client.create("tic_tac_toe")
            other = await bob.join(room.code)
            nursery.start_soon(say_each_second, client, room.id, 90)
            await trio.sleep(30)
            way.websockets = True
            await trio.sleep(40)
            assert client.transport == "websocket"
            states = [event.state for event in client._events if isinstance(event, StateChanged)]
            assert states == ["online"], "a switch is no reconnect"

        texts = [str(number) for number in range(90)]
        assert [line["text"] for line in other.view["chat"]] == texts


async def test_a_network_that_stops_to_pass_websockets_is_left_for_polls_and_nothing_is_lost(
    autojump_clock: Clock,
) -> None:
    async with serve() as server, server.open_client("Bob") as bob:
        way = Way(server)
        async with open_client(way, name="Ann") as client, trio.open_nursery() as nursery:
            room = await client.create("tic_tac_toe")
            other = await bob.join(room.code)
            nursery.start_soon(say_each_second, client, room.id, 20)
            await trio.sleep(5)
            way.websockets = False
            server.cut()
            await trio.sleep(10)
            assert (client.state, client.transport) == ("online", "polling")

        assert [line["text"] for line in other.view["chat"]] == [str(number) for number in range(20)]


async def test_a_websocket_that_opens_and_carries_nothing_does_not_keep_from_polls(
    autojump_clock: Clock,
) -> None:
    async with serve() as server:
        way = Way(server, frames=False)
        async with open_client(way, patience_seconds=60) as client:
            assert client.transport == "polling"
            await trio.sleep(1000)

            assert (client.state, client.transport) == ("online", "polling")
            assert way.websockets_tried < 7


async def test_nobody_there_is_nobody_there_over_polls_too(autojump_clock: Clock) -> None:
    async with serve() as server:
        server.is_reachable = False

        with pytest.raises(CannotConnect, match="not reachable"):
            async with server.open_client(transport="polling"):
                raise AssertionError("never online")


async def test_who_waits_before_an_attempt_tries_at_once_when_asked(autojump_clock: Clock) -> None:
    async with serve() as server, server.open_client() as client:
        server.is_reachable = False
        server.cut()
        await trio.sleep(100)
        server.is_reachable = True
        asked_at = trio.current_time()
        client.reconnect_now()
        while client.state != "online":
            await client.wait_change()

        assert trio.current_time() == asked_at


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("away_seconds", [0.4, 2.0, 6.0, 19.0])
async def test_who_was_cut_is_back_within_a_second_of_the_return_of_a_server_that_was_away_for_some_seconds(
    autojump_clock: Clock, away_seconds: float, seed: int
) -> None:
    async with serve(seed=seed) as server, server.open_client() as client:
        server.is_reachable = False
        server.cut()
        await trio.sleep(away_seconds)
        server.is_reachable = True
        answers_at = trio.current_time()
        while client.state != "online":
            await client.wait_change()

        assert trio.current_time() - answers_at <= 1.0


async def test_a_server_that_stays_away_is_tried_seldom(autojump_clock: Clock) -> None:
    async with serve() as server:
        way = Way(server)
        async with open_client(way, transport="websocket"):
            server.cut()
            server.is_reachable = False
            await trio.sleep(25)
            tried = way.websockets_tried

            await trio.sleep(600)

        assert tried > 20
        assert 40 <= way.websockets_tried - tried <= 80


async def test_a_server_that_is_full_is_asked_again_when_it_said(autojump_clock: Clock) -> None:
    config = Config(limits=LimitsSection(connections=1))
    async with serve(config=config) as server, server.open_client("Ann"):
        began = trio.current_time()
        for transport in ("auto", "polling", "websocket"):
            with pytest.raises(CannotConnect, match="answered 503"):
                async with server.open_client("Bob", transport=transport):
                    raise AssertionError("never online")

        way = Way(server)
        with pytest.raises(CannotConnect):
            async with open_client(way, patience_seconds=29):
                raise AssertionError("never online")
        assert trio.current_time() - began == 29
        assert (way.websockets_tried, way.streams) == (3, 0)


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_session_that_is_not_ours_any_more_is_left_for_a_new_one(
    autojump_clock: Clock, transport: str
) -> None:
    async with serve() as server, server.open_client("Ann", transport=transport) as client:  # type: ignore[arg-type]
        await client.say("before")
        before = client._session.id
        server.application.registry.sessions[before].secret_hash = b"of somebody else"  # type: ignore[index]
        server.is_reachable = False
        server.cut()
        await trio.sleep(0.1)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(client.say, "kept")
            await trio.sleep(0.1)
            server.is_reachable = True
        assert client._session.id != before
        assert client.state == "online"


async def test_a_hello_that_did_not_come_in_time_is_said_again(autojump_clock: Clock) -> None:
    async with serve() as server:
        way = Way(server)
        async with open_client(way, transport="websocket") as client, trio.open_nursery() as nursery:
            way.one_way = True
            server.cut()

            async def hurry_up() -> None:
                await trio.sleep(20)
                way.one_way = False

            nursery.start_soon(hurry_up)
            await client.say("after all")


async def test_a_client_that_is_at_fault_again_and_again_ends_and_says_so(autojump_clock: Clock) -> None:
    async with serve() as server:
        way = Way(server)
        async with open_client(way, transport="websocket") as client:
            way.one_way = True
            server.cut()

            with pytest.raises(ClientEnded, match="hello_expected"):
                await client.say("never")
            assert way.websockets_tried == 1 + FAULTS_MAX


async def test_what_becomes_of_each_command_is_told(autojump_clock: Clock) -> None:
    async with serve() as server, server.open_client("Ann") as client:
        room = await client.create("tic_tac_toe")
        server.is_reachable = False
        server.cut()
        await trio.sleep(1)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(room.say, "kept")
            await trio.sleep(1)
            (kept,) = client.commands
            assert (kept.number, kept.is_sent, kept.command.text) == (2, False, "kept")  # type: ignore[union-attr]
            server.is_reachable = True

        assert client.commands == ()
        settled = [event for event in client._events if isinstance(event, Settled)]
        assert [(event.number, event.outcome) for event in settled] == [(1, "confirmed"), (2, "confirmed")]


async def test_the_end_of_a_client_tells_what_was_kept(autojump_clock: Clock) -> None:
    async with serve() as server:
        async with server.open_client("Ann") as client, trio.open_nursery() as nursery:
            server.is_reachable = False
            server.cut()
            await trio.sleep(1)

            async def say() -> None:
                with pytest.raises(Exception, match="closed by its owner"):
                    await client.say("never")

            nursery.start_soon(say)
            await trio.sleep(1)
            client._session.end("closed by its owner")

        settled = [event for event in client._events if isinstance(event, Settled)]
        assert [(event.outcome, event.detail) for event in settled] == [
            ("not_applied", "closed by its owner")
        ]


async def test_an_expired_session_is_told_over_polls(autojump_clock: Clock) -> None:
    async with serve() as server, server.open_client("Ann", transport="polling") as client:
        await client.say("before")
        room = await client.create("tic_tac_toe")
        server.application.registry.sessions.clear()
        await trio.sleep(20)

        assert room.ended == "not_allowed"
        assert client.state == "online"


@define(eq=False)
class Crowded(Way):
    """A way to a server that lets nobody in, and says after how many whole seconds to come again."""

    knocked_at: list[float] = field(factory=list)

    @asynccontextmanager
    async def websocket(self, mark: str = "") -> AsyncIterator[Transport]:
        self.knocked_at.append(trio.current_time())
        if self.knocked_at:
            raise Barred("the server answered 503", retry_ms=7000)
        yield Deaf()


async def test_who_are_told_the_same_whole_seconds_do_not_all_come_back_in_the_same_moment(
    autojump_clock: Clock,
) -> None:
    async with serve() as server:
        waits = []
        for seed in range(5):
            way = Crowded(server)
            with pytest.raises(CannotConnect):
                async with open_client(way, transport="websocket", patience_seconds=9, random=Random(seed)):
                    pytest.fail("nobody is let in")
            waits.append(way.knocked_at[1] - way.knocked_at[0])

        assert all(7 <= wait < 8 for wait in waits)
        assert len(set(waits)) == len(waits)
