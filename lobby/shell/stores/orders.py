"""Orders and deeds of operators in the database."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, and_, delete, func, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from lobby.shell.records import ForgetOrder, KeepDeed, KeepOrder
from lobby.shell.stores.schema import DEEDS, ORDERS

_PUT: Final = upsert(ORDERS)
_PUT_ORDER: Final = _PUT.on_conflict_do_update(
    index_elements=["kind", "target"],
    set_={name: _PUT.excluded[name] for name in ("name", "text", "since_ms", "until_ms", "by")},
)
_PUT_DEED: Final = upsert(DEEDS).on_conflict_do_nothing()


def write_orders(connection: Connection, records: Iterable[KeepOrder | ForgetOrder | KeepDeed]) -> None:
    """Keep or forget, in the order in which it was asked for."""
    for record in records:
        match record:
            case KeepOrder():
                connection.execute(_PUT_ORDER, _columns(record))
            case ForgetOrder(kind, target):
                gone = (ORDERS.c.kind == kind) & (ORDERS.c.target == target)
                connection.execute(delete(ORDERS).where(gone))
            case KeepDeed(id_, at_ms, by, what, outcome):
                deed = {"id": id_, "at_ms": at_ms, "by": by, "what": what, "outcome": outcome}
                connection.execute(_PUT_DEED, deed)


def read_orders(connection: Connection) -> tuple[KeepOrder, ...]:
    """Return all orders by kind and target, also those that have ended."""
    rows = connection.execute(select(ORDERS).order_by(ORDERS.c.kind, ORDERS.c.target))
    return tuple(KeepOrder(*row) for row in rows)


def list_deeds(connection: Connection, limit: int) -> tuple[KeepDeed, ...]:
    """Return what operators have done, newest first."""
    newest = select(DEEDS).order_by(DEEDS.c.at_ms.desc(), DEEDS.c.id).limit(limit)
    return tuple(KeepDeed(*row) for row in connection.execute(newest))


def ordered_players(connection: Connection, now_ms: int) -> set[str]:
    """Return the players of whom an order speaks that holds: they must be known again."""
    holds = or_(ORDERS.c.until_ms.is_(None), ORDERS.c.until_ms > now_ms)
    return set(connection.execute(select(ORDERS.c.target).where(holds)).scalars())


def drop_orders(connection: Connection, now_ms: int, most: int) -> int:
    """Delete orders that have ended, at most so many; return how many have gone."""
    over = select(ORDERS.c.kind, ORDERS.c.target).where(ORDERS.c.until_ms <= now_ms).limit(most)
    gone = connection.execute(over).all()
    for kind, target in gone:
        connection.execute(delete(ORDERS).where(and_(ORDERS.c.kind == kind, ORDERS.c.target == target)))
    return len(gone)


def drop_deeds(connection: Connection, before_ms: int, kept: int, most: int) -> int:
    """Delete deeds from before, and the oldest above so many kept; return how many have gone."""
    excess = (connection.execute(select(func.count()).select_from(DEEDS)).scalar() or 0) - kept
    oldest = select(DEEDS.c.id, DEEDS.c.at_ms).order_by(DEEDS.c.at_ms, DEEDS.c.id).limit(most)
    rows = enumerate(connection.execute(oldest))
    ids = [row.id for place, row in rows if place < excess or row.at_ms < before_ms]
    connection.execute(delete(DEEDS).where(DEEDS.c.id.in_(ids)))
    return len(ids)


def _columns(order: KeepOrder) -> dict[str, Any]:
    return {
        "kind": order.kind,
        "target": order.target,
        "name": order.name,
        "text": order.text,
        "since_ms": order.since_ms,
        "until_ms": order.until_ms,
        "by": order.by,
    }
