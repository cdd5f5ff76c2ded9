"""At the door: who comes in first, what the others are told, and that nobody loses a seat by it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
from attrs import define, evolve
from trio.testing import MockClock

from lobby.settings import Config, DoorSection
from lobby.shell.stores.memory import MemoryStore
from lobby.wire.codec import encode
from lobby.wire.messages import Hello
from lobby.wire.poll import join_frames
from tests.shell.callers import Caller, call, last_welcome, memory_of, room_of, running, seat
from tests.shell.echo import UPGRADE, Client, write_head
from tests.shell.pollers import Poller, Whole, open_site

GRACE_SECONDS = 5.0
CONFIG = Config(door=DoorSection(sessions_per_second=1, sessions_burst=1, line_seconds=2, retry_seconds=1))
CONFIG = evolve(
    CONFIG, room=evolve(CONFIG.room, grace_seconds=GRACE_SECONDS, restart_grace_seconds=GRACE_SECONDS)
)


@asynccontextmanager
async def after_a_crash(rooms: int, config: Config = CONFIG) -> AsyncIterator[tuple[Whole, list[Caller]]]:
    """Yield the server after one that crashed, and its players, two in each room, who are not there yet."""
    players: list[Caller] = []
    async with running(config, store=MemoryStore()) as before:
        for number in range(rooms):
            players += await seat(before, "connect_four", f"Ann {number}", f"Bob {number}")
        store = memory_of(before).after_crash()
    async with open_site(config, store=store, seed=1) as site:
        for player in players:
            player.survive(site.application)
        yield site, players


async def knock(site: Whole, query: str = "") -> tuple[Client, str]:
    """Ask for a WebSocket; return the head of the answer."""
    client = site.connect()
    await client.send(write_head(f"/ws{query}".encode(), b"GET", UPGRADE))
    return client, (await client.read_until(b"\r\n\r\n")).decode()


def mark_of(player: Caller) -> str:
    return f"?mark={last_welcome(player).mark}"


@define(eq=False)
class Attempts:
    """What it took a player to come back."""

    refused: int = 0


async def come_back(site: Whole, player: Caller, attempts: Attempts) -> None:
    """Knock until let in, as often as the answers allow; stay until everybody is back."""
    while True:
        client, head = await knock(site, mark_of(player))
        if " 101 " in head:
            break
        attempts.refused += 1
        await client.read_all()
        seconds = next(line for line in head.split("\r\n") if line.startswith("Retry-After"))
        await trio.sleep(int(seconds.partition(":")[2]))
    # From here on the player speaks without a transport, which is quicker; the way in was what mattered.
    player.call()


async def test_in_a_storm_after_a_restart_nobody_loses_a_seat(autojump_clock: MockClock) -> None:
    async with after_a_crash(rooms=10) as (site, players):
        began, attempts = trio.current_time(), Attempts()
        async with trio.open_nursery() as nursery:
            for player in players:
                nursery.start_soon(come_back, site, player, attempts)
        took_seconds = trio.current_time() - began
        await trio.sleep(GRACE_SECONDS)

        assert took_seconds > 2 * GRACE_SECONDS
        assert attempts.refused > len(players)
        for player in players:
            room = player.views[f"room/{room_of(player)}"]
            assert [seat["status"] for seat in room["seats"]] == ["taken", "taken"]


async def test_who_does_not_come_to_the_door_loses_the_seat_as_always(autojump_clock: MockClock) -> None:
    async with after_a_crash(rooms=2) as (site, players):
        await trio.sleep(GRACE_SECONDS + 1)

        hosts = site.application.manager.rooms.hosts.values()
        assert not [seat for host in hosts for seat in host.room.seats if seat.player is not None]
        assert players


async def test_who_is_turned_away_and_stays_away_is_owed_a_return_for_so_long_only(
    autojump_clock: MockClock,
) -> None:
    config = evolve(CONFIG, door=evolve(CONFIG.door, owed_seconds=12))
    async with after_a_crash(rooms=1, config=config) as (site, [ann, bob]):
        porter = site.application.porter
        porter.turn_away(porter.find(next(iter(site.application.registry.sessions))))
        owed = {ann.player, bob.player}
        await trio.sleep(GRACE_SECONDS + 1)
        [host] = site.application.manager.rooms.hosts.values()
        kept = {seat.player for seat in host.room.seats if seat.player is not None}

        assert len(kept) == 1
        assert kept < owed
        await trio.sleep(12 + GRACE_SECONDS)
        assert not [seat for seat in host.room.seats if seat.player is not None]


async def test_nobody_keeps_a_seat_for_ever_by_being_turned_away_again_and_again(
    autojump_clock: MockClock,
) -> None:
    config = evolve(CONFIG, door=evolve(CONFIG.door, owed_seconds=12, owed_most_seconds=30))
    async with after_a_crash(rooms=1, config=config) as (site, _):
        porter = site.application.porter
        session = next(iter(site.application.registry.sessions))
        for _ in range(30):
            porter.turn_away(porter.find(session))
            await trio.sleep(GRACE_SECONDS / 2)

        hosts = site.application.manager.rooms.hosts.values()
        assert not [seat for host in hosts for seat in host.room.seats if seat.player is not None]


async def test_while_there_is_a_line_strangers_get_a_503_and_who_is_known_stands_in_it(
    autojump_clock: MockClock,
) -> None:
    async with after_a_crash(rooms=1) as (site, [ann, bob]):
        assert " 101 " in (await knock(site, mark_of(ann)))[1]
        began = trio.current_time()

        stranger, refusal = await knock(site)
        _, welcome = await knock(site, mark_of(bob))

        assert refusal.startswith("HTTP/1.1 503 ")
        assert "\r\nRetry-After: " in refusal
        assert (await stranger.read_all()).endswith(b"come again\n")
        assert " 101 " in welcome
        assert trio.current_time() - began == pytest.approx(1.0)
        assert dict(site.application.metrics.turned_away) == {"stranger": 1}


async def test_a_mark_that_is_forged_makes_nobody_known(autojump_clock: MockClock) -> None:
    async with after_a_crash(rooms=1) as (site, [ann, bob]):
        await knock(site, mark_of(ann))
        mark = mark_of(bob)
        forged = mark[:-4] + ("aaaa" if not mark.endswith("aaaa") else "bbbb")

        assert " 503 " in (await knock(site, forged))[1]


async def test_one_session_has_one_place_in_the_line(autojump_clock: MockClock) -> None:
    async with after_a_crash(rooms=1) as (site, [ann, bob]):
        await knock(site, mark_of(ann))
        heads: list[str] = []

        async def note() -> None:
            heads.append((await knock(site, mark_of(bob)))[1][:12])

        async with trio.open_nursery() as nursery:
            for _ in range(3):
                nursery.start_soon(note)

        assert sorted(heads) == ["HTTP/1.1 101", "HTTP/1.1 503", "HTTP/1.1 503"]


async def test_pages_are_served_while_there_is_a_line(autojump_clock: MockClock) -> None:
    async with after_a_crash(rooms=1) as (site, [ann, _]):
        await knock(site, mark_of(ann))
        client = site.connect()
        await client.send(write_head(b"/healthz", b"GET", {b"Host": b"lobby.test"}))

        assert (await client.read_response())[0] == 200


async def test_polls_of_strangers_get_a_503_while_there_is_a_line_and_those_that_are_in_go_on(
    autojump_clock: MockClock,
) -> None:
    async with after_a_crash(rooms=1) as (site, [ann, _]):
        inside = Poller(site, "Cy", b"c" * 16)
        assert (await ask(site, inside.session))[0] == 200
        await knock(site, mark_of(ann))

        assert (await ask(site, inside.session, attempt=2))[0] == 200
        assert (await ask(site, b"d" * 16))[0] == 503
        # Ann speaks by polls now, and is known by her secret.
        assert (await ask(site, ann.session, attempt=9))[0] == 200


async def test_a_poll_that_is_turned_away_holds_no_connection(autojump_clock: MockClock) -> None:
    async with after_a_crash(rooms=1) as (site, [ann, _]):
        await knock(site, mark_of(ann))
        before = site.front.connections

        assert (await ask(site, b"d" * 16))[0] == 503
        await trio.sleep(2 * site.application.config.limits.close_seconds)
        assert site.front.connections == before


async def ask(site: Whole, session: bytes, attempt: int = 1) -> tuple[int, Any]:
    """Poll once; return the status and the body."""
    hello = Hello((1, 1), session, session, "person", name="Cy", attempt=attempt)
    body = join_frames([encode(hello)])
    client = site.connect()
    head = write_head(b"/poll", b"POST", {b"Host": b"lobby.test", b"Content-Length": str(len(body)).encode()})
    await client.send(head + body)
    return await client.read_response()


async def test_in_a_full_house_who_is_known_is_turned_away_and_owed_a_return(
    autojump_clock: MockClock,
) -> None:
    config = evolve(CONFIG, limits=evolve(CONFIG.limits, connections=1))
    async with after_a_crash(rooms=1, config=config) as (site, [ann, bob]):
        await knock(site, mark_of(ann))

        _, head = await knock(site, mark_of(bob))
        player = next(s for s in site.application.registry.sessions.values() if s.player.name == "Bob 0")

        assert head.startswith("HTTP/1.1 503 ")
        assert site.application.porter.is_owed(player.player_id)
        assert dict(site.application.metrics.turned_away) == {"known": 1}


async def test_a_welcome_brings_the_mark(autojump_clock: MockClock) -> None:
    async with running() as application:
        caller = call(application, "Ann")

        assert len(last_welcome(caller).mark) == 32


_FEW = evolve(
    Config(door=DoorSection(address_per_second=1, address_burst=2)),
    server=evolve(Config().server, trusted_proxies=("unix",)),
)


async def knock_from(site: Whole, address: bytes, query: str = "") -> str:
    """Ask for a WebSocket through a proxy that names an address; return the head of the answer."""
    client = site.connect_unix()
    await client.send(write_head(f"/ws{query}".encode(), b"GET", {**UPGRADE, b"X-Forwarded-For": address}))
    return (await client.read_until(b"\r\n\r\n")).decode()


async def test_one_address_gets_a_429_before_it_keeps_all_others_out(autojump_clock: MockClock) -> None:
    async with open_site(_FEW) as site:
        heads = [await knock_from(site, b"203.0.113.7") for _ in range(3)]

        assert [head[9:12] for head in heads] == ["101", "101", "429"]
        assert "\r\nRetry-After: " in heads[2]
        assert " 101 " in await knock_from(site, b"203.0.113.8")
        assert dict(site.application.metrics.turned_away) == {"address": 1}


async def test_a_429_of_an_address_ends_with_time(autojump_clock: MockClock) -> None:
    async with open_site(_FEW) as site:
        for _ in range(3):
            head = await knock_from(site, b"203.0.113.7")
        seconds = next(line for line in head.split("\r\n") if line.startswith("Retry-After"))
        await trio.sleep(int(seconds.partition(":")[2]))

        assert " 101 " in await knock_from(site, b"203.0.113.7")


async def test_an_ipv6_address_is_counted_with_its_64_bits(autojump_clock: MockClock) -> None:
    async with open_site(_FEW) as site:
        heads = [await knock_from(site, b"2001:db8::%d" % number) for number in range(1, 4)]

        assert [head[9:12] for head in heads] == ["101", "101", "429"]
        assert " 101 " in await knock_from(site, b"2001:db8:0:1::1")


async def test_polls_that_begin_count_for_their_address_as_well(autojump_clock: MockClock) -> None:
    async with open_site(_FEW) as site:
        for _ in range(2):
            await knock_from(site, b"203.0.113.7")
        hello = encode(Hello((1, 1), b"c" * 16, b"c" * 16, "person", name="Cy"))
        body = join_frames([hello])
        client = site.connect_unix()
        named = {b"Host": b"lobby.test", b"X-Forwarded-For": b"203.0.113.7"}
        await client.send(
            write_head(b"/poll", b"POST", {**named, b"Content-Length": b"%d" % len(body)}) + body
        )

        assert (await client.read_response())[0] == 429


async def test_who_comes_back_after_a_restart_does_not_count_for_the_address_the_first_time(
    autojump_clock: MockClock,
) -> None:
    async with after_a_crash(rooms=2, config=_FEW) as (site, players):
        heads = [await knock_from(site, b"203.0.113.7", mark_of(player)) for player in players]
        again = [await knock_from(site, b"203.0.113.7", mark_of(players[0])) for _ in range(3)]

        assert {head[9:12] for head in heads} == {"101"}
        assert [head[9:12] for head in again] == ["101", "101", "429"]


async def test_who_comes_too_often_is_owed_nothing(autojump_clock: MockClock) -> None:
    async with after_a_crash(rooms=1, config=_FEW) as (site, players):
        heads = [await knock_from(site, b"203.0.113.7", mark_of(players[0])) for _ in range(4)]
        known = site.application.registry.sessions.values()

        assert heads[-1][9:12] == "429"
        assert known
        assert not any(site.application.porter.is_owed(session.player_id) for session in known)


async def test_strangers_keep_nobody_of_their_address_out_who_is_known(autojump_clock: MockClock) -> None:
    async with after_a_crash(rooms=1, config=_FEW) as (site, players):
        await knock_from(site, b"203.0.113.7", mark_of(players[0]))  # the first time counts for nobody
        strangers = [await knock_from(site, b"203.0.113.7") for _ in range(3)]

        assert strangers[-1][9:12] == "429"
        assert " 101 " in await knock_from(site, b"203.0.113.7", mark_of(players[0]))


async def test_this_machine_and_who_has_no_address_are_not_counted(autojump_clock: MockClock) -> None:
    async with open_site(_FEW) as site:
        heads = [await knock_from(site, b"127.0.0.1") for _ in range(4)]
        heads += [(await knock(site))[1] for _ in range(4)]

        assert {head[9:12] for head in heads} == {"101"}
