"""How `lobby admin` reads times and shows tables. Nothing in here waits or asks."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from lobby.wire.values import Value

FOR_EVER: Final = "for-ever"
UNTIL_HELP: Final = "as 30m, 2h, 7d, 2026-12-01T12:00 (your time) or for-ever"

_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_SPAN: Final = re.compile(r"([0-9]{1,9})([smhdw])")
_DECADE_MS: Final = 10 * 366 * 86_400 * 1000
_KINDS: Final = {"ban_player": "player", "ban_address": "address", "mute": "mute"}


class BadTime(ValueError):
    """A text is no time until which something may hold; the text says what is."""


def parse_until(text: str, now_ms: int) -> int | None:
    """Return the wall clock in ms that a text means, None for "for-ever"; raise BadTime.

    A time without a zone is that of this machine.
    """
    if text == FOR_EVER:
        return None
    until_ms = _parse(text, now_ms)
    if until_ms is None:
        raise BadTime(f"{text[:40]!r} is no time, allowed is {UNTIL_HELP}")
    if not now_ms < until_ms <= now_ms + _DECADE_MS:
        raise BadTime(f"{text[:40]!r} is not within the next ten years; {FOR_EVER} has no end")
    return until_ms


def _parse(text: str, now_ms: int) -> int | None:
    if (span := _SPAN.fullmatch(text)) is not None:
        return now_ms + int(span[1]) * _SECONDS[span[2]] * 1000
    try:
        return int(datetime.fromisoformat(text).timestamp() * 1000)
    except (ValueError, OverflowError, OSError):
        return None


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table, its columns as wide as they must be."""
    lines = [head, *([_printable(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]


def room_cells(room: dict[str, Value]) -> list[str]:
    """Return the cells of a room."""
    due_ms = room["due_ms"]
    return [
        room["code"],
        room["game"],
        room["phase"],
        f"{room['taken']}/{room['seats']}",
        str(room["watchers"]),
        span_text(room["age_ms"]),
        "" if due_ms is None else span_text(due_ms),
        room["name"],
        ", ".join(room["players"]),
    ]


ROOM_HEAD: Final = ("code", "game", "phase", "seats", "watchers", "age", "due", "name", "players")


def player_cells(player: dict[str, Value]) -> list[str]:
    """Return the cells of a player."""
    return [
        player["id"],
        player["name"],
        player["kind"],
        ("yes" if player["online"] else "no") + (", muted" if player["muted"] else ""),
        str(player["sessions"]),
        " ".join(player["rooms"]),
        " ".join(player["addresses"]),
    ]


PLAYER_HEAD: Final = ("id", "name", "kind", "online", "sessions", "rooms", "addresses")


def order_cells(order: dict[str, Value]) -> list[str]:
    """Return the cells of a ban or mute."""
    until_ms = order["until_ms"]
    return [
        _KINDS[order["kind"]],
        order["target"],
        order["name"],
        FOR_EVER if until_ms is None else date_text(until_ms),
        order["by"],
        order["reason"],
    ]


ORDER_HEAD: Final = ("what", "who", "name", "until", "by", "reason")


def deed_cells(deed: dict[str, Value]) -> list[str]:
    """Return the cells of a deed."""
    return [date_text(deed["at_ms"]), deed["by"], deed["what"], deed["outcome"]]


DEED_HEAD: Final = ("when", "who", "what", "outcome")


def date_text(at_ms: int) -> str:
    """Return a wall clock as this machine shows it."""
    return f"{datetime.fromtimestamp(at_ms / 1000).astimezone():%Y-%m-%d %H:%M}"


def span_text(span_ms: int) -> str:
    """Return how long something takes, roughly."""
    seconds = span_ms // 1000
    unit = next((unit for unit in "dhm" if seconds >= 2 * _SECONDS[unit]), "s")
    return f"{seconds // _SECONDS[unit]} {unit}"


def _printable(cell: str) -> str:
    # What strangers have written must not speak to the terminal.
    return "".join(letter if letter.isprintable() else "?" for letter in cell)
