"""The first schema: logs of rooms, players, sessions and their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "rooms",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("incarnation", sa.Integer, nullable=False),
        sa.Column("set_aside", sa.Text, nullable=False),
    )
    op.create_table(
        "steps",
        sa.Column("room", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("row", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "players",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("secret_hash", sa.LargeBinary, nullable=False),
        sa.Column("player", sa.Text, nullable=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("rooms", sa.LargeBinary, nullable=False),
        sa.Column("topics", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "answers",
        sa.Column("session", sa.LargeBinary, primary_key=True),
        sa.Column("slot", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("result", sa.LargeBinary, nullable=False),
    )
