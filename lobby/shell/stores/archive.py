"""What an operator wants of a database: copies, logs and films. Works beside a server as well as without one.

Everything here blocks, and is a generator of parts, each a value: whoever runs it may stop between two.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from lobby.core.ids import RoomId
from lobby.shell.questions import FindFilm, FindResult, FindRoom
from lobby.shell.records import KeepResult, KeepRoom
from lobby.shell.store import CantStore
from lobby.shell.stores.columns import state_of
from lobby.shell.stores.copying import BUSY_SECONDS, check_sound, connect, copy_database, needing_room
from lobby.shell.stores.files import BACKING_UP, FILE, size_of
from lobby.shell.stores.journal import Journal
from lobby.shell.stores.opening import make_engine, read_version
from lobby.shell.stores.posting import replay
from lobby.shell.stores.reading import answer, read_rows
from lobby.shell.stores.schema import ROOMS, VERSIONS
from lobby.wire.values import Value

_PART_BYTES = 256 * 1024


def copy_parts(folder: Path, _: str | None = None) -> Iterator[Value]:
    """Yield the size of a copy of the database as it is at one moment, then its bytes.

    It is put together in the folder first: so nobody waits for whoever reads the parts.
    """
    try:
        workplace = tempfile.TemporaryDirectory(prefix=BACKING_UP, dir=folder)
    except OSError as error:
        raise CantStore(f"a backup is put together in {folder}: {error.strerror}") from error
    with workplace as place:
        copy = Path(place) / FILE
        with needing_room("a backup is put together there first, which", folder, size_of(folder / FILE)):
            copy_database(folder / FILE, copy)
        # A copy that can't be put back is none, and must not take the place of a good one.
        check_sound(folder / FILE, copy)
        _check_known(folder / FILE, copy)
        yield copy.stat().st_size
        with copy.open("rb") as file:
            while part := file.read(_PART_BYTES):
                yield part


def log_parts(folder: Path, key: str | None) -> Iterator[Value]:
    """Yield the logs of a room by id, code, or the id of one of its results; of None all that there are.

    Of each log first what is known of its room, as a dict, then lists of rows.
    """
    with _reading(folder) as connection:
        if key is not None:
            yield from _log_of(connection, *_find(connection, key))
            return
        # What is known first: a room that is told to be over has its last rows then.
        found = list(_rooms(connection))
        journal = replay(connection)
        for id_, about in found:
            if rows := read_rows(connection, journal, id_):
                yield from _parts_of(about, rows)


def film_parts(folder: Path, key: str | None) -> Iterator[Value]:
    """Yield the bytes of the film of a result."""
    with _reading(folder) as connection:
        film = answer(connection, Journal(), FindFilm(key or ""))
        if not isinstance(film, bytes):
            known = answer(connection, Journal(), FindResult(key or ""))
            what = "film of the game" if known is not None else "finished game of the id"
            raise CantStore(f"there is no {what} {(key or '')[:40]!r}")
        for at in range(0, len(film), _PART_BYTES):
            yield film[at : at + _PART_BYTES]


def vacuum_parts(folder: Path, _: str | None = None) -> Iterator[Value]:
    """Write the database anew, without holes; yield its size in bytes before and after. Nobody can write."""
    path = folder / FILE
    before = size_of(path)
    _check_known(path, path)
    with needing_room("it is written anew, which", folder, before), closing(connect(path)) as connection:
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    yield {"before": before, "after": size_of(path)}


def _check_known(path: Path, copy: Path) -> None:
    """Raise CantStore where the database is of a newer schema, or no lobby's."""
    if not copy.is_file():
        raise CantStore(f"there is no database {path}")
    engine = make_engine(copy, BUSY_SECONDS)
    try:
        read_version(path, engine)
    finally:
        engine.dispose()


@contextmanager
def _reading(folder: Path) -> Iterator[Connection]:
    path = folder / FILE
    if not path.is_file():
        raise CantStore(f"there is no database {path}")
    engine = make_engine(path, BUSY_SECONDS)
    try:
        if (version := read_version(path, engine)) != VERSIONS[-1]:
            raise CantStore(f"{path} has schema {version}: a start of this lobby brings it to {VERSIONS[-1]}")
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _find(connection: Connection, key: str) -> tuple[RoomId, KeepResult | None]:
    result = answer(connection, Journal(), FindResult(key))
    if isinstance(result, KeepResult):
        return result.room, result
    room = answer(connection, Journal(), FindRoom(key))
    if not isinstance(room, KeepRoom):
        raise CantStore(f"there is no room and no finished game of the id or code {key[:40]!r}")
    return room.id, None


def _log_of(connection: Connection, id_: RoomId, result: KeepResult | None) -> Iterator[Value]:
    room = answer(connection, Journal(), FindRoom(id_))
    rows = read_rows(connection, replay(connection), id_)
    if not isinstance(room, KeepRoom) or not rows:
        raise CantStore(f"the log of the room {id_} is gone, it was closed too long ago")
    about: dict[str, Value] = {"state": room.state, "touched_ms": room.touched_ms}
    yield from _parts_of(about if result is None else {**about, "game_number": result.number}, rows)


def _rooms(connection: Connection) -> Iterator[tuple[RoomId, Value]]:
    rooms = select(ROOMS.c.id, ROOMS.c.state, ROOMS.c.touched_ms).order_by(ROOMS.c.id)
    for id_, state, touched_ms in connection.execute(rooms):
        yield RoomId(id_), {"state": state_of(state), "touched_ms": touched_ms}


def _parts_of(about: Value, rows: list[bytes]) -> Iterator[Value]:
    yield about
    part, size = list[bytes](), 0
    for row in rows:
        part.append(row)
        size += len(row)
        if size >= _PART_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


# By what is asked for; "vacuum" is another thing beside a server, see Control.
PARTS: Final[dict[str, Callable[[Path, str | None], Iterator[Value]]]] = {
    "backup": copy_parts,
    "export": log_parts,
    "film": film_parts,
    "vacuum": vacuum_parts,
}
