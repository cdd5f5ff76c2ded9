"""The composition: the one place that chooses implementations."""

from importlib import resources

from attrs import frozen

from lobby.catalogue import load_catalogue
from lobby.core.game import Game
from lobby.core.topic import Bounds, Total
from lobby.settings import Config
from lobby.shell import chance
from lobby.shell.chance import Chance, SystemChance
from lobby.shell.lobby import Lobby
from lobby.shell.manager import Manager
from lobby.shell.metrics import Metrics
from lobby.shell.opening import Architect
from lobby.shell.reception import Reception
from lobby.shell.registry import Registry
from lobby.shell.stores.memory import MemoryStore
from lobby.shell.timers import Timers


@frozen(eq=False)
class Application:
    """All parts of one server behind its transports. `store.run` and `timers.run` must be running."""

    config: Config
    games: dict[str, Game]
    store: MemoryStore
    timers: Timers
    metrics: Metrics
    registry: Registry
    lobby: Lobby
    manager: Manager
    reception: Reception


def assemble(
    config: Config,
    *,
    games: dict[str, Game] | None = None,
    store: MemoryStore | None = None,
    source: Chance | None = None,
) -> Application:
    """Return the parts of a server, put together; raise GameNotLoaded for a game that is none.

    Tests bring a store with faults, and chance from a seed. Call it under Trio, whose clock is room time.
    """
    games = load_catalogue(config.server.games) if games is None else games
    store = MemoryStore() if store is None else store
    source = SystemChance() if source is None else source
    timers, metrics = Timers(), Metrics()
    registry = Registry(config, source, timers)
    limits = config.limits
    bounds = Bounds(limits.ring_frames, limits.ring_bytes, Total(limits.rings_bytes))
    lobby = Lobby(config, games, chance.epoch(source), bounds, timers)
    architect = Architect(config, games, source, bounds)
    manager = Manager(config, architect, registry, lobby, store, timers, metrics)
    reception = Reception(config, registry, manager, metrics, read_build())
    _watch(metrics, manager, registry)
    return Application(config, games, store, timers, metrics, registry, lobby, manager, reception)


def read_build() -> str:
    """Return the id of the web client that this installation serves, "" without one."""
    file = resources.files("lobby").joinpath("static", "build.txt")
    return file.read_text().strip() if file.is_file() else ""


def _watch(metrics: Metrics, manager: Manager, registry: Registry) -> None:
    metrics.watch("rooms", lambda: len(manager.members))
    metrics.watch("members", lambda: sum(len(members) for members in manager.members.values()))
    metrics.watch("sessions", lambda: len(registry.sessions))
    metrics.watch("players", registry.count_players)
