"""What stays of rooms and games that are over, rooms that sleep, snapshots, and the time that was lived."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables and columns; a room that was there is awake, or has been set aside."""
    _widen_rooms()
    _make_results()
    op.create_table(
        "snapshots",
        sa.Column("room", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.add_column("players", sa.Column("idle_ms", sa.BigInteger, nullable=False, server_default="0"))
    op.create_index("players_by_idleness", "players", ["idle_ms"])
    op.create_index("sessions_by_player", "sessions", ["player"])
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("lived_ms", sa.BigInteger, nullable=False),
    )


def _widen_rooms() -> None:
    for column in (
        sa.Column("state", sa.Text, nullable=False, server_default="awake"),
        sa.Column("code", sa.Text, nullable=False, server_default=""),
        sa.Column("game", sa.Text, nullable=False, server_default=""),
        sa.Column("public", sa.Boolean, nullable=False, server_default="0"),
        sa.Column("players", sa.LargeBinary),
        sa.Column("touched_ms", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("data", sa.LargeBinary),
    ):
        op.add_column("rooms", column)
    op.execute("UPDATE rooms SET state = 'aside' WHERE set_aside != ''")
    op.create_index("rooms_by_state", "rooms", ["state", "touched_ms"])
    op.create_index("rooms_by_code", "rooms", ["code"])


def _make_results() -> None:
    op.create_table(
        "results",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("room", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("game", sa.Text, nullable=False),
        sa.Column("public", sa.Boolean, nullable=False),
        sa.Column("players", sa.LargeBinary, nullable=False),
        sa.Column("ended_ms", sa.BigInteger, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("is_filmed", sa.Boolean, nullable=False),
    )
    op.create_index("results_by_end", "results", ["ended_ms"])
    op.create_index("results_by_publicity", "results", ["public", "ended_ms"])
    op.create_index("results_by_game", "results", ["public", "game", "ended_ms"])
    op.create_index("results_by_room", "results", ["room"])
    op.create_index("results_by_film", "results", ["is_filmed", "ended_ms"])
    op.create_table(
        "played",
        sa.Column("player", sa.Text, primary_key=True),
        sa.Column("result", sa.Text, primary_key=True),
        sa.Column("ended_ms", sa.BigInteger, nullable=False),
    )
    op.create_index("played_by_end", "played", ["player", "ended_ms"])
    op.create_index("played_by_result", "played", ["result"])
    op.create_table(
        "films",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("ended_ms", sa.BigInteger, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("film", sa.LargeBinary, nullable=False),
    )
    op.create_index("films_by_end", "films", ["ended_ms", "bytes"])
