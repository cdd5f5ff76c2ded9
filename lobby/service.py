"""A whole server: the parts that `app` puts together, behind the transports, until a shutdown."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import structlog
import trio
from attrs import frozen

from lobby.app import Application, assemble
from lobby.config import Config
from lobby.shell.asgi import App
from lobby.shell.board import LobbyBoard
from lobby.shell.connection import Door
from lobby.shell.front import run_front
from lobby.shell.game_pages import PAGE
from lobby.shell.http import make_app, make_metrics_app
from lobby.shell.listeners import Address, Listener, find_addresses, open_listeners, open_tcp

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
    """Return a server for the configuration; raise GameNotLoaded or CantListen."""
    application = assemble(config, data=Path(config.server.data))
    _tell_of_pages_left_alone(application)
    listeners = await open_listeners(config.server)
    host, _, port = config.metrics.address.rpartition(":")
    metrics_listeners = await open_tcp(host, int(port)) if port else []
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
    board = LobbyBoard(application.games, application.lobby)
    app = make_app(board, application.config, application.metrics)
    with application.watchdog.running():
        await _serve(service, app, shutdown, task_status)


async def _serve(
    service: Service, app: App, shutdown: trio.Event, task_status: trio.TaskStatus[None]
) -> None:
    application = service.application
    async with trio.open_nursery() as behind:
        behind.start_soon(application.store.run)
        behind.start_soon(application.timers.run)
        behind.start_soon(application.reports.run)
        async with trio.open_nursery() as fronts:
            run = partial(_run_front, application, shutdown)
            if service.metrics_listeners:
                metrics_app = make_metrics_app(application.config, application.metrics)
                await fronts.start(run, service.metrics_listeners, metrics_app, None)
            await fronts.start(run, service.listeners, app, application.reception)
            task_status.started()
        behind.cancel_scope.cancel()


async def _run_front(
    application: Application,
    shutdown: trio.Event,
    listeners: Sequence[Listener],
    app: App,
    door: Door | None,
    *,
    task_status: trio.TaskStatus[None],
) -> None:
    await run_front(
        listeners,
        door=door,
        asgi_app=app,
        config=application.config,
        metrics=application.metrics,
        shutdown=shutdown,
        task_status=task_status,
    )
