"""Functions of a game's file that look like a hook with another name, and so are never called."""

import ast
import contextlib
import difflib
from collections.abc import Iterator
from pathlib import Path

from lobby.core.game import Game
from lobby.testing.faults import near
from lobby.testing.watch import HOOKS

_CLOSE = 0.75  # of difflib's ratio: `leve` and `leave` are 0.89 alike
# What authors call a hook that has another name here.
_OTHER_WORDS = {"timeout": "expire", "legal_moves": "moves", "winner": "result", "private": "secret"}


def find_misspelt(game: Game) -> tuple[str, ...]:
    """Return a line for each public function that nobody calls and that is named almost like a hook."""
    with contextlib.suppress(OSError, SyntaxError, ValueError, RecursionError):
        tree = ast.parse(Path(game.file).read_bytes())
        return tuple(_describe(game, tree))
    return ()


def _describe(game: Game, tree: ast.Module) -> Iterator[str]:
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    used |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for function in _functions(tree):
        name = function.name
        if name.startswith("_") or name in HOOKS or name in used or function.decorator_list:
            continue
        if (hook := _find_hook(game, name)) is not None:
            where = f"{near(game.file)}:{function.lineno}"
            yield f"{where}: `{name}` is no hook, and nothing calls it; is `{hook}` meant?"


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    classes = (node for node in tree.body if isinstance(node, ast.ClassDef))
    for body in (tree.body, *(found.body for found in classes)):
        yield from (node for node in body if isinstance(node, ast.FunctionDef))


def _find_hook(game: Game, name: str) -> str | None:
    if name in _OTHER_WORDS:
        hook = _OTHER_WORDS[name]
        return hook if getattr(game, hook) is None else None
    return next(iter(difflib.get_close_matches(name, HOOKS, 1, _CLOSE)), None)
