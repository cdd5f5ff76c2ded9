"""Films of results that may be gone by now."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import BigInteger, Connection, bindparam, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from lobby.shell.records import KeepFilm
from lobby.shell.stores.schema import FILMS, RESULTS

_FILMED: Final = update(RESULTS).where(RESULTS.c.id == bindparam("key")).values(is_filmed=True)


def put_films(connection: Connection, films: Iterable[KeepFilm]) -> None:
    """Store films of results that there are; an empty one says that there is none to be had."""
    for kept in films:
        connection.execute(_FILMED, {"key": kept.id})
        if kept.film:
            size = literal_column(str(len(kept.film)), BigInteger)
            film = bindparam("film", kept.film, FILMS.c.film.type)
            of = select(RESULTS.c.id, RESULTS.c.ended_ms, size, film).where(RESULTS.c.id == kept.id)
            statement = upsert(FILMS).from_select(["id", "ended_ms", "bytes", "film"], of)
            changed = {"bytes": statement.excluded.bytes, "film": statement.excluded.film}
            connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed))
