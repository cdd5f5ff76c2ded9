"""Where games come from: a file, a folder, a module or an entry point, for the built-in ones, too."""

import os
from collections.abc import Iterable
from functools import partial
from importlib.metadata import entry_points

from attrs import frozen

from lobby.catalogue.faults import GameNotLoaded, find_line, run
from lobby.catalogue.shape import make_game
from lobby.catalogue.source import GROUP, Source, find_source, from_entry_point, from_module
from lobby.core.game import Game

__all__ = ["BUILT_IN", "GROUP", "GameNotLoaded", "load_catalogue", "load_game"]

BUILT_IN = ("tic_tac_toe", "connect_four", "liars_dice", "snake_arena")


def load_catalogue(extra: Iterable[str] = (), *, installed: bool = True) -> dict[str, Game]:
    """Return the built-in games, the installed ones and those named by the operator, by id.

    Raises GameNotLoaded, also where two different games have one id. A game that is named twice is one.
    """
    games: dict[str, _Found] = {}
    for name in BUILT_IN:
        _add(games, _find(name))
    if installed:
        for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
            _add(games, _find_installed(point.name))
    for name in extra:
        _add(games, _find(name))
    return {game_id: found.game for game_id, found in games.items()}


def load_game(name: str) -> Game:
    """Return the game of that name; raise GameNotLoaded, which says in one line what is wrong, and where.

    `quiz.py` and `games/quiz` are a file and a folder (with `game.py` or `quiz.py` in it), `quiz` an
    entry point of the group `trio_lobby.games` or a module, `quizzes:hard` an object in a module, and
    the built-in games have their ids.
    """
    return _find(name).game


@frozen
class _Found:
    """A game with where it comes from."""

    source: Source
    game: Game

    @property
    def place(self) -> str:
        """The line that names it."""
        within = self.source.attribute
        return f"{self.game.file}:{find_line(self.source.file, within) if within else 1}"

    def is_same(self, other: "_Found") -> bool:
        """Tell whether both are one game that was named twice; files are loaded anew each time."""
        if os.path.realpath(self.game.file) != os.path.realpath(other.game.file):
            return False
        return self.source.thing is other.source.thing or self.source.attribute == other.source.attribute


def _find(name: str) -> _Found:
    return _make(from_module(f"lobby.games.{name}") if name in BUILT_IN else find_source(name))


def _make(source: Source) -> _Found:
    # An author's module may do anything when it is asked for a name, such as raise.
    return _Found(source, run(partial(make_game, source), source.file))


def _find_installed(name: str) -> _Found:
    try:
        return _make(from_entry_point(name))
    except GameNotLoaded as error:
        hint = f"(the installed game {name}; `installed_games = false` leaves those out)"
        raise GameNotLoaded(f"{error} {hint}") from error


def _add(games: dict[str, _Found], found: _Found) -> None:
    game_id = found.game.id
    other = games.setdefault(game_id, found)
    if not other.is_same(found):
        cure = (
            "rename one: a game is called as its file, its folder, its entry point, or the `id` of its `Game`"
        )
        raise GameNotLoaded(
            f"{found.place}: there is a game called {game_id} already, at {other.place}; {cure}"
        )
