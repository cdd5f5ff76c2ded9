"""Whoever comes is who they were, whatever is in memory: a server that keeps one player who has gone, and
one that keeps all of them, tell everybody the same; over restarts, crashes and a store that fails."""

from collections.abc import Callable
from typing import Any

import trio
from attrs import define, evolve, field, frozen
from hypothesis import example, given, settings
from hypothesis import strategies as st
from trio.testing import MockClock

from lobby.app import Application
from lobby.settings import Config
from lobby.shell.stores.memory import Faults, MemoryStore
from lobby.wire.messages import Block, Create, Leave, SetName, Sit
from tests.shell.callers import Caller, last_welcome, running

CONFIG = Config()
KEEP_SECONDS = 100.0
PEOPLE = 3
MOST_ABSENT = 1


@frozen
class Come:
    """A player comes, in a session of their own."""

    who: int


@frozen
class Hurry:
    """A player comes twice in one instant."""

    who: int


@frozen
class Go:
    """All connections of a player are cut."""

    who: int


@frozen
class Rename:
    """A player takes a name, which somebody may have."""

    who: int
    name: int


@frozen
class Shun:
    """A player blocks another one."""

    who: int
    other: int


@frozen
class SitDown:
    """A player takes a seat in a slow game, which waits for them."""

    who: int


@frozen
class StandUp:
    """A player leaves all games."""

    who: int


@frozen
class Wait:
    """So long that every session without a connection is forgotten."""


@frozen
class Restart:
    """The server is killed, and another one starts."""


@frozen
class Visit:
    """A player comes, takes a name or does nothing, and goes for good."""

    who: int
    name: int | None


Act = Visit | Come | Hurry | Go | Rename | Shun | SitDown | StandUp | Wait | Restart

who = st.integers(0, PEOPLE - 1)
acts = st.lists(
    st.one_of(
        st.builds(Visit, who, st.none() | st.integers(0, 1)),
        st.builds(Visit, who, st.none() | st.integers(0, 1)),
        st.builds(Come, who),
        st.builds(Hurry, who),
        st.builds(Go, who),
        st.builds(Rename, who, st.integers(0, 1)),
        st.builds(Shun, who, who),
        st.builds(SitDown, who),
        st.builds(StandUp, who),
        st.just(Wait()),
        st.just(Restart()),
    ),
    min_size=4,
    max_size=20,
)
# With nobody who has gone there is nothing to find out.
BEFORE: list[Act] = [Visit(0, 0), Visit(1, 1), Visit(2, 0)]


@define(eq=False)
class World:
    """One server, its people, and all that they were told about who they are."""

    config: Config
    store: MemoryStore
    told: list[Any] = field(factory=list)
    here: dict[int, list[Caller]] = field(factory=dict)
    ids: dict[int, str] = field(factory=dict)  # of whoever has done something
    calls: int = 0
    rooms: dict[int, list[str]] = field(factory=dict)

    async def run(self, acts: list[Act]) -> None:
        """Do all, on as many servers as it takes."""
        rest = list(acts)
        while True:
            async with running(self.config, store=self.store, seed=self.calls) as application:
                while rest and not isinstance(act := rest.pop(0), Restart):
                    await self.do(application, act)
                    self.check(application)
                if not rest:
                    return
            self.store, self.here = self.store.after_crash(), {}

    async def do(self, application: Application, act: Act) -> None:
        """Do one thing, and note what is told of who somebody is."""
        match act:
            case Come(who):
                await self.come(application, who, 1)
            case Hurry(who):
                await self.come(application, who, 2)
            case Go(who):
                for caller in self.here.pop(who, []):
                    caller.hang_up()
            case Rename(who, name):
                await self.ask(who, lambda: (SetName, f"Name {name}"))
            case Shun(who, other):
                await self.ask(who, lambda: (Block, self.ids.get(other, "nobody")))
            case SitDown(who):
                await self.sit_down(who)
            case StandUp(who):
                for room in self.rooms.pop(who, []):
                    await self.ask(who, lambda room=room: (Leave, room))  # type: ignore[misc]
            case Wait():
                await trio.sleep(KEEP_SECONDS + 20)
            case Visit(who, name):
                await self.come(application, who, 1)
                if name is not None:
                    await self.do(application, Rename(who, name))
                await self.do(application, Go(who))
                await self.do(application, Wait())
            case Restart():
                raise AssertionError("that is for `run`")

    async def come(self, application: Application, who: int, times: int) -> None:
        """Let somebody connect, and note who they are."""
        callers = list[Caller]()
        for _ in range(times):
            self.calls += 1
            caller = Caller(application, f"Guest {who}", b"%016d" % self.calls)
            caller.call(token=b"%032d" % who)
            callers.append(caller)
        await trio.sleep(3)
        for caller in callers:
            while not caller.player:
                assert caller.line is not None
                if caller.line.goodbye is not None:
                    assert caller.line.goodbye.code == "not_yet"
                    caller.call(token=b"%032d" % who)
                await trio.sleep(3)
        self.here.setdefault(who, []).extend(callers)
        for caller in self.here[who]:
            blocked = caller.views[f"player/{caller.player}"]["blocked"]
            self.told.append((who, caller.player, last_welcome(caller).player.name, blocked))
            assert caller.player == self.ids.get(who, caller.player), "one token is one player"
        assert len({caller.player for caller in self.here[who]}) == 1

    async def ask(self, who: int, command: Callable[[], tuple[Any, ...]]) -> Any:
        """Let somebody who is there ask something; who did something is known from then on."""
        if who not in self.here:
            return None
        caller = self.here[who][0]
        result = await caller.ask(*command())
        if result != "store":
            self.ids[who] = caller.player
        self.told.append((who, result if not isinstance(result, dict) else sorted(result)))
        return result

    async def sit_down(self, who: int) -> None:
        """Let somebody who is there open a slow game, and wait for another one there."""
        opened = await self.ask(who, lambda: (Create, "tic_tac_toe", "", True, {}, "slow"))
        if isinstance(opened, dict):
            self.rooms.setdefault(who, []).append(opened["room"])
            await self.ask(who, lambda: (Sit, opened["room"]))

    def check(self, application: Application) -> None:
        """Nobody is in memory for nothing, but as many as allowed; nobody is there twice."""
        registry = application.registry
        waited_for = {who for who, rooms in self.rooms.items() if rooms}
        sessions = {session.player_id for session in registry.sessions.values()}
        held = self.config.limits.absent_players + 1 + registry.absent.leaving
        assert len(registry.players) <= len(sessions) + len(waited_for) + held
        hashes = [identity.token_hash for identity in registry.players]
        assert len(hashes) == len(set(hashes))
        names = [identity.player.name.casefold() for identity in registry.players if identity.has_name]
        assert len(names) == len(set(names)) <= len(registry.players.names) <= 2 * len(names)


def config_with(absent: int) -> Config:
    limits = evolve(CONFIG.limits, absent_players=absent)
    session = evolve(CONFIG.session, keep_seconds=KEEP_SECONDS)
    talk = evolve(CONFIG.talk, names_per_minute=1000.0, names_burst=1000)
    return evolve(CONFIG, limits=limits, session=session, talk=talk)


def live(acts: list[Act], absent: int, faults: Faults | None = None) -> World:
    """Return what a world is like after all that."""
    world = World(config_with(absent), MemoryStore(faults))
    trio.run(world.run, BEFORE + acts, clock=MockClock(autojump_threshold=0))
    return world


@given(acts)
@settings(max_examples=40, deadline=None)
def test_who_is_in_memory_makes_no_difference_to_anybody(acts: list[Act]) -> None:
    assert live(acts, MOST_ABSENT).told == live(acts, 1000).told


# The store did not forget the session of who had the name before.
@example([Come(0), Visit(2, 1), Restart(), Come(0)], 241)
@given(acts, st.integers(0, 1000))
@settings(max_examples=40, deadline=None)
def test_a_store_that_fails_now_and_then_makes_nobody_somebody_else(acts: list[Act], seed: int) -> None:
    live(acts, MOST_ABSENT, Faults(seed, failure_percent=20, delay_seconds_max=0.3))
