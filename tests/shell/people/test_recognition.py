"""Players who are in the store only: whoever comes with a token of theirs is who they were."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import trio
from attrs import define, evolve
from trio.testing import MockClock

from lobby.app import Application
from lobby.settings import Config, SessionSection
from lobby.shell.people.registry import IDLE_KEEP_SECONDS
from lobby.shell.questions import FindPlayers, Question, Unreadable
from lobby.shell.stores.inbox import Ask
from lobby.shell.stores.memory import Faults, MemoryStore
from lobby.wire.messages import Block, Create, Invite, Leave, Profile, Report, Say, SetName, Sit, Unblock
from tests.shell.callers import Caller, call, last_welcome, running, settle

CONFIG = Config(session=SessionSection(keep_seconds=600))
GONE_SECONDS = CONFIG.session.keep_seconds + 10


@define(eq=False)
class Quiet(MemoryStore):
    """A store that may say nothing to whoever looks for players; what they ask is held then."""

    held: list[Ask] | None = None

    def ask(self, question: Question, tell: Callable[[Any], None]) -> None:
        """See Store.ask."""
        if self.held is not None and isinstance(question, FindPlayers):
            self.held.append(Ask(question, tell))
        else:
            MemoryStore.ask(self, question, tell)


def small(*, absent: int = 1, **door: Any) -> Config:
    limits = evolve(CONFIG.limits, absent_players=absent)
    return evolve(CONFIG, limits=limits, door=evolve(CONFIG.door, **door))


def token_of(name: str) -> bytes:
    return name.encode().ljust(32, b".")


async def leave_behind(application: Application, *names: str) -> dict[str, str]:
    """Let players come, do something, and go for good; return their ids by their names."""
    ids = dict[str, str]()
    for name in names:
        caller = call(application, name, token=token_of(name))
        await caller.ask(SetName, name)
        ids[name] = caller.player
        caller.hang_up()
    await trio.sleep(GONE_SECONDS)
    return ids


@asynccontextmanager
async def with_strangers(
    config: Config, *names: str, faults: Faults | None = None
) -> AsyncIterator[tuple[Application, dict[str, str]]]:
    """Run a server that has started on a store in which these players are, and nobody else."""
    store = Quiet()
    async with running(config, store=store) as application:
        ids = await leave_behind(application, *names)
    store = store.after_crash()
    store.faults = faults
    async with running(config, store=store, seed=1) as application:
        yield application, ids


def store_of(application: Application) -> Quiet:
    assert isinstance(application.store, Quiet)
    return application.store


def sizes(held: list[Ask]) -> list[int]:
    return [len(asked.question.tokens) for asked in held if isinstance(asked.question, FindPlayers)]


def goodbye(caller: Caller) -> str | None:
    assert caller.line is not None
    return caller.line.goodbye.code if caller.line.goodbye is not None else None


# --- who comes -----------------------------------------------------------------------------------


async def test_a_start_holds_nobody_whom_nothing_waits_for(autojump_clock: MockClock) -> None:
    async with with_strangers(small(), "Ann", "Bob") as (application, _):
        assert application.registry.count_players() == 0
        assert application.registry.players.has_strangers


async def test_a_token_that_the_store_knows_is_the_same_player_with_name_and_blocks(
    autojump_clock: MockClock,
) -> None:
    store = MemoryStore()
    async with running(small(), store=store) as application:
        ann, eve = (call(application, name, token=token_of(name)) for name in ("Ann", "Eve"))
        await eve.ask(SetName, "Evil Eve")
        await ann.ask(Block, eve.player)
        for caller in (ann, eve):
            caller.hang_up()
        await trio.sleep(GONE_SECONDS)
    async with running(small(), store=store.after_crash(), seed=1) as application:
        again = call(application, "Somebody", token=token_of("Ann"))
        await settle()

        assert (again.player, last_welcome(again).player.name) == (ann.player, "Ann")
        assert again.views[f"player/{ann.player}"]["blocked"] == [{"id": eve.player, "name": "Evil Eve"}]
        assert application.manager.talk.blocks(ann.player, eve.player)  # type: ignore[arg-type]


async def test_a_token_that_nobody_has_come_with_is_somebody_new(autojump_clock: MockClock) -> None:
    async with with_strangers(small(), "Ann") as (application, ids):
        new = call(application, "Newcomer", token=token_of("new"))
        await settle()

        assert last_welcome(new).player.name == "Newcomer"
        assert new.player not in ids.values()


async def test_two_who_come_at_once_with_one_token_are_one_player(autojump_clock: MockClock) -> None:
    async with with_strangers(small(), "Ann") as (application, ids):
        both = [call(application, token=token_of("Ann")) for _ in range(2)]
        news = [call(application, "New", token=token_of("new")) for _ in range(2)]
        await settle()

        assert {caller.player for caller in both} == {ids["Ann"]}
        assert len({caller.player for caller in news}) == 1
        assert application.registry.count_players() == 2


async def test_what_is_said_meanwhile_is_heard_in_its_order(autojump_clock: MockClock) -> None:
    async with with_strangers(small(), "Ann") as (application, _):
        ann = call(application, token=token_of("Ann"))
        numbers = [ann.command(SetName, name) for name in ("Anna", "Annie")]
        for number in numbers:
            await ann.answer_to(number)

        assert list(ann.answers) == numbers
        assert application.registry.find(ann.player).name == "Annie"  # type: ignore[union-attr]


async def test_who_says_too_much_meanwhile_is_told_to_come_again(autojump_clock: MockClock) -> None:
    async with with_strangers(small(), "Ann") as (application, ids):
        ann = call(application, token=token_of("Ann"))
        for _ in range(CONFIG.limits.frame_bytes // 1000 + 1):
            ann.command(Say, "", "a" * 1000)

        assert goodbye(ann) == "not_yet"
        ann.unanswered.clear()
        ann.call(token=token_of("Ann"), last=0)
        await settle()
        assert ann.player == ids["Ann"]


async def test_who_hangs_up_meanwhile_is_nobody(autojump_clock: MockClock) -> None:
    async with with_strangers(small(), "Ann") as (application, _):
        call(application, token=token_of("new")).hang_up()
        call(application, token=token_of("Ann")).hang_up()
        await settle()

        assert (len(application.registry.sessions), application.registry.count_players()) == (0, 0)


async def test_who_did_nothing_this_time_is_known_all_the_same_next_time(autojump_clock: MockClock) -> None:
    async with with_strangers(small(), "Ann", "Bob") as (application, ids):
        for name in ("Ann", "Bob", "Ann"):
            caller = call(application, token=token_of(name))
            await settle()
            assert caller.player == ids[name]
            caller.hang_up()
            await trio.sleep(IDLE_KEEP_SECONDS + 1)

        assert application.registry.count_players() == 1


async def test_a_name_that_was_taken_meanwhile_gets_a_number_that_stays(autojump_clock: MockClock) -> None:
    async with with_strangers(small(), "Ann", "Bob") as (application, ids):
        other = call(application, "Ann")
        for visit in range(2):
            again = call(application, token=token_of("Ann"))
            await settle()
            assert (again.player, last_welcome(again).player.name) == (ids["Ann"], "Ann 2")
            again.hang_up()
            await trio.sleep(IDLE_KEEP_SECONDS + 1)
            if not visit:
                other.hang_up()
            bob = call(application, token=token_of("Bob"))
            await settle()
            bob.hang_up()
            await trio.sleep(IDLE_KEEP_SECONDS + 1)
            assert application.registry.find(ids["Ann"]) is None


# --- a store that fails --------------------------------------------------------------------------


async def test_on_a_store_that_fails_now_and_then_everybody_comes_in_as_who_they_are(
    autojump_clock: MockClock,
) -> None:
    faults = Faults(3, failure_percent=50, delay_seconds_max=0.5)
    names = [f"Guest {number}" for number in range(20)]
    async with with_strangers(small(), *names, faults=faults) as (application, ids):
        for name in names:
            caller = call(application, token=token_of(name))
            while not caller.player:
                await trio.sleep(1)
                if goodbye(caller) == "not_yet":
                    caller.call(token=token_of(name))
            assert (caller.player, last_welcome(caller).player.name) == (ids[name], name)
            caller.hang_up()
            await trio.sleep(IDLE_KEEP_SECONDS + 20)

        assert application.registry.count_players() == 1


async def test_on_a_store_that_does_not_answer_a_hello_is_told_so_and_comes_again(
    autojump_clock: MockClock,
) -> None:
    async with with_strangers(small(lookup_seconds=3.0), "Ann") as (application, ids):
        held = store_of(application).held = list[Ask]()
        ann = call(application, token=token_of("Ann"))
        await trio.sleep(3.5)

        assert goodbye(ann) == "not_yet"
        ann.call(token=token_of("Ann"))
        store_of(application).held, [asked] = None, held
        asked.tell(Unreadable("the disk is back only now"))
        await trio.sleep(2)
        assert ann.player == ids["Ann"]


async def test_no_more_wait_than_may_and_the_store_is_asked_one_bounded_question_at_a_time(
    autojump_clock: MockClock,
) -> None:
    async with with_strangers(small(lookups=10, lookups_together=4), "Ann") as (application, _):
        held = store_of(application).held = list[Ask]()
        callers = [call(application, token=token_of(f"flood {number}")) for number in range(12)]

        assert [goodbye(caller) for caller in callers] == [None] * 10 + ["not_yet"] * 2
        assert sizes(held) == [1]
        held[0].tell(())
        assert sizes(held) == [1, 4]
        assert application.registry.count_players() == 1


async def test_who_leaves_while_the_store_fails_is_stored_when_it_works_again(
    autojump_clock: MockClock,
) -> None:
    store = MemoryStore()
    async with running(small(), store=store) as application:
        ids = await leave_behind(application, "Ann")
        again = call(application, token=token_of("Ann"))
        await again.ask(SetName, "Anna")
        store.faults, store._random = Faults(1, failure_percent=100), Random(1)
        again.hang_up()
        await trio.sleep(GONE_SECONDS)
        assert application.registry.absent.count == 1
        store.faults = None
        await trio.sleep(3)
        other = call(application, token=token_of("Bob"))
        await other.ask(SetName, "Bob")
        other.hang_up()
        await trio.sleep(GONE_SECONDS)

        assert application.registry.count_players() == 1
        back = call(application, token=token_of("Ann"))
        await settle()
        assert (back.player, last_welcome(back).player.name) == (ids["Ann"], "Anna")


# --- whom others look for ------------------------------------------------------------------------


async def test_who_is_not_in_memory_is_found_by_everything_that_names_them(autojump_clock: MockClock) -> None:
    async with with_strangers(small(), "Ann", "Bob", "Cy") as (application, ids):
        me = call(application, "Me", token=token_of("me"))
        await settle()

        assert (await me.ask(Profile, ids["Ann"]))["player"]["name"] == "Ann"
        assert await me.ask(Block, ids["Bob"]) is None
        assert await me.ask(Report, "", ids["Cy"], "for what they said") is None
        assert await me.ask(Profile, "a" * 16) == "no_such_player"
        room = (await me.ask(Create, "tic_tac_toe"))["room"]
        assert await me.ask(Invite, room, ids["Cy"]) == "not_met"
        blocked = [{"id": ids["Bob"], "name": "Bob"}]
        await settle()
        assert me.views[f"player/{me.player}"]["blocked"] == blocked


async def test_commands_behind_one_that_looks_for_somebody_keep_their_order(
    autojump_clock: MockClock,
) -> None:
    async with with_strangers(small(), "Ann") as (application, ids):
        me = call(application, "Me", token=token_of("me"))
        await settle()
        numbers = [me.command(Block, ids["Ann"]), me.command(Unblock, ids["Ann"])]
        for number in numbers:
            await me.answer_to(number)

        assert list(me.answers) == numbers
        assert not application.manager.talk.blocked_by(me.player)  # type: ignore[arg-type]


async def test_whom_nobody_knows_any_more_is_a_stranger(autojump_clock: MockClock) -> None:
    guests = evolve(CONFIG.retention, guest_days=1)
    config = evolve(small(absent=5), retention=guests)
    days = [0.0]
    async with running(config, wall_clock=lambda: 1_700_000_000 + 86_400 * days[0]) as application:
        ids = await leave_behind(application, "Ann", "Bob")
        for day in (1.0, 3.0):
            days[0] = day
            await application.tidier.tidy()
        again = call(application, "Other", token=token_of("Ann"))
        await settle()

        assert again.player not in ids.values()
        assert last_welcome(again).player.name == "Other"


async def test_whom_a_room_waits_for_stays_in_memory_with_the_name(autojump_clock: MockClock) -> None:
    async with running(small()) as application:
        ann = call(application, "Ann", token=token_of("Ann"))
        room = (await ann.ask(Create, "tic_tac_toe", "", True, {}, "slow"))["room"]
        await ann.ask(Sit, room)
        ann.hang_up()
        await trio.sleep(GONE_SECONDS)
        ids = await leave_behind(application, "Bob", "Cy")

        assert application.registry.find(ann.player) is not None
        assert application.registry.find(ids["Bob"]) is None
        other = call(application, "ANN")
        await settle()
        assert last_welcome(other).player.name == "ANN 2"
        ann.call(token=token_of("Ann"))
        await ann.ask(Leave, room)
        ann.hang_up()
        await trio.sleep(GONE_SECONDS)
        await leave_behind(application, "Di", "Ed")
        assert application.registry.find(ann.player) is None
