"""Passwords of rooms: hashed with argon2 in threads, a few at a time, so that nobody else waits."""

import unicodedata
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog
import trio
from attrs import define, field, frozen

from lobby.core import because
from lobby.core.refusal import Refusal
from lobby.settings import AccessSection

if TYPE_CHECKING:  # a server without passwords starts without it
    from argon2 import PasswordHasher

log = structlog.get_logger()

Hashed = Callable[[str | Refusal], None]
Verified = Callable[[bool | Refusal], None]

_BUSY_RETRY_MS = 5000
_FAILED = Refusal("store", "the password can't be looked at now; nothing has changed")


@frozen(eq=False)
class _Job:
    """Work for a thread, and who hears of its result."""

    work: Callable[[], str | bool]
    tell: Callable[[str | bool | Refusal], None]


@define(eq=False)
class Passwords:
    """Hashes and verifies, in the order in which it was asked; `run` must be running."""

    settings: AccessSection
    _jobs: deque[_Job] = field(factory=deque)
    _more: trio.Event = field(factory=trio.Event)

    def hash(self, password: str, then: Hashed) -> None:
        """Make the hash of a new password; `then` hears it later, or that too many wait."""

        def tell(result: str | bool | Refusal) -> None:
            then(result if isinstance(result, Refusal) else str(result))

        self._add(_Job(lambda: self._make_hasher().hash(_normal(password)), tell))

    def verify(self, known: str, password: str, then: Verified) -> None:
        """Find out whether a password has this hash; `then` hears it later, or that too many wait."""

        def tell(result: str | bool | Refusal) -> None:
            then(result if isinstance(result, Refusal) else result is True)

        self._add(_Job(lambda: self._is_right(known, password), tell))

    async def run(self) -> None:
        """Do what is asked until cancelled."""
        async with trio.open_nursery() as nursery:
            for _ in range(self.settings.password_threads):
                nursery.start_soon(self._work)

    async def _work(self) -> None:
        # Not the limit that Trio has for all threads: whoever fills that one must not stop passwords.
        limiter = trio.CapacityLimiter(1)
        while True:
            while not self._jobs:
                await self._more.wait()
            job = self._jobs.popleft()
            try:
                result: str | bool | Refusal = await trio.to_thread.run_sync(job.work, limiter=limiter)
            except Exception as error:  # no memory, or a library that is broken: who waits is answered
                log.warning("password not hashed", error=f"{type(error).__name__}: {error}"[:200])
                result = _FAILED
            try:
                job.tell(result)
            except Exception:
                # Whoever asked has failed; all others still want their passwords looked at.
                log.exception("answer to a password failed")

    def _add(self, job: _Job) -> None:
        most = self.settings.password_queue
        if len(self._jobs) >= most:
            job.tell(because.at_most("rate_limited", "waiting_passwords", most, retry_ms=_BUSY_RETRY_MS))
            return
        self._jobs.append(job)
        self._more.set()
        self._more = trio.Event()

    def _make_hasher(self) -> "PasswordHasher":
        from argon2 import PasswordHasher  # noqa: PLC0415 -- in a thread, where nobody waits for it

        return PasswordHasher(self.settings.password_passes, self.settings.password_kib, 1)

    def _is_right(self, known: str, password: str) -> bool:
        from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415 -- as above

        try:
            return self._make_hasher().verify(known, _normal(password))
        except (VerificationError, InvalidHashError):
            return False


def _normal(password: str) -> str:
    """Return the password as every keyboard would have written it."""
    return unicodedata.normalize("NFC", password)
