"""Statements with many rows: each row is there once, however many there are, or none of them is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, delete, select
from sqlalchemy.exc import IntegrityError

from lobby.core.ids import RoomId, SessionId
from lobby.shell.stores.schema import ANSWERS, LOGS, METADATA
from lobby.shell.stores.statements import put_answers, put_logs

COUNTS = st.integers(0, 200)


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    """A database in memory, with the tables."""
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def log(last: int) -> tuple[RoomId, int, bytes]:
    return RoomId("room"), last, b"rows %d" % last


@given(COUNTS)
def test_each_part_of_a_log_is_stored_once(connection: Connection, count: int) -> None:
    connection.execute(delete(LOGS))

    put_logs(connection, [log(last) for last in range(count)])

    parts = connection.execute(select(LOGS).order_by(LOGS.c.last)).all()
    assert [tuple(part) for part in parts] == [log(last) for last in range(count)]


@given(COUNTS, COUNTS)
def test_answers_take_the_place_of_those_of_the_same_session(
    connection: Connection, old: int, new: int
) -> None:
    connection.execute(delete(ANSWERS))

    for what, count in ((b"old", old), (b"new", new)):
        put_answers(connection, [(SessionId(b"%03d" % session), what) for session in range(count)])

    results = connection.execute(select(ANSWERS.c.results).order_by(ANSWERS.c.session)).scalars().all()
    assert results == [b"new"] * new + [b"old"] * (old - new)


def test_where_one_row_is_refused_nothing_of_the_transaction_is_stored(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'rows.sqlite3'}")
    METADATA.create_all(engine)
    with engine.connect() as connection:
        put_logs(connection, [log(70)])
        connection.commit()
        put_logs(connection, [log(last) for last in range(1000, 1100)])
        with pytest.raises(IntegrityError):
            put_logs(connection, [log(last) for last in range(100)])
        connection.commit()

        assert connection.execute(select(LOGS.c.last)).scalars().all() == [70]
    engine.dispose()
