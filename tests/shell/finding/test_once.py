"""Nobody is in two rated games at once, whichever way they came to them."""

from typing import Any

import trio
from attrs import evolve
from trio.testing import MockClock

from lobby.app import Application
from lobby.core.ids import PlayerId
from lobby.settings import Config
from lobby.shell.stores.memory import Faults
from lobby.wire.messages import (
    Create,
    Dequeue,
    Enqueue,
    Join,
    Leave,
    Pace,
    QuickPlay,
    Ready,
    Refused,
    Resign,
    Sit,
    Stand,
)
from tests.shell.callers import Caller, call, memory_of, room_of, running, settle
from tests.shell.test_restart import restarted

CONFIG = Config()
SLEEP_SECONDS = CONFIG.room.sleep_seconds


async def open_rated(host: Caller, *guests: Caller, pace: Pace = "live", name: str = "") -> str:
    """Return a rated room in which all sit, and nobody is ready."""
    opened = await host.ask(Create, "tic_tac_toe", name, True, {}, pace, None, {"rated": True})
    for caller in (host, *guests):
        await caller.ask(Join, opened["room"])
        assert await caller.ask(Sit, opened["room"]) is not None
    return str(opened["room"])


async def start_rated(*callers: Caller, pace: Pace = "live") -> str:
    """Return a rated room in which all play."""
    room = await open_rated(*callers, pace=pace)
    for caller in callers:
        assert await caller.ask(Ready, room) is None
    assert callers[0].views[f"room/{room}"]["phase"] == "playing"
    return room


async def matched(application: Application, *callers: Caller) -> str:
    """Return the room of a match that was found for these, who have not come to it."""
    for caller in callers:
        assert await caller.ask(Enqueue, "tic_tac_toe", len(callers)) is None
    await trio.sleep(0.1)
    return str(callers[0].views[f"player/{callers[0].player}"]["found"][0]["room"])


def last_refusal(caller: Caller) -> Refused:
    return [message for message in caller.heard if isinstance(message, Refused)][-1]


def people(application: Application, *names: str) -> list[Caller]:
    return [call(application, name, token=name.encode() * 8) for name in names]


async def test_who_is_in_a_match_sits_down_at_no_other_rated_table_and_plays_at_any_else(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob, cat = people(application, "Ann", "Bob", "Cat")
        other = await open_rated(cat, name="Café")
        free = (await cat.ask(Create, "tic_tac_toe"))["room"]
        await matched(application, ann, bob)
        await ann.ask(Join, other)
        at_once = await ann.ask(Sit, other)
        for caller in (ann, bob):
            await caller.ask(Join, caller.views[f"player/{caller.player}"]["found"][0]["room"])
        await settle()
        playing = await ann.ask(Sit, other)
        await ann.ask(Join, free)

        assert (at_once, playing) == ("in_match", "in_match")
        assert last_refusal(ann).params["why"] == "rated_elsewhere"
        assert "one at a time" in last_refusal(ann).detail
        assert await ann.ask(Sit, free) == {"seat": 0}


async def test_who_sits_at_two_rated_tables_is_ready_at_one_of_them(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob, cat = people(application, "Ann", "Bob", "Cat")
        one, other = await open_rated(ann, bob, name="first"), await open_rated(cat, ann)
        first = await ann.ask(Ready, one)
        second = await ann.ask(Ready, other)
        why = last_refusal(ann).params
        await cat.ask(Ready, other)
        await bob.ask(Ready, one)
        await settle()

        assert (first, second) == (None, "in_match")
        assert (why["why"], why["name"]) == ("rated_elsewhere", "first")
        phases = [ann.views[f"room/{room}"]["phase"] for room in (one, other)]
        assert phases == ["playing", "gathering"]
        await ann.ask(Resign, one, 1)
        assert await ann.ask(Ready, other) is None


async def test_two_words_in_one_breath_bind_to_one_table_only(autojump_clock: MockClock) -> None:
    """The store takes its time: neither room has decided for good when the other one is asked."""
    async with running(faults=Faults(seed=1, delay_seconds_max=0.5)) as application:
        ann, bob = people(application, "Ann", "Bob")
        one, other = await open_rated(bob, ann), await open_rated(bob, ann)
        numbers = [ann.command(Ready, room) for room in (one, other, one)]
        answers = [await ann.answer_to(number) for number in numbers]

        refused = [answer.code if isinstance(answer, Refused) else None for answer in answers]
        assert refused == [None, "in_match", None]


async def test_who_takes_ready_back_is_free_when_that_is_stored_and_not_if_it_is_not(
    autojump_clock: MockClock,
) -> None:
    faults = Faults(seed=1)
    async with running(faults=faults) as application:
        ann, bob = people(application, "Ann", "Bob")
        one, other = await open_rated(bob, ann), await open_rated(bob, ann)
        await ann.ask(Ready, one)
        memory_of(application).faults = evolve(faults, failure_percent=100)
        back = ann.command(Ready, one, False)
        at_once = ann.command(Ready, other)
        codes = [getattr(await ann.answer_to(number), "code", None) for number in (back, at_once)]
        memory_of(application).faults = faults
        await settle()

        assert codes == ["store", "in_match"]
        assert ann.views[f"room/{one}"]["seats"][1]["ready"]
        assert await ann.ask(Ready, one, False) is None
        assert await ann.ask(Ready, other) is None


async def test_who_is_ready_for_a_rated_game_waits_for_no_match_and_no_match_is_waited_for(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob, cat = people(application, "Ann", "Bob", "Cat")
        room = await open_rated(ann, bob)
        assert await ann.ask(Enqueue, "tic_tac_toe") is None
        await ann.ask(Ready, room)
        await settle()
        ticket = ann.views[f"player/{ann.player}"]["queue"]
        entered = await ann.ask(Enqueue, "tic_tac_toe")
        await cat.ask(Enqueue, "tic_tac_toe")
        await settle()

        assert (ticket, entered) == (None, "in_match")
        assert ann.views[f"player/{ann.player}"]["found"] == []
        await ann.ask(Stand, room)
        assert await ann.ask(Enqueue, "tic_tac_toe") is None


async def test_who_is_refused_to_be_ready_waits_on_as_long_as_they_have(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = people(application, "Ann", "Bob")
        room = await open_rated(ann, bob)
        assert await ann.ask(Stand, room) is None
        assert await ann.ask(Enqueue, "tic_tac_toe") is None
        await settle()
        queue = application.manager.finding.matchmaker.queue
        before = queue.find(PlayerId(ann.player))
        assert await ann.ask(Ready, room) == "not_seated"
        await settle()

        assert before is not None
        assert queue.find(PlayerId(ann.player)) == before
        assert ann.views[f"player/{ann.player}"]["queue"] is not None


async def test_after_a_restart_the_same_holds_before_the_rooms_are_back(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob, cat, dan = people(application, "Ann", "Bob", "Cat", "Dan")
        playing = await start_rated(ann, bob)
        ready = await open_rated(cat, bob)
        await cat.ask(Ready, ready)
        found = await matched(application, dan, call(application, "Eve"))
        await settle()
        store = memory_of(application)
    async with restarted(store, ann, cat, dan) as application:
        numbers = [caller.command(Enqueue, "connect_four") for caller in (ann, cat, dan)]
        assert not application.manager.rooms.hosts, "they come back one by one"
        answers = zip((ann, cat, dan), numbers, strict=True)
        codes = [getattr(await caller.answer_to(number), "code", None) for caller, number in answers]
        await settle()
        later = [await caller.ask(Enqueue, "connect_four") for caller in (ann, cat, dan)]

        assert {playing, ready, found} <= application.manager.rooms.hosts.keys()
        assert codes == ["in_match"] * 3
        assert later == ["in_match"] * 3


async def test_a_rated_game_that_sleeps_is_one(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob, cat = people(application, "Ann", "Bob", "Cat")
        await start_rated(ann, bob, pace="slow")
        await settle()
        for caller in (ann, bob):
            caller.hang_up()
        await trio.sleep(SLEEP_SECONDS + 5)
        assert len(application.manager.rooms.sleepers) == 1
        other = await open_rated(cat)
        ann.call()
        await ann.ask(Join, other)

        assert await ann.ask(Sit, other) == "in_match"
        assert await ann.ask(Enqueue, "tic_tac_toe") == "in_match"


async def test_quick_play_is_no_way_to_a_second_one_and_is_free(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob, cat = people(application, "Ann", "Bob", "Cat")
        rated = await open_rated(cat)
        await start_rated(ann, bob)
        seated: Any = await ann.ask(QuickPlay, "tic_tac_toe")

        assert seated["room"] != rated
        assert not ann.views[f"room/{seated['room']}"]["house"]["rated"]


async def test_who_leaves_a_rated_game_is_free_for_another(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob, cat = people(application, "Ann", "Bob", "Cat")
        room, other = await start_rated(ann, bob), await open_rated(cat)
        await ann.ask(Leave, room)
        await ann.ask(Join, other)
        sat = await ann.ask(Sit, other)
        waits = await ann.ask(Enqueue, "connect_four")

        assert (sat, waits) == ({"seat": 1}, None)
        assert await ann.ask(Dequeue) is None
        assert await ann.ask(Ready, other) is None
        assert room_of(ann) == other
