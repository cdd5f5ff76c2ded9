"""The command line: `lobby` serves, `check` and `repeat` help authors of games, `operate` has the others."""

import os
import signal
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click
import segno
import structlog
import trio

from lobby.admin import admin_command
from lobby.catalogue import GameNotLoaded, load_game
from lobby.config import BadConfig, Config, load_config, override
from lobby.operate import COMMANDS, CantWrite
from lobby.replaying import replay_command
from lobby.service import open_service, run_service
from lobby.shell import collector
from lobby.shell.logs import configure_logging
from lobby.shell.network.listeners import Address, CantListen, find_lan_address
from lobby.shell.store import CantStore
from lobby.shell.word_filter import BadFilter
from lobby.version import read_version

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

log = structlog.get_logger()

_BAD_USE = 2
_LOOPBACK = ("127.", "::1", "localhost")
_EVERYWHERE = ("0.0.0.0", "::")


class CantServe(Exception):
    """What was asked for can't be done; the text is one line that says why."""


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--host", help="Address to listen on; 0.0.0.0 for every network.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="TCP port; 0 takes a free one.  [default: 8765]")
@click.option("--unix", metavar="PATH", help="Listen on a unix socket, in place of host and port.")
@click.option("--data", metavar="FOLDER", help="Folder for everything that must survive.  [default: data]")
@click.option("--config", metavar="FILE", help="TOML file; the flags here win over it.")
@click.option(
    "--game",
    "games",
    multiple=True,
    metavar="GAME",
    help="One more game: a .py file, its folder, a module or MODULE:NAME. May be repeated.",
)
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    help="Log to stderr from this level on.  [default: info]",
)
@click.option("--tls-cert", metavar="FILE", help="PEM file with the certificate chain; needs --tls-key.")
@click.option("--tls-key", metavar="FILE", help="PEM file with the private key; needs --tls-cert.")
@click.version_option(read_version(), prog_name="lobby")
@click.pass_context
def command(context: click.Context, /, config: str | None, games: tuple[str, ...], **flags: Any) -> None:
    """A self-hosted multiplayer game lobby: rooms, seats, chat, games and bots.

    Without a command it serves, by default on http://127.0.0.1:8765:

    \b
      lobby                          the games on board
      lobby --game quiz.py           and yours
      lobby --host 0.0.0.0           for everybody in your network
      lobby check quiz.py            is your game sound?
      lobby backup FILE              a copy of everything, while it runs

    Everything that can be set is in docs/reference/configuration.md. SIGTERM or Ctrl-C says goodbye to
    everybody and ends; a second one ends at once.
    """
    if context.invoked_subcommand is None:
        _serve(_read_config(config, games, flags))


@command.command("check")
@click.argument("game")
@click.option("--games", type=click.IntRange(1, 1_000_000), default=30, show_default=True, help="To play.")
@click.option("--seed", type=int, help="Play the same games again.  [default: a new one, told]")
def check_command(game: str, games: int, seed: int | None) -> int:
    """Play random games of GAME and tell what is wrong with it.

    GAME is a .py file, its folder, a module, MODULE:NAME or an installed game. Exit code 1: something is
    wrong; 2: the game does not load.
    """
    # Here and below: who serves needs nothing of the test kit.
    from lobby.testing.check_game import GameFaulty, check_game  # noqa: PLC0415

    try:
        report = check_game(load_game(game), games=games, seed=seed)
    except GameFaulty as faulty:
        click.echo(str(faulty))
        return 1
    click.echo(str(report))
    return 0


@command.command("repeat", short_help="Do once more what a report is about: is it mended?")
@click.argument("report", type=click.Path(path_type=Path))
@click.option("--game", metavar="GAME", help="Take this game, not the file that the report names.")
def repeat_command(report: Path, game: str | None) -> int:
    """Do once more what the file REPORT of a running server is about, with the game as it is now.

    Reports lie in the data directory, in reports/. Exit code 0: it is mended; 1: it still fails; 2: it
    can't be repeated.
    """
    from lobby.testing.repeat import BadEvidence, repeat  # noqa: PLC0415

    try:
        text = report.read_text(encoding="utf-8", errors="replace")
        repetition = repeat(text, game, tell=click.echo)
    except OSError as error:
        raise CantServe(f"{report}: {error.strerror}") from error
    except BadEvidence as error:
        raise CantServe(f"{report}: {error}") from error
    click.echo(str(repetition))
    return 0 if repetition.outcome == "mended" else 1


for _command in (*COMMANDS, replay_command, admin_command):
    command.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line, by default the process's own.

    What the operator got wrong is one line on stderr and exit code 2.
    """
    # As Python itself does for a script: a game may be a module of the current folder. At the end, so that
    # no file there takes the place of a library's.
    sys.path.append("")
    try:
        code = command.main(arguments, prog_name="lobby", standalone_mode=False)
    except click.ClickException as error:
        _fail(error.format_message())
    except (BadConfig, BadFilter, CantListen, CantServe, CantStore, CantWrite, GameNotLoaded) as error:
        _fail(str(error))
    except (click.Abort, KeyboardInterrupt):
        sys.exit(128 + signal.SIGINT)
    sys.exit(code or 0)


def _fail(text: str) -> NoReturn:
    click.echo(f"lobby: {' '.join(text.split())}", err=True)
    sys.exit(_BAD_USE)


def _read_config(file: str | None, games: tuple[str, ...], flags: dict[str, Any]) -> Config:
    config = load_config(Path(file) if file is not None else None)
    given = {name: value for name, value in flags.items() if value is not None}
    return override(config, "server", games=(*config.server.games, *games), **given)


def _serve(config: Config) -> None:
    configure_logging(config.server.log_level)
    _prepare_data(Path(config.server.data))
    _limit_memory(config.server.memory_bytes)
    trio.run(_run, config)


def _prepare_data(folder: Path) -> None:
    """Make the data directory, for its owner alone, and try whether it can be written to: later would be too
    late."""
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
        if hard in (resource.RLIM_INFINITY, -1) or most_bytes < hard:
            resource.setrlimit(resource.RLIMIT_DATA, (most_bytes, hard))


async def _run(config: Config) -> None:
    """Serve until a signal ends it."""
    service = await open_service(config)
    collector.settle(config.server.collect_objects)
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
        click.echo(f"from your network: {url}")
        # The compact form needs block characters; the other one only colours.
        compact = "utf" in (sys.stdout.encoding or "").lower()
        segno.make(url, micro=False).terminal(out=sys.stdout, compact=compact)
