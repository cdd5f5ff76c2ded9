"""Half-open connections, over every transport: found in time, and no hindrance to a client that is faster."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from lobby.settings import LimitsSection
from lobby.wire.codec import encode
from lobby.wire.messages import Hello, Ping, SetName
from tests.shell.echo import Client
from tests.shell.pollers import Poller, open_site, room_where, seat_pollers, send_post

SILENCE_SECONDS = LimitsSection().silence_ms / 1000

Attach = Callable[[Poller], Awaitable[Client]]


async def attach_websocket(player: Poller) -> Client:
    """Let the session go on over a WebSocket that nobody reads."""
    client = player.site.connect()
    await client.upgrade()
    player.attempt += 1
    hello = Hello((1, 1), player.session, player.session, "person", attempt=player.attempt)
    await client.say(encode(hello))
    await wait_all_tasks_blocked()
    return client


async def attach_poll(player: Poller) -> Client:
    """Let the session go on over a poll whose answer nobody reads."""
    client = player.site.connect()
    await send_post(client, player.body(), 8000)
    await wait_all_tasks_blocked()
    return client


attached = pytest.mark.parametrize("attach", [attach_websocket, attach_poll])


async def find_seconds_until_away(ann: Poller, bob: Poller) -> float:
    """Return how long it takes until Bob sees that Ann is away."""
    began, room = trio.current_time(), f"room/{room_where(bob)}"
    with trio.fail_after(SILENCE_SECONDS * 3):
        while bob.views[room]["seats"][0]["status"] == "taken":
            await bob.poll(wait_ms=1000)
    return trio.current_time() - began


@attached
async def test_a_peer_that_vanished_without_a_word_is_found_within_the_silence(
    autojump_clock: MockClock, attach: Attach
) -> None:
    async with open_site() as site:
        ann, bob = await seat_pollers(site, "tic_tac_toe", "Ann", "Bob")
        await attach(ann)

        seconds = await find_seconds_until_away(ann, bob)

        assert SILENCE_SECONDS - 1 <= seconds <= SILENCE_SECONDS + 1


@attached
async def test_a_peer_that_does_not_hear_us_is_there_as_long_as_it_speaks(
    autojump_clock: MockClock, attach: Attach
) -> None:
    async with open_site() as site:
        ann, bob = await seat_pollers(site, "tic_tac_toe", "Ann", "Bob")
        client = await attach(ann)
        for _ in range(10):
            await trio.sleep(7)
            client = await (say_ping(client) if attach is attach_websocket else attach(ann))
            await bob.poll()
            assert bob.views[f"room/{room_where(bob)}"]["seats"][0]["status"] == "taken"

        seconds = await find_seconds_until_away(ann, bob)

        assert SILENCE_SECONDS - 1 <= seconds <= SILENCE_SECONDS + 1


async def say_ping(client: Client) -> Client:
    await client.say(encode(Ping()))
    return client


@attached
@pytest.mark.parametrize("attach_again", [attach_websocket, attach_poll])
async def test_a_client_that_is_faster_than_the_silence_takes_over_at_once(
    autojump_clock: MockClock, attach: Attach, attach_again: Attach
) -> None:
    async with open_site() as site:
        ann, bob = await seat_pollers(site, "tic_tac_toe", "Ann", "Bob")
        await attach(ann)
        await trio.sleep(3)
        again = await attach_again(ann)
        session: Any = site.application.registry.sessions[ann.session]  # type: ignore[index]
        holder = session.connection
        watched: set[str] = set()
        for _ in range(30):
            await bob.poll(wait_ms=1000)
            watched.add(bob.views[f"room/{room_where(bob)}"]["seats"][0]["status"])
            if attach_again is attach_websocket:
                await say_ping(again)
                assert session.connection is holder, "the old one's end is nothing to the new one"
            else:
                await attach_again(ann)

        assert watched == {"taken"}


@attached
async def test_what_a_connection_says_that_was_taken_over_is_not_acted_on(
    autojump_clock: MockClock, attach: Attach
) -> None:
    async with open_site() as site:
        ann, _ = await seat_pollers(site, "tic_tac_toe", "Ann", "Bob")
        old = await attach_websocket(ann)
        await attach(ann)
        await old.say(encode(SetName(ann.folded.number + 1, "From the past")))
        await wait_all_tasks_blocked()

        assert await ann.ask(SetName, "Anna") == {"name": "Anna"}
