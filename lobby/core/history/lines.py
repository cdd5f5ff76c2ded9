"""A room's log as lines of JSON, to be read by people and other programs, and back.

The first line is a header; each other one is a step with all its events. What JSON has no word for is
`{"$bytes": "00ff"}`; a dict with a key that begins with "$" is `{"$dict": [[key, value], ...]}`.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final, get_args

import attrs

from lobby.core.events import Event, Opened, Row
from lobby.core.history.log import unpack_row
from lobby.wire.values import Value

FORMAT: Final = 1
_HASH: Final = "password_hash"

_EVENTS: Final[dict[str, Any]] = {event.__name__: event for event in get_args(Event)}


class BadLines(ValueError):
    """The lines are no log; the text says which one, and why."""


def write_lines(rows: Iterable[bytes], **about: Value) -> Iterator[str]:
    """Yield the lines of a log of packed rows; `about` goes into the header, too.

    Raises ValueError for rows that are none, or do not begin with the opening of the room.
    """
    unpacked = map(unpack_row, rows)
    first = next(unpacked, None)
    opened = first.events[0] if first is not None else None
    if first is None or not isinstance(opened, Opened):
        raise BadLines("the log does not begin with the opening of its room")
    header = {
        "lobby_log": FORMAT,
        "room": opened.room,
        "code": opened.code,
        "game": opened.game,
        "version": opened.version,
        "options": _to_json(opened.options),
        **about,
    }
    yield _dump(header)
    yield _write_row(first)
    yield from map(_write_row, unpacked)


def read_lines(lines: Iterable[str]) -> Iterator[tuple[dict[str, Any], list[Row]]]:
    """Yield the logs in the lines, each with its header; raise BadLines."""
    header, rows = None, list[Row]()
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            if "lobby_log" in entry:
                if header is not None:
                    yield header, rows
                header, rows = _check_header(entry), []
            elif header is None:
                raise BadLines("a header with lobby_log comes first")
            else:
                rows.append(_read_row(entry, len(rows) + 1))
        except (ValueError, KeyError, TypeError) as error:
            raise BadLines(f"line {number}: {error}") from error
    if header is None:
        raise BadLines("there are no lines")
    yield header, rows


def _check_header(header: dict[str, Any]) -> dict[str, Any]:
    if header["lobby_log"] != FORMAT:
        raise BadLines(f"lobby_log is {header['lobby_log']!r}, this lobby reads {FORMAT}")
    return header


def _write_row(row: Row) -> str:
    events = [{"event": type(event).__name__, **_fields(event)} for event in row.events]
    return _dump({"step": row.number, "at_ms": row.at_ms, "events": events})


def _fields(event: Event) -> dict[str, Any]:
    return {a.name: _to_json(_without_hash(getattr(event, a.name))) for a in attrs.fields(type(event))}


def _without_hash(value: Value) -> Value:
    """Return it without the hash of a password: lines are given away, in exports and reports."""
    if isinstance(value, dict) and value.get(_HASH):
        return {**value, _HASH: "(not told)"}
    return value


def _read_row(entry: dict[str, Any], number: int) -> Row:
    if entry["step"] != number:
        raise BadLines(f"step {entry['step']!r} where {number} comes next")
    return Row(number, entry["at_ms"], tuple(_read_event(event) for event in entry["events"]))


def _read_event(entry: dict[str, Any]) -> Event:
    kind, *rest = entry["event"], *(item for item in entry.items() if item[0] != "event")
    if kind not in _EVENTS:
        raise BadLines(f"no event is called {kind!r}")
    fields = {name: _from_json(value) for name, value in rest}
    event: Event = _EVENTS[kind](**fields)
    return event


def _to_json(value: Value) -> Any:
    if isinstance(value, bytes):
        return {"$bytes": value.hex()}
    if isinstance(value, list | tuple):
        return [_to_json(item) for item in value]
    if isinstance(value, dict):
        if any(key.startswith("$") for key in value):
            return {"$dict": [[key, _to_json(item)] for key, item in value.items()]}
        return {key: _to_json(item) for key, item in value.items()}
    return value


def _from_json(value: Any) -> Value:
    if isinstance(value, list):
        return [_from_json(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$bytes" in value:
        return bytes.fromhex(value["$bytes"])
    if "$dict" in value:
        return {key: _from_json(item) for key, item in value["$dict"]}
    return {key: _from_json(item) for key, item in value.items()}


def _dump(entry: dict[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
