"""Statements that are carried out often, or for many rows: entries of the journal, logs, answers, snapshots.

SQLAlchemy would make a dict of each row and look at each value, which takes as long as the database. Here
it makes the text of a statement, once, and the database's own module gets the rows as they are.

Many rows stand in one statement. SQLite's module lets go of the interpreter for each statement, and where the
rooms are busy waits for it again: row by row, a commit of a hundred rows took 0.1 s. OR ROLLBACK is for the
sake of that: a statement that could be undone alone would cost half as much again.
"""

from collections.abc import Iterable
from functools import cache
from itertools import chain
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, Insert, bindparam, cast, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from lobby.core.ids import RoomId, SessionId
from lobby.shell.records import KeepSnapshot
from lobby.shell.stores.columns import UPSERTS
from lobby.shell.stores.schema import ANSWERS, JOURNAL, LOGS, ROOMS, SNAPSHOTS

_ROWS = (64, 16, 4)  # of one statement, as many as are there; the rest one by one


class Statement:
    """One statement, whose rows have these columns in this order."""

    def __init__(self, statement: Any, *columns: str) -> None:
        self._statement = statement
        self._columns = columns
        self._texts: dict[str, str | None] = {}  # per dialect; None: it takes no rows but dicts

    def execute(self, connection: Connection, rows: list[tuple[Any, ...]]) -> None:
        """Carry it out for each row, if there are any."""
        if not rows:
            return
        name = connection.dialect.name
        if name not in self._texts:
            self._texts[name] = self._write(connection)
        if text := self._texts[name]:
            _execute_text(connection, text, len(self._columns), rows)
        else:
            connection.execute(self._statement, [dict(zip(self._columns, row, strict=True)) for row in rows])

    def _write(self, connection: Connection) -> str | None:
        compiled = self._statement.compile(dialect=connection.dialect, column_keys=list(self._columns))
        if compiled.positiontup is None:
            return None
        assert tuple(compiled.positiontup) == self._columns, compiled.positiontup
        return str(compiled)


def _execute_text(connection: Connection, text: str, columns: int, rows: list[tuple[Any, ...]]) -> None:
    """Carry a text out for each row, for many at a time where it inserts values."""
    left = rows
    for count in _ROWS if _values(columns) in text else ():
        while len(left) >= count:
            connection.exec_driver_sql(_write_many(text, columns, count), tuple(chain(*left[:count])))
            left = left[count:]
    if left:
        connection.exec_driver_sql(text, left)


@cache
def _write_many(text: str, columns: int, count: int) -> str:
    """Return the text with so many rows in place of one."""
    values = _values(columns)
    return text.replace(f"VALUES {values}", "VALUES " + ", ".join([values] * count))


def _values(columns: int) -> str:
    return f"({', '.join('?' * columns)})"


def _put_snapshot() -> Any:
    """A snapshot of a room that there is, unless there is a later one."""
    number = cast(bindparam("number", type_=BigInteger), BigInteger)
    data = bindparam("data", type_=SNAPSHOTS.c.data.type)
    of = select(ROOMS.c.id, number, data).where(ROOMS.c.id == bindparam("room"))
    statement = upsert(SNAPSHOTS).from_select(["room", "number", "data"], of)
    changed = {"number": statement.excluded.number, "data": statement.excluded.data}
    later = statement.excluded.number > SNAPSHOTS.c.number
    return statement.on_conflict_do_update(index_elements=["room"], set_=changed, where=later)


def _undone_as_a_whole(statement: Insert) -> Insert:
    """Where a row can't be stored nothing of the transaction is: we would not go on with it anyway."""
    return statement.prefix_with("OR ROLLBACK", dialect="sqlite")


_ENTRY: Final = Statement(_undone_as_a_whole(insert(JOURNAL)), "number", "data")
_LOGS: Final = Statement(_undone_as_a_whole(insert(LOGS)), "room", "last", "rows")
_ANSWERS: Final = Statement(_undone_as_a_whole(UPSERTS[ANSWERS.name]), "session", "results")
_SNAPSHOTS: Final = Statement(_put_snapshot(), "number", "data", "room")


def put_entry(connection: Connection, number: int, data: bytes) -> None:
    """Store an entry of the journal."""
    _ENTRY.execute(connection, [(number, data)])


def put_logs(connection: Connection, logs: list[tuple[RoomId, int, bytes]]) -> None:
    """Store rows of rooms, packed, each with the number of the last one."""
    _LOGS.execute(connection, logs)


def put_answers(connection: Connection, answers: list[tuple[SessionId, bytes]]) -> None:
    """Store the answers of sessions, packed, in place of those that are there."""
    _ANSWERS.execute(connection, answers)


def put_snapshots(connection: Connection, snapshots: Iterable[KeepSnapshot]) -> None:
    """Store snapshots of rooms that there are, unless there is a later one."""
    _SNAPSHOTS.execute(connection, [(kept.number, kept.data, kept.room) for kept in snapshots])
