"""The topic server/notice, which every session hears: a line of the operator, and that the server drains."""

from itertools import islice

from attrs import define, field

from lobby.core.ids import SessionId
from lobby.core.topic import NOTHING
from lobby.shell.admin.orders import Orders
from lobby.shell.audience import Subscriber
from lobby.shell.lobby import SLICE
from lobby.shell.timing.timers import Timers
from lobby.wire.codec import encode
from lobby.wire.frame import Frame
from lobby.wire.messages import Offset, Snapshot
from lobby.wire.values import Value

NOTICE = "server/notice"
_SLICE_SECONDS = 0.001


@define(eq=False)
class Notices:
    """Tells the whole view each time: it is small and changes seldom, so it needs no ring. Nothing is told
    to a client that knows of nothing while there is nothing."""

    epoch: str
    timers: Timers
    orders: Orders
    _number: int = 0
    _subscribers: dict[SessionId, Subscriber] = field(factory=dict)

    def subscribe(self, session: Subscriber, offset: Offset | None) -> None:
        """Let a session hear it, from its offset on."""
        self._subscribers[session.id] = session
        if offset == (self.epoch, self._number) or (offset is None and not self._says_anything()):
            return
        session.deliver(self._frame())

    def forget(self, session: Subscriber) -> None:
        """A session has lost its connection."""
        self._subscribers.pop(session.id, None)

    def retell(self, session: Subscriber, missed: dict[str, int]) -> None:
        """Tell it again to a session that has missed it."""
        if NOTICE in missed and session.id in self._subscribers:
            session.deliver(self._frame())

    def publish(self) -> None:
        """It has changed: everybody hears it."""
        self._number += 1
        self._send(self._frame(), list(self._subscribers.values()))

    def view(self) -> dict[str, Value]:
        """Return what there is to tell."""
        return {"notice": self.orders.notice_in(""), "draining": self.orders.is_draining}

    def _says_anything(self) -> bool:
        return self.orders.is_draining or self.orders.notice_in("") is not None

    def _frame(self) -> Frame:
        snapshot = Snapshot(NOTICE, self.epoch, self._number, self.view())
        return Frame(encode(snapshot), topic=NOTICE, previous=NOTHING)

    def _send(self, frame: Frame, subscribers: list[Subscriber]) -> None:
        """Send to many in slices, so that no room waits for it; a newer frame overtakes an older one."""
        for session in islice(subscribers, SLICE):
            if self._subscribers.get(session.id) is session:
                session.deliver(frame)
        if rest := subscribers[SLICE:]:
            at_seconds = self.timers.now() + _SLICE_SECONDS
            self.timers.set("notice slice", at_seconds, lambda: self._send(self._frame(), rest))
