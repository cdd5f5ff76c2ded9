"""The book: what an operator orders is stored before it holds, and every deed is written down."""

from collections.abc import Callable, Sequence
from typing import Any

import structlog
import trio
from attrs import frozen

from lobby.core.talk.text import OPERATOR_CHARACTERS, clean
from lobby.shell.admin.orders import Orders, until_text
from lobby.shell.admin.requests import NotDone
from lobby.shell.chance import Chance
from lobby.shell.questions import ListDeeds, Unreadable
from lobby.shell.records import ForgetOrder, KeepDeed, KeepOrder, OrderKind, Record
from lobby.shell.store import Store

log = structlog.get_logger()

_DEEDS_MOST = 10_000  # in one answer
_ID_BYTES = 12


@frozen(eq=False)
class Book:
    """Waits for the store: an operator is told what is so, and not what may be lost in a crash."""

    store: Store
    orders: Orders
    source: Chance
    wall_clock: Callable[[], float]  # seconds since the Unix epoch

    def order(
        self, kind: OrderKind, target: str, text: str, until_ms: int | None, *, by: str, name: str = ""
    ) -> KeepOrder:
        """Return an order that begins now; raise NotDone where it would have ended already."""
        now_ms = self._now_ms()
        if until_ms is not None and until_ms <= now_ms:
            raise NotDone(f"it would have ended already, {until_text(until_ms)}")
        return KeepOrder(kind, target, name, clean_reason(text), now_ms, until_ms, by)

    async def keep(self, order: KeepOrder, *records: Record) -> None:
        """Have an order hold once it is stored; raise NotDone."""
        await self._write(order, *records)
        self.orders.take(order)

    async def lift(self, orders: Sequence[KeepOrder]) -> None:
        """End orders; raise NotDone."""
        await self._write(*(ForgetOrder(order.kind, order.target) for order in orders))
        for order in orders:
            self.orders.lift(order.kind, order.target)

    async def write_down(self, by: str, what: str, outcome: str) -> None:
        """Write down what somebody has done, in the store and in the server's log; raise NotDone."""
        log.info("operator", by=by, what=what, outcome=outcome)
        await self._write(
            KeepDeed(self.source.token_bytes(_ID_BYTES).hex(), self._now_ms(), by, what, outcome)
        )

    async def deeds(self, limit: int) -> tuple[KeepDeed, ...]:
        """Return what operators have done, newest first; raise NotDone."""
        if not 1 <= limit <= _DEEDS_MOST:
            raise NotDone(f"limit: got {limit}, allowed is 1 to {_DEEDS_MOST} deeds")
        told, heard = list[Any](), trio.Event()

        def take(answer: tuple[KeepDeed, ...] | Unreadable) -> None:
            told.append(answer)
            heard.set()

        self.store.ask(ListDeeds(limit), take)
        await heard.wait()
        if isinstance(told[0], Unreadable):
            raise NotDone(f"it can't be read now: {told[0].reason}")
        deeds: tuple[KeepDeed, ...] = told[0]
        return deeds

    async def _write(self, *records: Record) -> None:
        told, heard = list[bool](), trio.Event()

        def done(committed: bool) -> None:
            told.append(committed)
            heard.set()

        self.store.write(records, done)
        await heard.wait()
        if not told[0]:
            raise NotDone("it could not be stored; the server's log says why")

    def _now_ms(self) -> int:
        return int(self.wall_clock() * 1000)


def clean_reason(text: str) -> str:
    """Return a text of the operator without what nobody sees; raise NotDone where it is too long."""
    cleaned = clean(text)
    if len(cleaned) > OPERATOR_CHARACTERS:
        raise NotDone(f"a text of {len(cleaned)} characters, allowed are {OPERATOR_CHARACTERS}")
    return cleaned
