"""Ratings of players, and what each game did to them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table and columns; no game of before was rated."""
    op.add_column("played", sa.Column("points", sa.Integer))
    op.add_column("played", sa.Column("change", sa.Integer))
    op.create_table(
        "ratings",
        sa.Column("player", sa.Text, primary_key=True),
        sa.Column("game", sa.Text, primary_key=True),
        sa.Column("mu", sa.BigInteger, nullable=False),
        sa.Column("sigma", sa.BigInteger, nullable=False),
        sa.Column("games", sa.Integer, nullable=False),
        sa.Column("points", sa.Integer, nullable=False),
    )
    op.create_index("ratings_by_points", "ratings", ["game", "points", "player"])
