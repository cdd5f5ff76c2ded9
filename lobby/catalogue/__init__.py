"""Where games come from: a file, a folder, a module or an entry point, for the built-in ones, too."""

import os
from collections.abc import Iterable
from functools import partial
from importlib.metadata import entry_points

from lobby.catalogue.faults import GameNotLoaded, run
from lobby.catalogue.shape import make_game
from lobby.catalogue.source import GROUP, Source, find_source, from_entry_point
from lobby.core.game import Game

__all__ = ["BUILT_IN", "GROUP", "GameNotLoaded", "load_catalogue", "load_game"]

BUILT_IN = ("tic_tac_toe", "connect_four", "liars_dice")


def load_catalogue(extra: Iterable[str] = (), *, installed: bool = True) -> dict[str, Game]:
    """Return the built-in games, the installed ones and those named by the operator, by id.

    Raises GameNotLoaded, also where two different games have one id. A game that is named twice is one.
    """
    games: dict[str, Game] = {}
    for name in BUILT_IN:
        _add(games, load_game(name))
    if installed:
        for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
            _add(games, _load_installed(point.name))
    for name in extra:
        _add(games, load_game(name))
    return games


def load_game(name: str) -> Game:
    """Return the game of that name; raise GameNotLoaded, which says in one line what is wrong, and where.

    `quiz.py` and `games/quiz` are a file and a folder (with `game.py` or `quiz.py` in it), `quiz` an
    entry point of the group `trio_lobby.games` or a module, `quizzes:hard` an object in a module, and
    the built-in games have their ids.
    """
    return _make(find_source(f"lobby.games.{name}" if name in BUILT_IN else name))


def _make(source: Source) -> Game:
    # An author's module may do anything when it is asked for a name, such as raise.
    return run(partial(make_game, source), source.file)


def _load_installed(name: str) -> Game:
    try:
        return _make(from_entry_point(name))
    except GameNotLoaded as error:
        hint = f"(the installed game {name}; `installed_games = false` leaves those out)"
        raise GameNotLoaded(f"{error} {hint}") from error


def _add(games: dict[str, Game], game: Game) -> None:
    other = games.setdefault(game.id, game)
    if os.path.realpath(other.file) != os.path.realpath(game.file):
        cure = "rename one: a game is called as its file, its folder or its entry point"
        raise GameNotLoaded(f"{game.file}:1: there is a game called {game.id} already, {other.file}; {cure}")
