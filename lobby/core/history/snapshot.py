"""A room as bytes and back, so that a start need not replay all of its log."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Final, TypeVar

import attrs
import msgpack
from attrs import frozen

from lobby.core import clocks
from lobby.core.backlog import Entry
from lobby.core.clocks import SeatClock
from lobby.core.consent import Asking, Offer
from lobby.core.game import Game, Result
from lobby.core.hosting import access, terms
from lobby.core.hosting.house import House
from lobby.core.ids import PlayerId
from lobby.core.match import Match, Past, Turn
from lobby.core.outputs import Shown
from lobby.core.room import Asked, Room, Settings
from lobby.core.seats import Seat
from lobby.core.talk.channel import Talk
from lobby.wire.messages import Player
from lobby.wire.values import load

FORMAT = 1
Told = tuple[int, Shown]  # the number of the step that changed a view last, and the view as it was told
Made = TypeVar("Made")


class BadSnapshot(Exception):
    """The bytes are no snapshot of this server's; the text says why."""


class GameMissing(Exception):
    """The game of a snapshot is not on offer."""


@frozen
class Snapshot:
    """A room after a step, with what its topics show."""

    room: Room
    told: tuple[Told, ...]
    late: tuple[Entry, ...] = ()  # what watchers have not seen


def pack_snapshot(room: Room, told: list[Told], late: Sequence[Entry] = ()) -> bytes:
    """Return the room, the views that its topics show and what waits; what `unpack_snapshot` takes."""
    views = [[number, shown.topic, shown.view, shown.more, shown.owner] for number, shown in told]
    fields = _fields(room)
    fields["game"], fields["clock"] = room.game.id, clocks.plain(room.clock)
    fields["access"] = access.plain(room.access)
    waiting = [[entry.number, entry.due_ms, entry.room, entry.game] for entry in late]
    return _pack([FORMAT, fields, views, waiting])


def unpack_snapshot(data: bytes, games: dict[str, Game]) -> Snapshot:
    """Return the snapshot; raise BadSnapshot where it is of another format, GameMissing without its game."""
    format_, fields, views, *later = load(data)
    if format_ != FORMAT:
        raise BadSnapshot(f"a snapshot of format {format_}, this server reads {FORMAT}")
    id_ = fields["game"]
    if id_ not in games:
        raise GameMissing(f"the game {id_} is not on offer")
    told = tuple((number, Shown(topic, view, more, owner)) for number, topic, view, more, owner in views)
    late = tuple(Entry(*entry) for entry in (later[0] if later else ()))  # older snapshots have none
    return Snapshot(_room(fields, games[id_]), told, late)


def _fields(thing: Any) -> dict[str, Any]:
    """Return the fields of a room, or of a part of one; in them are values, tuples, and parts again."""
    kind = type(thing)
    if kind not in _NAMES:
        names = [a.name for a in attrs.fields(kind) if a.name not in _LEFT]
        assert len(names) > 1, f"{kind.__name__} has no fields to get at once"
        _NAMES[kind] = names, attrgetter(*names)
    names, get = _NAMES[kind]
    return dict(zip(names, get(thing), strict=True))


# The game is named, not kept; a hint is for the next frame only, and a failure ends the game in its step.
# How many bytes of states there are through one of them is counted anew.
_LEFT = frozenset({"game", "hint", "failure", "through"})
_NAMES: dict[type, tuple[list[str], Callable[[Any], tuple[Any, ...]]]] = {}  # of each class that has come

# What is no value it asks for: so all that is one never leaves C.
_pack: Final[Callable[[Any], bytes]] = msgpack.Packer(autoreset=True, default=_fields).pack


def _room(fields: dict[str, Any], game: Game) -> Room:
    match = fields["match"]
    return Room(
        **{
            **fields,
            "game": game,
            "settings": _make(Settings, fields["settings"]),
            "seats": tuple(_make(Seat, seat) for seat in fields["seats"]),
            "match": None if match is None else _match(match),
            "chat": tuple(fields["chat"]),
            "clock": clocks.load(fields["clock"]),
            "invited": tuple(fields["invited"]),
            "muted": tuple((PlayerId(player), until_ms) for player, until_ms in fields.get("muted", ())),
            "talk": tuple(
                Talk(talk["name"], talk["number"], tuple(talk["lines"])) for talk in fields.get("talk", ())
            ),
            "asked": tuple(_make(Asked, asked) for asked in fields.get("asked", ())),
            # Of what follows older snapshots have nothing.
            "house": _make(House, fields.get("house", {})),
            "terms": terms.load(fields.get("terms", {})),
            "offers": tuple(_offer(offer) for offer in fields.get("offers", ())),
            "offered": tuple(_make(Asking, asking) for asking in fields.get("offered", ())),
            "access": access.load(fields.get("access", {})),
        }
    )


def _offer(fields: dict[str, Any]) -> Offer:
    return Offer(**{**fields, "asked": tuple(fields["asked"]), "agreed": tuple(fields["agreed"])})


def _match(fields: dict[str, Any]) -> Match:
    return Match(
        **{
            **fields,
            "players": tuple(_make(Player, player) for player in fields["players"]),
            "turns": tuple(_make(Turn, turn) for turn in fields["turns"]),
            "secrets": tuple(fields["secrets"]),
            "outcome": _result(fields["outcome"]),
            "result": _result(fields["result"]),
            "notes": tuple((whose, note) for whose, note in fields["notes"]),
            "absent": tuple(fields["absent"]),
            "timed_out": tuple(fields["timed_out"]),
            "clocks": tuple(_make(SeatClock, clock) for clock in fields["clocks"]),
            "resigned": tuple(fields.get("resigned", ())),
            # Who has moved an older server did not say: nobody is to lose a rating to that.
            "moved": tuple(fields.get("moved", range(len(fields["players"])))),
            "past": tuple(_past(fields.get("past", ()))),
        }
    )


def _past(kept: Iterable[dict[str, Any]]) -> Iterator[Past]:
    through = 0
    for fields in kept:
        through += len(fields["packed"])
        yield Past(fields["seat"], fields["packed"], through)


def _result(fields: dict[str, Any] | None) -> Result | None:
    return None if fields is None else Result(tuple(fields["places"]), tuple(fields["scores"]))


def _make(kind: type[Made], fields: dict[str, Any]) -> Made:
    return kind(**fields)
