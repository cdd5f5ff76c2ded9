"""Players are looked for by the hash of their token, as they come."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the index."""
    op.create_index("players_by_token", "players", ["token_hash"])
