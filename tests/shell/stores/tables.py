"""What is in a database, wherever in it that stands."""

from contextlib import closing
from pathlib import Path
from sqlite3 import connect

from lobby.shell.stores.opening import make_engine
from lobby.shell.stores.posting import replay
from lobby.shell.stores.reading import read_rows
from lobby.testing.storing import ROOM


def rows_in(path: Path) -> list[bytes]:
    """Return the log of the room."""
    engine = make_engine(path, 0)
    with engine.connect() as connection:
        rows = read_rows(connection, replay(connection), ROOM)
    engine.dispose()
    return rows


def count(path: Path, table: str) -> int:
    """Return how many rows a table has."""
    with closing(connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
