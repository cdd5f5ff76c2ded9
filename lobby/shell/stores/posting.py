"""The journal and the places where things belong: what is put there, and what a start finds in it."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, select

from lobby.core.ids import RoomId, SessionId
from lobby.shell.stores.journal import AnswersTail, Journal, JournalEntry, LogTail, Tail
from lobby.shell.stores.schema import ANSWERS, JOURNAL, LOGS
from lobby.shell.stores.statements import put_answers, put_entry, put_logs
from lobby.wire.values import pack

_PARTS_MAX = 500  # of an IN list
_ROWS_TOGETHER = 64
_GIVEN: BindParameter[Any] = bindparam("ids", expanding=True)
_ENDS = (
    select(LOGS.c.room, func.max(LOGS.c.last).label("last"))
    .where(LOGS.c.room.in_(_GIVEN))
    .group_by(LOGS.c.room)
)
_ANSWERS = select(ANSWERS.c.session, ANSWERS.c.results).where(ANSWERS.c.session.in_(_GIVEN))
_ENTRIES = select(JOURNAL.c.number, JOURNAL.c.data).order_by(JOURNAL.c.number)
_NEEDED_NO_MORE = delete(JOURNAL).where(JOURNAL.c.number < bindparam("needed"))


def replay(connection: Connection, answers_max: float = math.inf) -> Journal:
    """Return what is in the journal; some of it may be in its place already.

    Where others may be putting things in their place meanwhile logs are to be read after this.
    """
    journal = Journal(answers_max)
    for number, data in connection.execute(_ENTRIES).all():
        try:
            entry = JournalEntry.unpack(number, data)
        except ValueError as error:
            raise ValueError(f"entry {number} of the journal is damaged") from error
        journal.add(entry, len(data))
    return journal


def post(connection: Connection, journal: Journal, tails: Sequence[Tail]) -> None:
    """Put these tails in their place, and delete the entries that nobody needs then, in the transaction that
    is open: the journal is not told yet. What is there already does no harm."""
    _post_logs(connection, [tail for tail in tails if isinstance(tail, LogTail)])
    _post_answers(connection, journal, [tail.id for tail in tails if isinstance(tail, AnswersTail)])
    connection.execute(_NEEDED_NO_MORE, {"needed": journal.needed_without(tails)})


def renew(connection: Connection, journal: Journal, tails: Sequence[Tail]) -> tuple[JournalEntry, int]:
    """Write these tails into the journal once more, in the transaction that is open: the entries with which
    they came may be all that keeps others there. Return the new entry and its size."""
    entry = JournalEntry.of(journal.next_number, tails)
    data = entry.pack()
    put_entry(connection, entry.number, data)
    connection.execute(_NEEDED_NO_MORE, {"needed": journal.needed_without(tails)})
    return entry, len(data)


def post_all(connection: Connection) -> None:
    """Put all in its place, in the transaction that is open; nobody else may use the database."""
    journal = replay(connection)
    post(connection, journal, journal.oldest(journal.size))


def _post_logs(connection: Connection, logs: list[LogTail]) -> None:
    ends = {row.room: row.last for row in _select(connection, _ENDS, [log.id for log in logs])}
    put_logs(connection, [part for log in logs for part in _split(log, ends.get(log.id, 0))])


def _split(log: LogTail, number: int) -> Iterator[tuple[RoomId, int, bytes]]:
    """Yield the rows with higher numbers, a few in each row of the table: tidying up counts those."""
    rows = log.after(number)
    first = log.last - len(rows) + 1
    for at in range(0, len(rows), _ROWS_TOGETHER):
        part = rows[at : at + _ROWS_TOGETHER]
        yield log.id, first + at + len(part) - 1, pack(part)


def _post_answers(connection: Connection, journal: Journal, sessions: list[SessionId]) -> None:
    there = {row.session: row.results for row in _select(connection, _ANSWERS, sessions)}
    merged = {session: journal.merge(session, there.get(session)) for session in sessions}
    put_answers(connection, [(session, pack(list(results.items()))) for session, results in merged.items()])


def _select(connection: Connection, statement: Any, ids: Sequence[str | bytes]) -> Iterator[Any]:
    """Yield what there is of these."""
    for at in range(0, len(ids), _PARTS_MAX):
        yield from connection.execute(statement, {"ids": ids[at : at + _PARTS_MAX]})
