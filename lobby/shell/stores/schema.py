"""The tables of the store, for SQLite and, one day, PostgreSQL."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, Table, Text

# Oldest first; each is a file in migrations/versions. The last one is what this server reads and writes.
VERSIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")

METADATA: Final = MetaData()

# What a room is to those who tidy up: "closed" is the state of one that has its log still, "bare" of one that
# has not, "aside" of one that could not go on. To everybody else all three are closed.
AWAKE: Final = "awake"
ASLEEP: Final = "asleep"
CLOSED: Final = "closed"
BARE: Final = "bare"
ASIDE: Final = "aside"

ROOMS: Final = Table(
    "rooms",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("incarnation", Integer, nullable=False),
    Column("set_aside", Text, nullable=False),  # why the room is not loaded any more, "" where it is
    # The rest is of a KeepRoom; where there was none yet, as in a room of before 0002, it is empty.
    Column("state", Text, nullable=False, server_default=AWAKE),
    Column("code", Text, nullable=False, server_default=""),
    Column("game", Text, nullable=False, server_default=""),
    Column("public", Boolean, nullable=False, server_default="0"),
    Column("players", LargeBinary),  # packed list of ids
    Column("touched_ms", BigInteger, nullable=False, server_default="0"),
    Column("data", LargeBinary),
    Index("rooms_by_state", "state", "touched_ms"),
    Index("rooms_by_code", "code"),
)

# Entries of the journal, see journal.py: rows of logs, and answers, that are not in LOGS and ANSWERS yet.
JOURNAL: Final = Table(
    "journal",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),  # as JournalEntry packs it
)

# Rows that follow each other, as many as were put in their place together.
LOGS: Final = Table(
    "logs",
    METADATA,
    Column("room", Text, primary_key=True),
    Column("last", BigInteger, primary_key=True, autoincrement=False),  # the number of the last of them
    Column("rows", LargeBinary, nullable=False),  # packed list, each as lobby.core.history.log packs it
)

SNAPSHOTS: Final = Table(
    "snapshots",
    METADATA,
    Column("room", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

RESULTS: Final = Table(
    "results",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("room", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("game", Text, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("players", LargeBinary, nullable=False),  # packed list of ids
    Column("ended_ms", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("is_filmed", Boolean, nullable=False),
    Index("results_by_end", "ended_ms"),
    Index("results_by_publicity", "public", "ended_ms"),
    Index("results_by_game", "public", "game", "ended_ms"),
    Index("results_by_room", "room"),
    Index("results_by_film", "is_filmed", "ended_ms"),
)

# Who played, so that a player's games are found.
PLAYED: Final = Table(
    "played",
    METADATA,
    Column("player", Text, primary_key=True),
    Column("result", Text, primary_key=True),
    Column("ended_ms", BigInteger, nullable=False),
    Column("points", Integer),  # of the player after the game; null where it was not rated
    Column("change", Integer),  # by the game
    Index("played_by_end", "player", "ended_ms"),
    Index("played_by_result", "result"),
)

RATINGS: Final = Table(
    "ratings",
    METADATA,
    Column("player", Text, primary_key=True),
    Column("game", Text, primary_key=True),
    Column("mu", BigInteger, nullable=False),  # millionths
    Column("sigma", BigInteger, nullable=False),
    Column("games", Integer, nullable=False),
    Column("points", Integer, nullable=False),  # what follows from the two, to sort by
    Index("ratings_by_points", "game", "points", "player"),
)

BLOCKS: Final = Table(
    "blocks",
    METADATA,
    Column("player", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),  # packed list of ids and names
)

REPORTS: Final = Table(
    "reports",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("reports_by_time", "at_ms"),
)

FILMS: Final = Table(
    "films",
    METADATA,
    Column("id", Text, primary_key=True),  # of the result
    Column("ended_ms", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("film", LargeBinary, nullable=False),
    Index("films_by_end", "ended_ms", "bytes"),
)

PLAYERS: Final = Table(
    "players",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # Wall clock since when the player was found to have no session; 0: has one, or nobody has looked yet.
    Column("idle_ms", BigInteger, nullable=False, server_default="0"),
    Index("players_by_idleness", "idle_ms"),
    Index("players_by_token", "token_hash"),
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
    Index("sessions_by_player", "player"),
)

# The latest ones, as many as may be unanswered.
ANSWERS: Final = Table(
    "answers",
    METADATA,
    Column("session", LargeBinary, primary_key=True),
    Column("results", LargeBinary, nullable=False),  # packed list of pairs: number, packed result
)

CLOCK: Final = Table(
    "clock",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("lived_ms", BigInteger, nullable=False),
)

# What the operator has ordered, and what operators have done.
ORDERS: Final = Table(
    "orders",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("target", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("since_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger),  # null: for ever
    Column("by", Text, nullable=False),
)

DEEDS: Final = Table(
    "deeds",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Index("deeds_by_time", "at_ms", "id"),
)
