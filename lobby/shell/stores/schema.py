"""The tables of the store, for SQLite and, one day, PostgreSQL."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, Text

# Oldest first; each is a file in migrations/versions. The last one is what this server reads and writes.
VERSIONS: Final = ("0001",)

METADATA: Final = MetaData()

ROOMS: Final = Table(
    "rooms",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("incarnation", Integer, nullable=False),
    Column("set_aside", Text, nullable=False),  # why the room is not loaded any more, "" where it is
)

STEPS: Final = Table(
    "steps",
    METADATA,
    Column("room", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("row", LargeBinary, nullable=False),  # as lobby.core.log packs it
)

PLAYERS: Final = Table(
    "players",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
)

SESSIONS: Final = Table(
    "sessions",
    METADATA,
    Column("id", LargeBinary, primary_key=True),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("player", Text, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("rooms", LargeBinary, nullable=False),  # packed list of ids
    Column("topics", LargeBinary, nullable=False),  # packed list of names
)

# One place per number modulo the most that may be unanswered: so old answers go by being overwritten.
ANSWERS: Final = Table(
    "answers",
    METADATA,
    Column("session", LargeBinary, primary_key=True),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("result", LargeBinary, nullable=False),  # packed
)
