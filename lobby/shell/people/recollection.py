"""What a session was answered before a restart: read when it says something, not at the start for all."""

from collections.abc import Callable
from functools import partial

import structlog
from attrs import define, field

from lobby.core.ids import SessionId
from lobby.shell.questions import ListAnswers, Unreadable
from lobby.shell.records import KeepAnswer
from lobby.shell.session import Session
from lobby.shell.store import RETRY_SECONDS, Store
from lobby.shell.timing.timers import Timers
from lobby.wire.messages import Done
from lobby.wire.values import load

log = structlog.get_logger()


@define(eq=False)
class Recollection:
    """Completes the books of sessions that have survived a restart."""

    store: Store
    timers: Timers
    _waiting: dict[SessionId, list[Callable[[], None]]] = field(factory=dict)

    def recall(self, session: Session, then: Callable[[], None]) -> None:
        """Call `then` when the books of the session are complete, after all that was asked for before."""
        waiting = self._waiting.setdefault(session.id, [])
        waiting.append(then)
        if len(waiting) == 1:
            self._ask(session)

    def _ask(self, session: Session) -> None:
        self.store.ask(ListAnswers(session.id), partial(self._take, session))

    def _take(self, session: Session, answer: tuple[KeepAnswer, ...] | Unreadable) -> None:
        if isinstance(answer, Unreadable):
            log.warning("answers not read", why=answer.reason)
            self._try_again(session)
            return
        session.books.learn(Done(kept.number, load(kept.result)) for kept in answer)
        for then in self._waiting.pop(session.id):
            then()

    def _try_again(self, session: Session) -> None:
        if session.connection is None:
            del self._waiting[session.id]  # whoever comes back says it again
        else:
            at_seconds = self.timers.now() + RETRY_SECONDS
            self.timers.set(("recall", session.id), at_seconds, partial(self._ask, session))
