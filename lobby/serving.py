"""A server in this process: what it may use, the signals that end it, the lines that it prints."""

import os
import signal
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import structlog
import trio

from lobby.config import Config
from lobby.service import open_service, run_service
from lobby.shell import collector
from lobby.shell.logs import configure_logging
from lobby.shell.network.listeners import Address, find_lan_address

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

log = structlog.get_logger()

# So long one thread has the interpreter while another one wants it. The store's thread wants it some times in
# each commit: with Python's 5 ms a line in a room waited for 0.3 s while thousands came back.
_SWITCH_SECONDS = 0.0005

# Descriptors besides those of connections: of the store, of the event loop, of those who manage the server.
_FILES = 256
_UNLIMITED = (-1,) if resource is None else (-1, resource.RLIM_INFINITY)

_LOOPBACK = ("127.", "::1", "localhost")
_EVERYWHERE = ("0.0.0.0", "::")


class CantServe(Exception):
    """What was asked for can't be done; the text is one line that says why."""


def serve(config: Config) -> None:
    """Serve until a signal ends it; raise CantServe, and what `open_service` raises."""
    configure_logging(config.server.log_level)
    _prepare_data(Path(config.server.data))
    _limit_memory(config.server.memory_bytes)
    _allow_descriptors(config.limits.connections + config.limits.refusals + _FILES)
    trio.run(_run, config)


def _prepare_data(folder: Path) -> None:
    """Make the data directory, for its owner alone, and try to write to it: later would be too late."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return
    except OSError as error:
        raise CantServe(f"can't write to the data directory {folder}: {error.strerror}") from error


def _limit_memory(most_bytes: int) -> None:
    """Let an allocation past the limit raise MemoryError, so that no game can have the process killed."""
    if most_bytes and resource is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        if hard in _UNLIMITED or most_bytes < hard:
            resource.setrlimit(resource.RLIMIT_DATA, (most_bytes, hard))


def _allow_descriptors(wanted: int) -> None:
    """Let the process have so many open files and connections, as far as the system lets us."""
    if resource is not None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft not in _UNLIMITED and soft < wanted:
            most = wanted if hard in _UNLIMITED else min(wanted, hard)
            with suppress(OSError, ValueError):  # macOS has another limit besides, which it does not tell
                resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


async def _run(config: Config) -> None:
    """Serve until a signal ends it."""
    service = await open_service(config)
    collector.settle(config.server.collect_objects)
    sys.setswitchinterval(_SWITCH_SECONDS)
    shutdown = trio.Event()
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(_obey, signals, shutdown, config.server.shutdown_seconds, nursery.cancel_scope)
            metrics = service.application.metrics
            nursery.start_soon(collector.collect, lambda: metrics.frames_sent)
            async with trio.open_nursery() as serving:
                await serving.start(run_service, service, shutdown)
                _announce(service.addresses, config)
            nursery.cancel_scope.cancel()


async def _obey(signals: Any, shutdown: trio.Event, seconds: float, scope: trio.CancelScope) -> None:
    """Let the first signal begin a shutdown, and the second one end everything."""
    async for number in signals:
        if shutdown.is_set():
            scope.cancel()
            return
        log.info("shutting down", signal=signal.Signals(number).name, seconds=seconds)
        shutdown.set()
        _end_in(seconds)


def _end_in(seconds: float) -> None:
    """End the process then, whatever it does: a game that computes for ever stops the event loop, too."""
    timer = threading.Timer(seconds, os._exit, (1,))
    timer.daemon = True
    timer.start()


def _announce(addresses: list[Address], config: Config) -> None:
    """Tell where the server can be reached; for other machines with a QR code to hold a phone to."""
    first = addresses[0]
    click.echo(f"listening on {first.url}")
    if first.port and not first.host.startswith(_LOOPBACK):
        host = find_lan_address() if first.host in _EVERYWHERE else first.host
        url = config.server.public_url or (Address(host, first.port, first.tls).url if host else "")
        _show_code(url)
    sys.stdout.flush()


def _show_code(url: str) -> None:
    if url:
        import segno  # noqa: PLC0415 -- who serves this machine only needs none, and it takes 0.03 s

        click.echo(f"from your network: {url}")
        # The compact form needs block characters; the other one only colours.
        compact = "utf" in (sys.stdout.encoding or "").lower()
        segno.make(url, micro=False).terminal(out=sys.stdout, compact=compact)
