"""The command line: `lobby` serves, `check` and `repeat` help authors of games, `operate` has the others.

What a command needs is loaded when it is called: to load all of a server takes most of a second.
"""

import gc
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from lobby.version import read_version

_BAD_USE = 2


class Elsewhere(click.Command):
    """A command of another module, which is not loaded yet; `where` names both."""

    def __init__(self, name: str, where: str, short_help: str) -> None:
        super().__init__(name, short_help=short_help)
        self.where = where

    def load(self) -> click.Command:
        """Return the command itself."""
        module, _, name = self.where.partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


class Commands(click.Group):
    """A group that loads a command only when it is called, and for its own help none."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """See click: the command that the arguments name, and what is left of these."""
        name, found, rest = super().resolve_command(ctx, args)
        return name, found.load() if isinstance(found, Elsewhere) else found, rest


@click.group(
    cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
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
        _serve(config, games, flags)


@command.command("check")
@click.argument("game")
@click.option("--games", type=click.IntRange(1, 1_000_000), default=30, show_default=True, help="To play.")
@click.option("--seed", type=int, help="Play the same games again.  [default: a new one, told]")
def check_command(game: str, games: int, seed: int | None) -> int:
    """Play random games of GAME and tell what is wrong with it.

    GAME is a .py file, its folder, a module, MODULE:NAME or an installed game. Exit code 1: something is
    wrong; 2: the game does not load.
    """
    # Here and below: see the top.
    from lobby.catalogue import load_game  # noqa: PLC0415
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
        raise click.ClickException(f"{report}: {error.strerror}") from error
    except BadEvidence as error:
        raise click.ClickException(f"{report}: {error}") from error
    click.echo(str(repetition))
    return 0 if repetition.outcome == "mended" else 1


for _name, _where, _short_help in (
    ("backup", "lobby.operate:backup", "Write a copy of the database, also while the server runs."),
    ("restore", "lobby.operate:restore", "Make a backup the database, while no server runs."),
    ("vacuum", "lobby.operate:vacuum", "Give what the database does not need back to the disk."),
    ("export", "lobby.operate:export", "Write the log of a room, or of all, as lines of JSON."),
    ("replay", "lobby.replaying:replay_command", "Watch a finished game in the terminal."),
    ("admin", "lobby.admin:admin_command", "See and do things on a running server."),
):
    command.add_command(Elsewhere(_name, _where, _short_help))


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
    except (click.Abort, KeyboardInterrupt):
        sys.exit(128 + signal.SIGINT)
    except Exception as error:
        if not _is_operators(error):
            raise
        _fail(str(error))
    sys.exit(code or 0)


def _fail(text: str) -> NoReturn:
    click.echo(f"lobby: {' '.join(text.split())}", err=True)
    sys.exit(_BAD_USE)


def _is_operators(error: Exception) -> bool:
    """Return whether the text of an error is one line for who gave the command."""
    from lobby.catalogue import GameNotLoaded  # noqa: PLC0415
    from lobby.config import BadConfig  # noqa: PLC0415
    from lobby.operate import CantWrite  # noqa: PLC0415
    from lobby.serving import CantServe  # noqa: PLC0415
    from lobby.shell.network.listeners import CantListen  # noqa: PLC0415
    from lobby.shell.store import CantStore  # noqa: PLC0415
    from lobby.shell.talk.word_filter import BadFilter  # noqa: PLC0415

    operators = (BadConfig, BadFilter, CantListen, CantServe, CantStore, CantWrite, GameNotLoaded)
    return isinstance(error, operators)


def _serve(file: str | None, games: tuple[str, ...], flags: dict[str, Any]) -> None:
    # All that is loaded stays: to look for garbage in it again and again takes a tenth of the start. The
    # server begins with that when it has settled (lobby.shell.collector).
    gc.disable()
    _load_structlog()
    from lobby.config import load_config, override  # noqa: PLC0415
    from lobby.serving import serve  # noqa: PLC0415

    config = load_config(Path(file) if file is not None else None)
    given = {name: value for name, value in flags.items() if value is not None}
    serve(override(config, "server", games=(*config.server.games, *games), **given))


def _load_structlog() -> None:
    """Load it without rich, which it would take for tracebacks that are never shown: 0.05 s."""
    if "rich" not in sys.modules:
        # Python's own way to say that there is none.
        sys.modules["rich"] = None  # type: ignore[assignment]
        try:
            import_module("structlog")
        finally:
            del sys.modules["rich"]
