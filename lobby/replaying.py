"""`lobby replay`: shows the film of a finished game in the terminal."""

import os
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import TextIO

import click

from clients.film import describe_film, tell_film
from lobby.wire.film import FILE_BYTES_MAX, BadFilm, Film, unpack_film

# Nobody wants to watch somebody think.
_WAIT_SECONDS_MAX = 3.0
_SPEEDS = click.FloatRange(0.1, 100)


@click.command("replay", short_help="Watch a finished game in the terminal.")
@click.argument("film")
@click.option("--speed", type=_SPEEDS, help="Play by itself, so many times as fast as it was played.")
@click.option("--all", "at_once", is_flag=True, help="Print all frames at once, as when it goes to a pipe.")
def replay_command(film: str, speed: float | None, at_once: bool) -> int:
    """Watch the finished game in the file FILM, frame by frame.

    Enter shows the next frame, b the one before, q ends. A film is what /api/replays/ID answers with;
    docs/reference/film.md is its format. Exit code 2: it is no film.
    """
    found = read_film(film)
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


def read_film(name: str) -> Film:
    """Return the film in a file; raise ClickException, whose text is one line."""
    try:
        with Path(name).open("rb") as file:
            return unpack_film(file.read(FILE_BYTES_MAX + 1))
    except OSError as error:
        raise click.ClickException(f"{name}: {error.strerror}") from error
    except BadFilm as error:
        raise click.ClickException(f"{name}: {error}") from error


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
