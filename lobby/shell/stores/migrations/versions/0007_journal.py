"""Rows of logs and answers, which were rows of tables each, stand together, and in a journal first."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from lobby.wire.values import pack

revision = "0007"
down_revision = "0006"

_ROWS_TOGETHER = 64


def upgrade() -> None:
    """Make the tables, and bring over what is there."""
    op.create_table(
        "journal",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    logs = op.create_table(
        "logs",
        sa.Column("room", sa.Text, primary_key=True),
        sa.Column("last", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("rows", sa.LargeBinary, nullable=False),
    )
    op.rename_table("answers", "answers_before")
    answers = op.create_table(
        "answers",
        sa.Column("session", sa.LargeBinary, primary_key=True),
        sa.Column("results", sa.LargeBinary, nullable=False),
    )
    connection = op.get_bind()
    for part in _logs(connection):
        connection.execute(sa.insert(logs), part)
    for kept in _answers(connection):
        connection.execute(sa.insert(answers), kept)
    op.drop_table("steps")
    op.drop_table("answers_before")


def _logs(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    rooms = connection.execute(sa.text("SELECT DISTINCT room FROM steps")).scalars().all()
    rows = sa.text("SELECT number, row FROM steps WHERE room = :room ORDER BY number")
    for room in rooms:
        there = connection.execute(rows, {"room": room}).all()
        for at in range(0, len(there), _ROWS_TOGETHER):
            part = there[at : at + _ROWS_TOGETHER]
            yield {"room": room, "last": part[-1].number, "rows": pack([row.row for row in part])}


def _answers(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    sessions = connection.execute(sa.text("SELECT DISTINCT session FROM answers_before")).scalars().all()
    kept = sa.text("SELECT number, result FROM answers_before WHERE session = :session ORDER BY number")
    for session in sessions:
        there = connection.execute(kept, {"session": session}).all()
        yield {"session": session, "results": pack([[row.number, row.result] for row in there])}
