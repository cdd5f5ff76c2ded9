"""Statements with many rows: each row is there once, however many there are, or none of them is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, delete, select
from sqlalchemy.exc import IntegrityError

from lobby.core.ids import RoomId, SessionId
from lobby.shell.records import KeepAnswer
from lobby.shell.stores.inbox import Append
from lobby.shell.stores.schema import ANSWERS, METADATA, STEPS
from lobby.shell.stores.statements import put_answers, put_steps

COUNTS = st.integers(0, 200)


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    """A database in memory, with the tables."""
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def append(number: int) -> Append:
    return Append(RoomId("room"), 1, number, b"row %d" % number, lambda _: None, ())


@given(COUNTS)
def test_each_row_of_a_log_is_stored_once(connection: Connection, count: int) -> None:
    connection.execute(delete(STEPS))

    put_steps(connection, [append(number) for number in range(count)])

    rows = connection.execute(select(STEPS.c.number, STEPS.c.row).order_by(STEPS.c.number)).all()
    assert [tuple(row) for row in rows] == [(number, b"row %d" % number) for number in range(count)]


@given(COUNTS, COUNTS)
def test_an_answer_takes_the_place_of_the_one_in_its_slot(connection: Connection, old: int, new: int) -> None:
    connection.execute(delete(ANSWERS))
    session = SessionId(b"s" * 16)

    for first, count in ((0, old), (1000, new)):
        put_answers(
            connection, ((slot, KeepAnswer(session, first + slot, b"%d" % slot)) for slot in range(count))
        )

    numbers = connection.execute(select(ANSWERS.c.number).order_by(ANSWERS.c.slot)).scalars().all()
    assert numbers == [*range(1000, 1000 + new), *range(new, old)]


def test_where_one_row_is_refused_nothing_of_the_transaction_is_stored(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'rows.sqlite3'}")
    METADATA.create_all(engine)
    with engine.connect() as connection:
        put_steps(connection, [append(70)])
        connection.commit()
        put_steps(connection, [append(number) for number in range(1000, 1100)])
        with pytest.raises(IntegrityError):
            put_steps(connection, [append(number) for number in range(100)])
        connection.commit()

        assert connection.execute(select(STEPS.c.number)).scalars().all() == [70]
    engine.dispose()
