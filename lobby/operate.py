"""Commands for who runs a server: `lobby backup`, `restore`, `vacuum` and `export`.

Each but `restore` asks the server that runs on the data directory, and without one reads the database itself.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import click

from lobby.config import load_config
from lobby.core.history.lines import BadLines, write_lines
from lobby.settings import Config
from lobby.shell.store import CantStore
from lobby.shell.stores.files import FILE, LOCK

FOLDER = click.option("--data", metavar="FOLDER", help="The data directory of the server.  [default: data]")
CONFIG = click.option("--config", metavar="FILE", help="TOML file of the server, which names the directory.")
_FORCE = click.option("--force", is_flag=True, help="Write over a file that is there.")


class CantWrite(Exception):
    """A file can't be written; the text is one line that says why."""


def find_folder(context: click.Context, data: str | None, config: str | None) -> Path:
    """Return the data directory that the flags of a command, or of `lobby` before it, name."""
    while (data is None or config is None) and context.parent is not None:
        context = context.parent
        data, config = data or context.params.get("data"), config or context.params.get("config")
    if data is None and config is not None:
        data = load_config(Path(config)).server.data
    return Path(data if data is not None else Config().server.data)


def fetch_film(folder: Path, result: str) -> bytes:
    """Return the film of a finished game, from the running server or the database; raise CantStore."""
    return b"".join(_perform(folder, "film", result))


def fetch_logs(folder: Path, key: str | None) -> Iterator[tuple[dict[str, Any], list[bytes]]]:
    """Yield what is known of a room by id, code or the id of a result, and its rows; of None all rooms."""
    about: dict[str, Any] | None = None
    rows = list[bytes]()
    for part in _perform(folder, "export", key):
        if isinstance(part, list):
            rows += part
            continue
        if about is not None:
            yield about, rows
        about, rows = part, []
    if about is not None:
        yield about, rows


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@FOLDER
@CONFIG
@_FORCE
@click.pass_context
def backup(context: click.Context, file: Path, data: str | None, config: str | None, force: bool) -> None:
    """Write the database as it is at one moment into FILE, which `lobby restore` takes.

    The server goes on meanwhile. FILE is its owner's alone: it holds chats and what players have in hand.
    """
    if str(file) == "-":
        raise CantWrite("a backup goes into a file; - is none")
    folder = find_folder(context, data, config)
    with new_file(_spare(file, folder), force) as target:
        parts = _perform(folder, "backup")
        size = next(parts)
        for part in parts:
            target.write(part)
        if target.tell() != size:
            raise CantStore(f"{target.tell()} bytes of the backup came, {size} were announced")
    click.echo(f"wrote {file}, {size:,} bytes")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@FOLDER
@CONFIG
@click.pass_context
def restore(context: click.Context, file: Path, data: str | None, config: str | None) -> None:
    """Check FILE, which `lobby backup` has written, and make it the database of the server.

    The database that was there is kept beside it. What has happened since the backup is not in it: players
    who come back see their games as they were then.
    """
    from lobby.shell.stores.replacing import restore as put  # noqa: PLC0415 -- who serves needs none of it

    replaced = put(file, find_folder(context, data, config))
    click.echo(f"{replaced.path} is {file} now")
    if replaced.kept is not None:
        click.echo(f"what was there is {replaced.kept}")


@click.command("vacuum")
@FOLDER
@CONFIG
@click.pass_context
def vacuum(context: click.Context, data: str | None, config: str | None) -> None:
    """Make the file of the database as small as what is in it.

    A server does that by itself after it has tidied up. Needed once for a file that schema 0001
    began, from which nothing can be given back; while the server runs, moves wait until that is done.
    """
    [sizes] = _perform(find_folder(context, data, config), "vacuum")
    click.echo(f"the database had {sizes['before']:,} bytes, it has {sizes['after']:,} now")


@click.command("export")
@click.argument("what", metavar="ROOM|RESULT", required=False)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--all", "everything", is_flag=True, help="All rooms whose log is kept; FILE is the only argument."
)
@FOLDER
@CONFIG
@_FORCE
@click.pass_context
def export(
    context: click.Context,
    /,
    *,
    what: str | None,
    file: Path | None,
    everything: bool,
    data: str | None,
    config: str | None,
    force: bool,
) -> None:
    """Write the log of a room, named by id, code or one of its finished games, to FILE or stdout.

    One JSON object a line: a header, then each step with its events. The whole log: chat, hidden cards, and
    the secret that the dice come from. It is for you, not for sharing.
    """
    if everything and file is not None:
        raise click.UsageError("with --all there is one argument, the FILE")
    if everything:
        file, what = (Path(what) if what is not None else file), None
    elif what is None:
        raise click.UsageError("name a room or a finished game, or say --all")
    folder = find_folder(context, data, config)
    if file is None:
        _write_logs(folder, what, sys.stdout.write)
        return
    with new_file(_spare(file, folder), force) as target:
        count = _write_logs(folder, what, lambda line: target.write(line.encode()))
    click.echo(f"wrote {file}, {count} log{'s' * (count != 1)}")


@contextmanager
def new_file(path: Path, force: bool) -> Iterator[IO[bytes]]:
    """Yield a file that is `path`, for its owner alone, once the block ends well; else nothing has happened.

    Raise CantWrite.
    """
    if path.exists() and not path.is_file():
        raise CantWrite(f"{path} is no file")  # root could replace a device
    if path.exists() and not force:
        raise CantWrite(f"{path} is there already; --force writes over it")
    with _telling(path):
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            with _telling(path):
                file.flush()
                os.fsync(file.fileno())
        with _telling(path):
            _name(unfinished, path, force)
    except OSError as error:
        raise CantWrite(f"can't write {path}: {error.strerror}") from error
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()


def _spare(file: Path, folder: Path) -> Path:
    """Return the file, if it is none of those that a server works with; else raise CantWrite."""
    for own in (folder / name for name in (FILE, f"{FILE}-wal", f"{FILE}-shm", LOCK)):
        is_same = file.exists() and own.exists() and file.samefile(own)
        if is_same or file.resolve() == own.resolve():
            raise CantWrite(f"{file} is a file of the server's own")
    return file


def _name(unfinished: Path, path: Path, force: bool) -> None:
    if force:
        unfinished.replace(path)
        return
    try:
        path.hardlink_to(unfinished)
    except FileExistsError as error:
        raise CantWrite(f"{path} is there by now; --force writes over it") from error
    except OSError:
        unfinished.replace(path)  # not every file system has links


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CantWrite(f"can't write {path}: {error.strerror}") from error


def _write_logs(folder: Path, key: str | None, write: Callable[[str], object]) -> int:
    count = 0
    for about, rows in fetch_logs(folder, key):
        try:
            for line in write_lines(rows, **about):
                write(line + "\n")
        except BadLines as error:
            raise CantStore(f"the {count + 1}. log of what was asked for: {error}") from error
        count += 1
    return count


def _perform(folder: Path, what: str, key: str | None = None) -> Iterator[Any]:
    # Whose command is wrong need not wait for it.
    from lobby.shell.control.client import perform  # noqa: PLC0415

    return perform(folder, what, key)
