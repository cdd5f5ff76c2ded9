"""Which games in rated rooms do not count, and that their players are told; also over a crash."""

from typing import Any

import pytest
import trio
from attrs import evolve
from trio.testing import MockClock

from lobby.app import Application
from lobby.core.finding.tally import Tally
from lobby.settings import Config
from lobby.wire.messages import Create, Enqueue, Join, Leave, Look, Profile, Ready, Refused, Resign, Sit
from tests.shell.callers import Caller, call, memory_of, play_on, play_out, room_of, running, settle

CONFIG = Config()
HOME, AWAY = "203.0.113.7", "203.0.113.8"


def wall_clock() -> float:
    return 1_800_000_000.0 + trio.current_time()


def later() -> float:
    return wall_clock() + 3600


def with_finding(**changes: Any) -> Config:
    return evolve(CONFIG, finding=evolve(CONFIG.finding, **changes))


async def begin(*callers: Caller) -> str:
    """Return a rated room in which the game has begun."""
    opened = await callers[0].ask(Create, "tic_tac_toe", "", True, {}, "live", None, {"rated": True})
    for caller in callers:
        await caller.ask(Join, opened["room"])
        await caller.ask(Sit, opened["room"])
    for caller in callers:
        assert await caller.ask(Ready, opened["room"]) is None
    return str(opened["room"])


async def play_again(*callers: Caller) -> str:
    """Play one more game to its end; return why it does not count."""
    for caller in callers:
        await caller.ask(Ready, room_of(callers[0]))
    await play_out([*callers], lambda moves: moves[0])
    return unrated(callers[0])


def unrated(caller: Caller) -> str:
    return str(caller.views[f"game/{room_of(caller)}"]["unrated"])


async def rated_games(caller: Caller) -> int:
    profile = await caller.ask(Profile, "")
    return sum(rating["games"] for rating in profile["ratings"])


async def test_so_many_games_of_two_count_in_a_day_and_no_more_also_after_a_restart(
    autojump_clock: MockClock,
) -> None:
    config = with_finding(rated_per_pair=2)
    async with running(config, wall_clock=wall_clock) as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        await begin(ann, bob)
        await play_out([ann, bob], lambda moves: moves[0])
        whys = [unrated(ann), await play_again(ann, bob), await play_again(ann, bob)]
        store = memory_of(application)
    async with running(config, store=store.after_crash(), wall_clock=later) as application:
        for caller in (ann, bob):
            caller.survive(application)
            caller.call()
        await settle()
        whys.append(await play_again(ann, bob))
        played = (await ann.ask(Profile, ""))["games"]

        assert whys == ["", "", "pair", "pair"]
        told = sorted((game["unrated"], game["change"] is None) for game in played)
        assert told == [("", False), ("", False), ("pair", True), ("pair", True)]
        assert await rated_games(ann) == 2


async def test_a_day_later_the_same_two_are_rated_again_and_with_others_they_always_are(
    autojump_clock: MockClock,
) -> None:
    async with running(with_finding(rated_per_pair=1), wall_clock=wall_clock) as application:
        ann, bob, cy = (call(application, name) for name in ("Ann", "Bob", "Cy"))
        for other in (bob, bob, cy):
            room = await begin(ann, other)
            await play_out([ann, other], lambda moves: moves[0])
            for caller in (ann, other):
                await caller.ask(Leave, room)
        before = await rated_games(ann)
        for _ in range(25):
            await trio.sleep(3600)
        room = await begin(ann, bob)
        await play_out([ann, bob], lambda moves: moves[0])

        assert before == 2
        assert await rated_games(ann) == 3


@pytest.mark.parametrize(
    ("addresses", "allowed", "why"),
    [
        ((HOME, HOME), False, "address"),
        ((HOME, HOME), True, ""),
        ((HOME, AWAY), False, ""),
        (("127.0.0.1", "127.0.0.1"), False, ""),
        (("2001:db8::1", "2001:db8::2"), False, "address"),
    ],
)
async def test_at_one_address_games_do_not_count_unless_the_operator_says_so(
    autojump_clock: MockClock, addresses: tuple[str, str], allowed: bool, why: str
) -> None:
    async with running(with_finding(rated_same_address=allowed)) as application:
        ann, bob = (
            call(application, name, address=address)
            for name, address in zip(("Ann", "Bob"), addresses, strict=True)
        )
        await begin(ann, bob)
        at_start = unrated(ann)
        await play_out([ann, bob], lambda moves: moves[0])

        assert (at_start, unrated(bob)) == (why, why)
        assert await rated_games(bob) == (0 if why else 1)


async def test_who_gives_a_match_up_before_the_first_move_loses_nothing_but_must_wait(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob = await play_match(application)
        room = room_of(ann)
        await play_on([ann, bob], 1)
        last = ann if ann.seat["turn"] else bob
        first = bob if last is ann else ann
        await last.ask(Resign, room, 1)
        await settle()
        whys = unrated(ann), await rated_games(ann), await rated_games(bob)
        refused = await last.ask(Enqueue, "tic_tac_toe")
        params = [message for message in last.heard if isinstance(message, Refused)][-1].params

        assert whys == ("unmoved", 0, 0)
        assert (refused, params["why"]) == ("rate_limited", "kept_out")
        assert await first.ask(Enqueue, "tic_tac_toe") is None
        await trio.sleep(params["retry_ms"] / 1000)
        assert await last.ask(Enqueue, "tic_tac_toe") is None


async def play_match(application: Application) -> list[Caller]:
    """Return two who were matched, and have come."""
    callers = [call(application, name) for name in ("Ann", "Bob")]
    for caller in callers:
        assert await caller.ask(Enqueue, "tic_tac_toe") is None
    await trio.sleep(0.1)
    for caller in callers:
        await caller.ask(Join, caller.views[f"player/{caller.player}"]["found"][0]["room"])
    await settle()
    return callers


@pytest.mark.parametrize("at_a_time", [1, 3, 200])
async def test_after_a_start_all_games_of_the_last_day_are_counted_some_at_a_time(
    autojump_clock: MockClock, at_a_time: int
) -> None:
    """Also where several have ended in the same millisecond."""
    config = with_finding(rated_per_pair=1000)
    async with running(config, wall_clock=wall_clock) as application:
        callers = [call(application, name) for name in ("Ann", "Bob", "Cy", "Dot")]
        for _ in range(4):
            for pair in (callers[:2], callers[2:]):
                room = await begin(*pair)
                await play_out(pair, lambda moves: moves[0])
                for caller in pair:
                    await caller.ask(Leave, room)
        store = memory_of(application)
    async with running(config, store=store.after_crash(), wall_clock=wall_clock) as application:
        bars = application.manager.finding.bars
        bars.page, bars.tally = at_a_time, Tally()
        bars.restore()
        await settle()

        assert len(bars.tally) == 8


@pytest.mark.parametrize(("rated_bots", "told"), [("apart", "bot"), ("together", "")])
async def test_a_game_of_a_person_with_a_bot_counts_where_the_operator_says_so(
    autojump_clock: MockClock, rated_bots: str, told: str
) -> None:
    async with running(with_finding(rated_bots=rated_bots), wall_clock=wall_clock) as application:
        ann, bot = call(application, "Ann"), call(application, "Robby", kind="bot")
        room = await begin(ann, bot)
        at_start = ann.views[f"game/{room}"]["unrated"]
        await play_out([ann, bot], lambda moves: moves[0])

        assert (at_start, unrated(ann)) == (told, told)
        assert [game["unrated"] for game in (await ann.ask(Look, room))["games"]] == [told]
        assert await rated_games(ann) == await rated_games(bot) == (told == "")


async def test_games_of_bots_among_themselves_count(autojump_clock: MockClock) -> None:
    async with running(wall_clock=wall_clock) as application:
        one, other = call(application, "One", kind="bot"), call(application, "Other", kind="bot")
        await begin(one, other)
        await play_out([one, other], lambda moves: moves[0])

        assert (unrated(one), await rated_games(one)) == ("", 1)
