"""Blocks and reports in the database."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from lobby.shell.questions import ListReports
from lobby.shell.records import KeepBlocks, KeepReport
from lobby.shell.stores.schema import BLOCKS, REPORTS


def put_safety(connection: Connection, blocks: Sequence[KeepBlocks], reports: Sequence[KeepReport]) -> None:
    """Write what was asked for; a report that is there stays as it is."""
    if blocks:
        statement = upsert(BLOCKS)
        newer = statement.on_conflict_do_update(
            index_elements=[BLOCKS.c.player], set_={"data": statement.excluded.data}
        )
        connection.execute(newer, [{"player": kept.player, "data": kept.data} for kept in blocks])
    if reports:
        rows = [{"id": kept.id, "at_ms": kept.at_ms, "data": kept.data} for kept in reports]
        connection.execute(upsert(REPORTS).on_conflict_do_nothing(), rows)


def list_reports(connection: Connection, wanted: ListReports) -> tuple[KeepReport, ...]:
    """Return reports, newest first."""
    found = select(REPORTS)
    if wanted.before_ms is not None:
        found = found.where(REPORTS.c.at_ms < wanted.before_ms)
    rows = connection.execute(found.order_by(REPORTS.c.at_ms.desc(), REPORTS.c.id).limit(wanted.limit))
    return tuple(KeepReport(row.id, row.at_ms, row.data) for row in rows)


def drop_reports(connection: Connection, before_ms: int, kept_max: int, slice_rows: int) -> int:
    """Delete reports that are too old or too many, the oldest first; return how many have gone."""
    surplus = select(REPORTS.c.id).order_by(REPORTS.c.at_ms.desc(), REPORTS.c.id).offset(kept_max)
    old = select(REPORTS.c.id).where(REPORTS.c.at_ms < before_ms)
    ids = [*connection.execute(old.limit(slice_rows)).scalars()]
    ids += connection.execute(surplus.limit(slice_rows - len(ids))).scalars()
    return _delete(connection, ids)


def _delete(connection: Connection, ids: Iterable[str]) -> int:
    ids = sorted(set(ids))
    if ids:
        connection.execute(delete(REPORTS).where(REPORTS.c.id.in_(ids)))
    return len(ids)
