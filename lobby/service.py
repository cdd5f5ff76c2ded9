"""A whole server: the parts that `app` puts together, behind the transports, until a shutdown."""

import socket
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import structlog
import trio
from attrs import frozen

from lobby.app import Application, assemble
from lobby.config import Config
from lobby.shell import collector
from lobby.shell.admin.book import Book
from lobby.shell.admin.desk import Desk
from lobby.shell.control.server import Control
from lobby.shell.http.application import make_app, make_metrics_app
from lobby.shell.http.asgi import App
from lobby.shell.http.barred import Barred
from lobby.shell.http.board import LobbyBoard
from lobby.shell.http.game_pages import PAGE
from lobby.shell.http.poll_endpoint import PollEndpoint
from lobby.shell.network.front import Site, run_front
from lobby.shell.network.listeners import Address, Listener, find_addresses, open_listeners, open_tcp
from lobby.shell.network.live import Live
from lobby.shell.stores.sqlite import SqliteStore
from lobby.shell.transports.polling import Polls

log = structlog.get_logger()


@frozen(eq=False)
class Service:
    """A server that listens already but does not answer yet."""

    application: Application
    listeners: Sequence[Listener]
    metrics_listeners: Sequence[Listener]

    @property
    def addresses(self) -> list[Address]:
        """Where it listens, with the real ports."""
        return find_addresses(self.listeners)


async def open_service(config: Config) -> Service:
    """Return a server for the configuration; raise GameNotLoaded, CantStore or CantListen."""
    application = assemble(config, data=Path(config.server.data))
    _tell_of_pages_left_alone(application)
    with application.watchdog.running(), collector.paused():
        await application.restore()
    try:
        listeners = await open_listeners(config.server)
        host, _, port = config.metrics.address.rpartition(":")
        metrics_listeners = await open_tcp(host, int(port)) if port else []
    except BaseException:
        if isinstance(application.store, SqliteStore):
            application.store.undo_start()
        raise
    return Service(application, listeners, metrics_listeners)


def _tell_of_pages_left_alone(application: Application) -> None:
    """Say where a page lies beside a game that is one of several in its folder: nobody knows whose it is."""
    for game in application.games.values():
        if game.folder is None and game.file and (beside := Path(game.file).with_name(PAGE)).is_file():
            cure = f"give the game a folder of its own, {game.id}/{game.id}.py, with {PAGE} in it"
            log.warning("page not served", game=game.id, page=str(beside), cure=cure)


async def run_service(
    service: Service, shutdown: trio.Event, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
) -> None:
    """Serve until `shutdown` is set; returns when every connection has ended and the listeners are closed."""
    application = service.application
    returning = application.manager.rooms.sleepers.count_returning
    orders, bots = application.manager.orders, application.bots.kinds
    board = LobbyBoard(
        application.games, application.lobby, application.store, returning, bots, lambda: orders.is_draining
    )
    live = Live(application.config.server)
    polls = _make_polls(application, live)
    app = Barred(
        make_app(board, application.config, application.metrics, polls=polls, shelf=application.shelf), orders
    )
    with application.watchdog.running():
        await _serve(service, app, live, shutdown, task_status)


def _make_polls(application: Application, live: Live) -> PollEndpoint:
    limits = application.config.limits
    polls = Polls(application.reception, limits, application.metrics, application.timers, live)
    return PollEndpoint(polls, application.config, application.porter)


def _make_control(application: Application) -> Control | None:
    """Return what answers the command line, None where nothing of the server is on disk."""
    store, settings = application.store, application.config.control
    if not isinstance(store, SqliteStore) or not hasattr(socket, "AF_UNIX"):
        return None
    manager = application.manager
    book = Book(store, manager.orders, application.registry.source, manager.architect.wall_clock)
    return Control(store.folder, settings, store, application.tidier, Desk(manager, book))


async def _stop(application: Application, shutdown: trio.Event, stopping: trio.Event) -> None:
    """Let the rooms know before the first connection ends; returns when the fronts may begin to end."""
    await shutdown.wait()
    application.manager.stand_still()
    stopping.set()


async def _serve(
    service: Service, app: App, live: Live, shutdown: trio.Event, task_status: trio.TaskStatus[None]
) -> None:
    application = service.application
    control, stopping = _make_control(application), trio.Event()
    config, metrics = application.config, application.metrics
    async with trio.open_nursery() as behind:
        behind.start_soon(application.store.run)
        behind.start_soon(application.tidier.run)
        behind.start_soon(application.wall.run)
        behind.start_soon(application.timers.run)
        if control is not None:
            behind.start_soon(control.run)
        behind.start_soon(application.reports.run)
        behind.start_soon(application.films.run)
        behind.start_soon(application.manager.access.passwords.run)
        behind.start_soon(application.bots.run)
        async with trio.open_nursery() as fronts:
            fronts.start_soon(_stop, application, shutdown, stopping)
            run = partial(run_front, shutdown=stopping)
            if service.metrics_listeners:
                beside = Site(make_metrics_app(config, metrics), None, config, metrics, Live(config.server))
                await fronts.start(run, service.metrics_listeners, beside)
            rounds = application.manager.ticking.rounds
            site = Site(app, application.reception, config, metrics, live, application.porter, rounds)
            await fronts.start(run, service.listeners, site)
            task_status.started()
        await application.put_down()
        behind.cancel_scope.cancel()
