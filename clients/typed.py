"""What somebody types as a move: JSON, or less where less is clear. Pure."""

import json
from random import Random

from clients.draw import Form, draw
from lobby.wire.values import Value, find_fault


def read_typed(text: str, form: Form | None) -> Value:
    """Return the move that a line of text means; raise ValueError, which says what to type.

    A text needs no quotes, a record with one field to fill in no braces; everything else is JSON.
    """
    if form is not None and form["type"] == "text" and not text.startswith('"'):
        return text
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return _read_plain(text, form)
    if fault := find_fault(value):
        raise ValueError(f"that can't be a move: {fault}")
    if form is not None and form["type"] == "record" and not isinstance(value, dict):
        return _fill(text, form)
    return value


def read_option(text: str) -> tuple[str, Value]:
    """Return name and value of an option, typed as NAME=VALUE; raise ValueError. A text needs no quotes."""
    name, equals, typed = text.partition("=")
    if not equals or not name:
        raise ValueError(f"{text!r} is not NAME=VALUE")
    return name, read_typed(typed, None)


def write_typed(move: Value) -> str:
    """Return how a move is written, so that `read_typed` reads it."""
    return json.dumps(move, ensure_ascii=False, default=lambda data: data.hex())


def show_example(form: Form | None, random: Random) -> str:
    """Return an example of what to type."""
    return write_typed(draw(form, random)) if form is not None else "a number, a text or JSON"


def _read_plain(text: str, form: Form | None) -> Value:
    kind = None if form is None else form["type"]
    if form is None or kind in {"any", "text"}:
        return text
    if kind == "record":
        return _fill(text, form)
    if kind == "choice" and text in form["choices"]:
        return text
    if kind == "either":
        return _read_either(text, form)
    raise ValueError(f"{text!r} is not JSON; a move looks like {show_example(form, Random(0))}")


def _fill(text: str, form: Form) -> Value:
    wanted = [field for field in form["fields"] if field["required"]] or form["fields"]
    if len(wanted) != 1:
        raise ValueError(f"{text!r} is too little; a move looks like {show_example(form, Random(0))}")
    return {wanted[0]["name"]: read_typed(text, wanted[0])}


def _read_either(text: str, form: Form) -> Value:
    """Return what the first of several forms makes of a text, past those that make nothing of it."""
    for kind in form["of"]:
        try:
            return read_typed(text, kind)
        except ValueError:
            continue
    raise ValueError(f"{text!r} is not JSON; a move looks like {show_example(form, Random(0))}")
