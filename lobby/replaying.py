"""`lobby replay`: shows the film of a finished game in the terminal."""

import json
import os
import re
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from itertools import pairwise
from pathlib import Path
from typing import Any, TextIO

import attrs
import click

from clients.film import describe_film, tell_film
from clients.render import clean
from lobby.exported import Which, film_in_export
from lobby.operate import fetch_film, find_folder
from lobby.wire.film import FILE_BYTES_MAX, BadFilm, Film, unpack_film

# Nobody wants to watch somebody think.
_WAIT_SECONDS_MAX = 3.0
_EXPORT = b"{"  # no film begins so: a map in msgpack has another first byte
_ID = re.compile(r"[A-Za-z0-9_-]{22,64}")
_FETCH_SECONDS = 20.0
_ERROR_BYTES = 4096
_SPEEDS = click.FloatRange(0.1, 100)


@click.command("replay")
@click.argument("film", metavar="FILE|LINK|ID")
@click.option("--data", metavar="FOLDER", help="The data directory that has the game ID.  [default: data]")
@click.option("--config", metavar="FILE", help="TOML file of the server, which names the directory.")
@click.option("--room", metavar="ID", help="Of an export with several rooms: which one.")
@click.option(
    "--number", type=click.IntRange(1), help="Of an export: which game of the room.  [default: the last]"
)
@click.option("--game", metavar="GAME", help="Of an export: play it with this game, not the one it names.")
@click.option("--speed", type=_SPEEDS, help="Play by itself, so many times as fast as it was played.")
@click.option("--all", "at_once", is_flag=True, help="Print all frames at once, as when it goes to a pipe.")
@click.pass_context
def replay_command(
    context: click.Context,
    /,
    *,
    film: str,
    data: str | None,
    config: str | None,
    speed: float | None,
    at_once: bool,
    **which: Any,
) -> int:
    """Watch a finished game frame by frame: of a file, at the link of its page, or by its id.

    An id is looked up in the data directory, also while its server runs. A file may also be what
    `lobby export` has written; then the game is needed that it was played with.

    \b
      lobby replay game.film
      lobby replay http://127.0.0.1:8765/replay/ID --speed 2
      lobby replay ID --data data

    Enter shows the next frame, b the one before, q ends. A film is what /api/replays/ID answers with;
    docs/reference/film.md is its format. Exit code 2: it is no film.
    """
    found = read_film(film, Which(**which), lambda: find_folder(context, data, config))
    frames = list(tell_film(found))
    try:
        _print(describe_film(found))
        if speed is not None:
            _play(found, frames, speed)
        elif at_once or not (sys.stdin.isatty() and sys.stdout.isatty()):
            for lines in frames:
                _print(lines)
        else:
            show_steps(frames, sys.stdin)
    except BrokenPipeError:
        # Who reads has had enough; what is left in the buffer would be tried again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def read_film(name: str, which: Which, find_data: Callable[[], Path]) -> Film:
    """Return the film in a file, at a link, or of a result in a data directory.

    Raises ClickException or CantStore, whose text is one line.
    """
    try:
        data = _get(name, find_data)
        if data.startswith(_EXPORT):
            return film_in_export(data.decode(errors="replace").splitlines(), which)
        for flag, value in attrs.asdict(which).items():
            if value is not None:
                raise click.ClickException(f"{name}: it holds one game; --{flag} is for an export")
        return unpack_film(data)
    except BadFilm as error:
        raise click.ClickException(f"{name}: {error}") from error


def _get(name: str, find_data: Callable[[], Path]) -> bytes:
    if name.startswith(("http://", "https://")):
        return _fetch(name)
    if _ID.fullmatch(name) and not Path(name).exists():
        return fetch_film(find_data(), name)
    return _read(name)


def _read(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise click.ClickException(f"{name}: {error.strerror}") from error


def _fetch(link: str) -> bytes:
    """Return what a server answers with for the link of a page or of a film."""
    url = re.sub(r"/replay/([^/?#]+).*", r"/api/replays/\1", link)
    try:
        with urllib.request.urlopen(url, timeout=_FETCH_SECONDS) as answer:
            film: bytes = answer.read(FILE_BYTES_MAX + 1)
            return film
    except urllib.error.HTTPError as error:
        with error:
            said = _read_error(error.read(_ERROR_BYTES))
        raise click.ClickException(f"{link}: {said or f'answered with status {error.code}'}") from error
    except (OSError, ValueError, HTTPException) as error:
        raise click.ClickException(f"{link}: {getattr(error, 'reason', error)}") from error


def _read_error(body: bytes) -> str:
    """Return what a server of ours says that is wrong, "" for what anybody else says."""
    try:
        said = json.loads(body)
    except ValueError:
        return ""
    error = said.get("error") if isinstance(said, dict) else None
    return clean(error) if isinstance(error, str) else ""


def _print(lines: list[str]) -> None:
    click.echo("\n".join(lines))


def _play(film: Film, frames: list[list[str]], speed: float) -> None:
    _print(frames[0])
    for ((before, _), (after, _)), lines in zip(pairwise(film.frames), frames[1:], strict=True):
        time.sleep(min((after - before) / 1000 / speed, _WAIT_SECONDS_MAX))
        _print(lines)


def show_steps(frames: list[list[str]], typed: TextIO) -> None:
    """Show a frame for each line that is typed."""
    at = 0
    while at < len(frames):
        _print(frames[at])
        if at == len(frames) - 1:
            return
        match typed.readline():
            case "" | "q\n":
                return
            case "b\n":
                at = max(0, at - 1)
            case _:
                at += 1
