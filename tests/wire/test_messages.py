"""The unions of messages are closed: a class that is in none could be said by nobody."""

import importlib
import pkgutil
from typing import get_args

import attrs

from lobby.wire import messages
from lobby.wire.messages import ClientMessage, Limits, Player, ServerMessage


def test_every_class_of_every_kind_is_a_frame_or_part_of_one() -> None:
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.iter_modules(messages.__path__, f"{messages.__name__}.")
    ]
    classes = {
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and attrs.has(kind) and kind.__module__ == module.__name__
    }

    assert classes == {Player, Limits, *get_args(ClientMessage), *get_args(ServerMessage)}
