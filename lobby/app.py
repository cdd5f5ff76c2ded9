"""The composition: the one place that chooses implementations."""

import sys
import time
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import trio
from attrs import evolve, frozen

from lobby.catalogue import load_catalogue
from lobby.core.backlog import BacklogBounds
from lobby.core.budget import Budget
from lobby.core.game import Game
from lobby.core.summary import tells_enough
from lobby.core.topic import Bounds, Total
from lobby.settings import Config, GameSection, ServerSection
from lobby.shell import chance
from lobby.shell.bots.pool import Pool
from lobby.shell.bots.seated import Bots
from lobby.shell.bots.thinkers import Thinkers, Workshop
from lobby.shell.chance import Chance, SystemChance
from lobby.shell.door.porter import Porter
from lobby.shell.http.shelf import StoreShelf
from lobby.shell.keeping.films import Films
from lobby.shell.keeping.tidier import Tidier
from lobby.shell.lobby import Lobby
from lobby.shell.manager import Manager
from lobby.shell.metrics import Metrics
from lobby.shell.people.own_games import OwnGames
from lobby.shell.people.registry import Registry
from lobby.shell.reception import Reception
from lobby.shell.reporting.reports import Reporter
from lobby.shell.rooms.opening import Architect
from lobby.shell.store import Store
from lobby.shell.stores.memory import MemoryStore
from lobby.shell.stores.sqlite import SqliteStore
from lobby.shell.talk.word_filter import WordFilter, load_filter
from lobby.shell.timing.lived import Lived
from lobby.shell.timing.timers import Timers
from lobby.shell.timing.wall import Wall
from lobby.shell.watchdog import Watchdog
from lobby.wire.values import Value


@frozen(eq=False)
class Application:
    """All parts of one server behind its transports.

    `restore` comes first. `store.run`, `timers.run`, `reports.run`, `films.run` and the `run` of
    `manager.access.passwords` must be running, for bots `bots.run`, and where the store is to stay small
    `tidier.run`, for a clock that may be set `wall.run`; games are bounded in time while the watchdog is.
    """

    config: Config
    games: dict[str, Game]
    store: Store
    tidier: Tidier
    timers: Timers
    metrics: Metrics
    watchdog: Watchdog
    reports: Reporter
    registry: Registry
    lobby: Lobby
    manager: Manager
    reception: Reception
    lived: Lived
    films: Films
    porter: Porter
    shelf: StoreShelf
    bots: Bots
    wall: Wall

    async def restore(self) -> None:
        """Take in all that has survived; raise CantStore."""
        kept = await self.store.load(tells_enough, with_answers=False)
        self.lived.begin(kept.lived_ms)
        self.registry.restore(kept, self.lobby.topics)
        self.manager.restore(kept)
        self.registry.look_around()

    async def put_down(self) -> None:
        """Store what spares the next start time; ends when that is stored, or after half the shutdown."""
        with trio.move_on_after(self.config.server.shutdown_seconds / 2):
            await self._wait_stored()  # of a room in the midst of a step nothing can be kept
            for records in self.manager.rooms.put_down():
                self.store.write(records, _ignore)
                await trio.lowlevel.checkpoint()
            await self._wait_stored()

    async def _wait_stored(self) -> None:
        """Return when all that the store was asked for is stored, or can't be."""
        stored = trio.Event()
        self.store.write((), lambda _: stored.set())
        await stored.wait()


def assemble(
    config: Config,
    *,
    games: dict[str, Game] | None = None,
    store: Store | None = None,
    source: Chance | None = None,
    data: Path | None = None,
    wall_clock: Callable[[], float] = time.time,
    workshop: Callable[[dict[str, Game], Timers], Workshop] | None = None,
) -> Application:
    """Return the parts of a server, put together; raise GameNotLoaded for a game that is none, BadFilter.

    `data` is the directory for what must survive; without it, all is kept in memory. Tests bring a
    store with faults, chance from a seed, a wall clock (seconds since the Unix epoch, for display only), and
    a `workshop` for bots that has no processes.
    Call it under Trio, whose clock is room time. It is long as a list is: a line for each part, in the order
    in which they need one another.
    """
    games = _load_games(config.server) if games is None else games
    games = {name: evolve(game, budget=_allow(config.game)) for name, game in games.items()}
    store = _make_store(config, data) if store is None else store
    source = SystemChance() if source is None else source
    timers, metrics = Timers(), Metrics()
    reports = Reporter(config.reports, data and data / "reports", wall_clock)
    watchdog = Watchdog(config.game.hook_seconds)
    registry = Registry(config, source, timers, store)
    limits = config.limits
    bounds = Bounds(limits.ring_frames, limits.ring_bytes, Total(limits.rings_bytes))
    lobby = Lobby(config, games, chance.epoch(source), bounds, timers, wall_clock)
    lived = Lived(store.outages)
    watch = config.watch
    late_bounds = BacklogBounds(watch.steps, watch.bytes, Total(watch.all_bytes))
    architect = Architect(config, games, source, bounds, watchdog, wall_clock, lived, late_bounds)
    own = OwnGames(config.lobby, chance.epoch(source), bounds, timers, store, wall_clock)
    registry.absent.is_wanted = lambda player: own.has(player) or manager.orders.names(player)
    porter = Porter(config.door, registry.sessions.get, metrics)
    registry.is_owed = porter.is_owed
    films = Films(store, games, watchdog, config.replay)
    words = WordFilter(config.talk, watchdog, load_filter(config.talk.filter))
    registry.players.filter_name = lambda name: words.run(name, limits.name_characters)
    thinking = Pool(config.bots, _greet(config)) if workshop is None else workshop(games, timers)
    bots = Bots(config.bots, [Thinkers(config.bots, thinking, watchdog)], timers, source)
    manager = Manager(
        config, architect, registry, lobby, store, timers, metrics, reports, own, lived, films, words, bots
    )
    bots.holds = manager.rooms.holds
    registry.returned, registry.absent.dropped = manager.talk.returned, manager.talk.dropped
    reception = Reception(config, registry, manager, metrics, wall_clock, read_build())
    tidier = Tidier(store, config.retention, wall_clock)
    wall = Wall(wall_clock, config.store.wall_seconds, manager.rooms.retime)
    shelf = StoreShelf(store, config.replay, wall_clock)
    _watch(metrics, manager, registry)
    tidier.heard = manager.tidied
    return Application(
        config,
        games,
        store,
        tidier,
        timers,
        metrics,
        watchdog,
        reports,
        registry,
        lobby,
        manager,
        reception,
        lived,
        films,
        porter,
        shelf,
        bots,
        wall,
    )


def _load_games(section: ServerSection) -> dict[str, Game]:
    return load_catalogue(section.games, installed=section.installed_games)


def _make_store(config: Config, data: Path | None) -> Store:
    answers_max = config.limits.unanswered
    if data is None or config.store.kind == "memory":
        return MemoryStore(answers_max=answers_max)
    return SqliteStore(data, config.store, answers_max)


def _greet(config: Config) -> dict[str, Value]:
    """Return what a worker must know to load the same games, which may be named as seen from here."""
    section = config.server
    return {
        "path": list(sys.path),
        "games": list(section.games),
        "installed": section.installed_games,
        "memory_bytes": config.bots.memory_bytes,
    }


def _allow(section: GameSection) -> Budget:
    return Budget(section.state_bytes, section.view_bytes, section.move_bytes)


def read_build() -> str:
    """Return the id of the web client that this installation serves, "" without one."""
    file = resources.files("lobby").joinpath("static", "build.txt")
    return file.read_text().strip() if file.is_file() else ""


def _watch(metrics: Metrics, manager: Manager, registry: Registry) -> None:
    metrics.watch("rooms", lambda: len(manager.members))
    metrics.watch("rooms_returning", manager.rooms.sleepers.count_returning)
    metrics.watch("members", lambda: sum(len(members) for members in manager.members.values()))
    metrics.watch("sessions", lambda: len(registry.sessions))
    metrics.watch("players", registry.count_players)
    metrics.watch("players_absent", lambda: registry.absent.count)
    metrics.watch("lookups", lambda: registry.recognition.count)


def _ignore(_: bool) -> None:
    """A start without it replays logs."""
