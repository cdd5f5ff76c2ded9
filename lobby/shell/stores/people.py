"""Players in the database: those whom a start needs, and all others when they are looked for."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, select

from lobby.core.ids import PlayerId
from lobby.shell.questions import FindPlayers, KnownPlayer, ListPlayers
from lobby.shell.records import KeepBlocks, KeepOrder, KeepPlayer, KeepRoom
from lobby.shell.stores.schema import BLOCKS, PLAYERS, SESSIONS

_PARTS_MAX = 500  # of an IN list
_PLAYERS: Final = select(PLAYERS.c.id, PLAYERS.c.token_hash, PLAYERS.c.name, PLAYERS.c.kind)
_KNOWN: Final = select(
    PLAYERS.c.id, PLAYERS.c.token_hash, PLAYERS.c.name, PLAYERS.c.kind, BLOCKS.c.data
).join(BLOCKS, BLOCKS.c.player == PLAYERS.c.id, isouter=True)
_HAS_SESSION: Final = PLAYERS.c.id.in_(select(SESSIONS.c.player))


def find_wanted(rooms: Iterable[KeepRoom], orders: Iterable[KeepOrder]) -> set[PlayerId]:
    """Return whom rooms that live wait for, or an order of the operator is about."""
    seated = {player for room in rooms for player in room.players}
    return seated | {PlayerId(order.target) for order in orders}


def read_needed(connection: Connection, wanted: set[PlayerId]) -> list[KnownPlayer]:
    """Return who has a session or is wanted, by their ids."""
    found = {known.player.id: known for known in _read(connection, _HAS_SESSION)}
    rest = sorted(wanted - found.keys())
    found |= {known.player.id: known for known in _read_each(connection, PLAYERS.c.id, rest)}
    return [found[id_] for id_ in sorted(found)]


def count_players(connection: Connection) -> int:
    """Return how many there are."""
    return connection.execute(select(func.count()).select_from(PLAYERS)).scalar() or 0


def blocks_of(people: Iterable[KnownPlayer]) -> tuple[KeepBlocks, ...]:
    """Return whom these have blocked, of those who have blocked anybody ever."""
    return tuple(KeepBlocks(known.player.id, known.blocks) for known in people if known.blocks is not None)


def find_players(connection: Connection, wanted: FindPlayers) -> tuple[KnownPlayer, ...]:
    """Return those who are asked for and known, by their ids."""
    found = [
        *_read_each(connection, PLAYERS.c.token_hash, wanted.tokens),
        *_read_each(connection, PLAYERS.c.id, wanted.ids),
    ]
    known = {one.player.id: one for one in found}
    return tuple(known[id_] for id_ in sorted(known))


def list_players(connection: Connection, wanted: ListPlayers) -> tuple[KeepPlayer, ...]:
    """Return the next players by their ids."""
    following = _PLAYERS.where(PLAYERS.c.id > (wanted.after or "")).order_by(PLAYERS.c.id).limit(wanted.limit)
    return tuple(KeepPlayer(*row) for row in connection.execute(following))


def _read_each(
    connection: Connection, column: ColumnElement[Any], keys: Sequence[bytes | str]
) -> Iterator[KnownPlayer]:
    for at in range(0, len(keys), _PARTS_MAX):
        yield from _read(connection, column.in_(keys[at : at + _PARTS_MAX]))


def _read(connection: Connection, condition: ColumnElement[bool]) -> Iterator[KnownPlayer]:
    for *player, blocks in connection.execute(_KNOWN.where(condition)).all():
        yield KnownPlayer(KeepPlayer(*player), blocks)
