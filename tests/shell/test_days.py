"""Games over days: rooms that sleep and wake, players who are known for longer than their sessions."""

from typing import Any

import trio
from attrs import evolve
from trio.testing import MockClock

from lobby.app import Application
from lobby.core.ids import RoomId
from lobby.settings import Config
from lobby.shell.stores.memory import Faults, MemoryStore
from lobby.wire.messages import Again, Create, Join, Leave, Look, Play, Ready, Say, Sit, Stand
from tests.shell.callers import Caller, call, last_welcome, move, room_of, running, settle
from tests.shell.test_restart import restarted

DEFAULT = Config()
# To note every ten seconds how long the server has run is all that happens on most days.
CONFIG = evolve(DEFAULT, store=evolve(DEFAULT.store, clock_seconds=300.0))
SLEEP_SECONDS = CONFIG.room.sleep_seconds
DAY_SECONDS = 86_400.0
LIMIT_SECONDS = CONFIG.room.slow_move_limit_seconds
GAME = "connect_four"


async def play_slowly(application: Application, game: str = GAME) -> list[Caller]:
    """Return two players in the middle of a slow game; it is the second one's turn."""
    ann, bob = call(application, "Ann", token=b"a" * 16), call(application, "Bob", token=b"b" * 16)
    await ann.ask(Create, game, "slow", True, {}, "slow")
    room = room_of(ann)
    await bob.ask(Join, room)
    for caller in (ann, bob):
        await caller.ask(Sit, room)
    for caller in (ann, bob):
        await caller.ask(Ready, room)
    assert await move(ann) is None
    return [ann, bob]


async def fall_asleep(application: Application, *callers: Caller) -> None:
    """Hang up, and wait until the room sleeps."""
    for caller in callers:
        caller.hang_up()
    await trio.sleep(SLEEP_SECONDS + 5)
    assert not application.manager.members
    assert len(application.manager.rooms.sleepers) == 1


def come_anew(caller: Caller, token: bytes) -> None:
    """Load the page anew: the same player, in another session."""
    caller.session = caller.name.encode().ljust(16, b"+")
    caller.views, caller.offsets, caller.number, caller.answers, caller.unanswered = {}, {}, 0, {}, {}
    caller.call(token=token)


def own(caller: Caller) -> Any:
    """Return what the player's own topic shows."""
    return caller.views[f"player/{caller.player}"]


async def test_a_slow_room_with_nobody_there_sleeps_and_wakes_for_who_comes_back(
    autojump_clock: MockClock,
) -> None:
    async with running(CONFIG) as application:
        ann, bob = await play_slowly(application)
        room = room_of(ann)
        await settle()
        before = ann.views[f"game/{room}"]
        await fall_asleep(application, ann, bob)
        bob.call()
        await settle()

        assert bob.views[f"game/{room}"] == before
        assert await move(bob) is None
        assert [seat["status"] for seat in bob.views[f"room/{room}"]["seats"]] == ["away", "taken"]


async def test_who_watched_before_the_room_slept_is_not_taken_for_who_watches_now(
    autojump_clock: MockClock,
) -> None:
    async with running(CONFIG) as application:
        ann, bob = await play_slowly(application)
        room = room_of(ann)
        crowd = f"crowd/{room}"
        await trio.sleep(5)
        await fall_asleep(application, ann, bob)
        cid, dan = call(application, "Cid"), call(application, "Dan")
        for caller in (cid, dan):
            await caller.ask(Join, room)
            await trio.sleep(5)
        assert cid.offsets[crowd][1] == bob.offsets[crowd][1], "it was told of as often as before"
        bob.call()
        await trio.sleep(5)

        assert bob.views[crowd] == cid.views[crowd]
        assert [watcher["name"] for watcher in bob.views[crowd]["watchers"]] == ["Cid", "Dan"]


async def test_a_move_that_was_kept_while_the_room_slept_is_made_when_it_is_awake(
    autojump_clock: MockClock,
) -> None:
    async with running(CONFIG) as application:
        ann, bob = await play_slowly(application)
        room, seat = room_of(bob), bob.seat
        await fall_asleep(application, ann, bob)
        number = bob.command(Play, room, seat["game"], seat["position"], 3)
        bob.call()
        await settle()

        assert [type(answer).__name__ for answer in bob.answers[number]] == ["Done"]


async def test_a_room_sleeps_over_a_restart_and_its_time_stands_still_meanwhile(
    autojump_clock: MockClock,
) -> None:
    store = MemoryStore()
    async with running(CONFIG, store=store) as application:
        ann, bob = await play_slowly(application)
        room = room_of(ann)
        await fall_asleep(application, ann, bob)
        await trio.sleep(DAY_SECONDS)
    await trio.sleep(10 * DAY_SECONDS)  # nobody serves
    async with restarted(store, config=CONFIG) as application:
        assert len(application.manager.rooms.sleepers) == 1
        await trio.sleep(LIMIT_SECONDS - DAY_SECONDS - 600)
        bob.survive(application)
        come_anew(bob, b"b" * 16)
        await settle()
        [game] = own(bob)["games"]
        assert (game["state"], game["room"]) == ("your_turn", room)
        assert await bob.ask(Join, game["code"]) == {"room": room, "code": game["code"]}
        assert bob.views[f"game/{room}"]["result"] is None
        bob.hang_up()
        await trio.sleep(1000)

        [summary] = [application.manager.own._rooms[RoomId(room)]]
        assert summary.room.places == (1, 2), "Bob had three days, those without a server not counted"


async def test_a_deadline_wakes_the_room_and_the_other_one_wins(autojump_clock: MockClock) -> None:
    async with running(CONFIG) as application:
        ann, bob = await play_slowly(application)
        room = room_of(ann)
        await fall_asleep(application, ann, bob)
        await trio.sleep(LIMIT_SECONDS)
        come_anew(ann, b"a" * 16)
        await settle()
        [game] = own(ann)["games"]

        assert (game["state"], game["result"]["places"]) == ("finished", [1, 2])
        assert game["room"] == room


async def test_who_comes_while_the_room_is_put_to_sleep_finds_it_awake(autojump_clock: MockClock) -> None:
    store = MemoryStore(Faults(seed=1, delay_seconds_max=2.0))  # slow, and not so slow that time stands still
    async with running(CONFIG, store=store) as application:
        ann, bob = await play_slowly(application)
        room = room_of(ann)
        ann.hang_up()
        bob.hang_up()
        with trio.fail_after(SLEEP_SECONDS + 30):
            while not application.manager.rooms.deserted._dozing:  # noqa: ASYNC110 - nothing tells of it
                await trio.sleep(0.01)
        assert application.manager.rooms.deserted._dozing, "it is being stored"
        bob.call()
        assert await move(bob) is None
        step = bob.views[f"room/{room}"]["seats"]
    async with restarted(store, bob, config=CONFIG) as application:
        await trio.sleep(15)
        assert not len(application.manager.rooms.sleepers)
        assert [seat["player"] for seat in bob.views[f"room/{room}"]["seats"]] == [
            seat["player"] for seat in step
        ]


async def test_a_store_that_fails_keeps_the_room_awake_until_it_works_again(
    autojump_clock: MockClock,
) -> None:
    store = MemoryStore()
    async with running(CONFIG, store=store) as application:
        ann, bob = await play_slowly(application)
        ann.hang_up()
        bob.hang_up()
        await trio.sleep(10)
        store.faults, store._random = Faults(seed=1, failure_percent=100), None
        store.__attrs_post_init__()
        await trio.sleep(SLEEP_SECONDS * 3)
        assert len(application.manager.members) == 1
        store.faults = None
        store.__attrs_post_init__()
        await trio.sleep(SLEEP_SECONDS * 2)

        assert len(application.manager.rooms.sleepers) == 1


async def test_an_invited_player_is_told_and_sits_down_in_the_same_room(autojump_clock: MockClock) -> None:
    async with running(CONFIG) as application:
        ann, bob = await play_slowly(application)
        room = room_of(ann)
        await bob.ask(Stand, room)
        for caller in (ann, bob):
            await caller.ask(Leave, room)
        await trio.sleep(LIMIT_SECONDS + 60)
        for caller, token in ((ann, b"a"), (bob, b"b")):
            come_anew(caller, token * 16)
        look = await ann.ask(Look, room)
        assert (look["state"], look["reason"], look["again"]) == ("closed", "empty", None)
        assert [game["places"] for game in look["games"]] == [[1, 2]]
        again = await ann.ask(Again, room)
        await settle()
        [invitation] = own(bob)["invitations"]
        assert invitation["room"] == again["room"]
        assert await bob.ask(Again, room) == again, "who asks after somebody else comes into the same room"
        await bob.ask(Sit, again["room"])
        await settle()

        assert own(bob)["invitations"] == []
        assert (await ann.ask(Look, room))["again"] == again["room"]
        assert again["code"] != look["code"], "the code of a room that is over is not given again"


async def test_a_player_is_known_when_the_session_is_long_gone(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(CONFIG, store=store) as application:
        ann, bob = await play_slowly(application)
        await ann.ask(Say, room_of(ann), "see you")
        await fall_asleep(application, ann, bob)
        await trio.sleep(CONFIG.session.keep_seconds * 2)
        assert not application.registry.sessions
    async with restarted(store, config=CONFIG) as application:
        other = call(application, "Somebody", token=b"a" * 16)

        assert last_welcome(other).player == last_welcome(ann).player


async def test_codes_can_not_be_tried_at_will(autojump_clock: MockClock) -> None:
    async with running(CONFIG) as application:
        ann = call(application)
        answers = [await ann.ask(Look, f"AAA{n}") for n in range(CONFIG.limits.looks_burst + 1)]

        assert set(answers[:-1]) == {"no_such_room"}
        assert answers[-1] == "rate_limited"


async def test_a_room_over_the_limits_of_the_server_is_not_opened_though_all_others_sleep(
    autojump_clock: MockClock,
) -> None:
    config = evolve(CONFIG, limits=evolve(CONFIG.limits, rooms=1))
    async with running(config) as application:
        ann, bob = await play_slowly(application)
        await fall_asleep(application, ann, bob)

        assert await call(application, "Cy").ask(Create, GAME) == "too_many_rooms"


async def test_who_is_gone_again_before_the_room_is_awake_is_not_there(autojump_clock: MockClock) -> None:
    store = MemoryStore(Faults(seed=1, delay_seconds_max=1.0))
    async with running(CONFIG, store=store) as application:
        ann, bob = await play_slowly(application)
        room = room_of(ann)
        await fall_asleep(application, ann, bob)
        bob.call()
        come_anew(ann, b"a" * 16)
        ann.command(Join, room)
        bob.hang_up()
        ann.hang_up()
        await trio.sleep(5)
        [host] = application.manager.rooms.hosts.values()
        assert not len(host.audience.crowd)
        await trio.sleep(SLEEP_SECONDS * 2)
        assert len(application.manager.rooms.sleepers) == 1

        ann.call()
        await trio.sleep(5)
        assert ann.views[f"room/{room}"]["seats"][0]["status"] == "taken"


async def test_a_room_that_can_not_be_read_is_tried_again_until_it_can(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(CONFIG, store=store) as application:
        ann, bob = await play_slowly(application)
        room = room_of(ann)
        await fall_asleep(application, ann, bob)
        store.faults, store._random = Faults(seed=1, failure_percent=100), None
        store.__attrs_post_init__()
        bob.call()
        await trio.sleep(10)
        assert room in application.manager.rooms.sleepers
        store.faults = None
        store.__attrs_post_init__()
        await trio.sleep(10)

        assert await move(bob) is None
