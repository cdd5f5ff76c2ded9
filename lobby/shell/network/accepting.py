"""Accepting connections, many in a go: one in each round of the event loop is too few when rounds are long.

After a restart rooms come back in slices of some milliseconds, and a storm of those who come back stands in
the kernel's backlog meanwhile, where nobody is known. Trio's own loop takes one connection in each round.
"""

import errno
import math
import socket
from collections.abc import Awaitable, Callable, Sequence

import structlog
import trio
from attrs import define

from lobby.shell.network.listeners import Listener

log = structlog.get_logger()

Take = Callable[[socket.socket, object], None]  # the latter is the kernel's name for the peer
Handle = Callable[[trio.abc.Stream], Awaitable[None]]

_BATCH = 16  # more would keep those who are inside waiting: each has its request read in this same turn
_FULL_SECONDS = 0.1
_TOLD_SECONDS = 60.0  # that there is no more room; as long as it lasts, it is so ten times a second
_FULL = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS}
_NOT_LISTENING = {errno.EBADF, errno.EINVAL, errno.ENOTSOCK, errno.EOPNOTSUPP}


@define(eq=False)
class _Shortage:
    """Waits while the system has no room for another connection, and says so now and then."""

    tells_at: float = -math.inf

    async def wait(self, error: OSError) -> None:
        """Return when it is worth to try again."""
        now = trio.current_time()
        if now >= self.tells_at:
            self.tells_at = now + _TOLD_SECONDS
            log.warning("no connection accepted", error=str(error))
        await trio.sleep(_FULL_SECONDS)


async def accept_all(
    listeners: Sequence[Listener], take: Take, handle: Handle, connections: trio.Nursery
) -> None:
    """Give each plain socket to `take`, which waits for nothing and owns it then, until cancelled; the
    listeners are closed at the end. For those under TLS `handle` is started, in `connections`: TLS costs more
    than the accepting, so that there one in each round does no harm.
    """
    async with trio.open_nursery() as nursery:
        for listener in listeners:
            if isinstance(listener, trio.SocketListener):
                nursery.start_soon(_accept_plain, listener, take)
            else:
                nursery.start_soon(_accept_tls, listener, handle, connections)


async def _accept_tls(
    listener: trio.SSLListener[trio.SocketStream], handle: Handle, connections: trio.Nursery
) -> None:
    await trio.serve_listeners(handle, [listener], handler_nursery=connections)


async def _accept_plain(listener: trio.SocketListener, take: Take) -> None:
    # Trio's socket can only wait. This is the same one to the kernel, under another number.
    known, shortage = listener.socket, _Shortage()
    with socket.fromfd(known.fileno(), known.family, known.type) as listening:
        listening.setblocking(False)
        async with listener:
            while True:
                await trio.lowlevel.wait_readable(listening)
                for _ in range(_BATCH):
                    if (accepted := await _accept(listening, shortage)) is None:
                        break
                    take(*accepted)


async def _accept(listening: socket.socket, shortage: _Shortage) -> tuple[socket.socket, object] | None:
    """Return the next connection and the name of its peer, None where none waits; whoever has gone already
    is passed over."""
    while True:
        try:
            accepted, name = listening.accept()
        except BlockingIOError:
            return None
        except OSError as error:
            if error.errno in _NOT_LISTENING:
                raise
            if error.errno in _FULL:
                await shortage.wait(error)
            continue
        accepted.setblocking(False)
        return accepted, name
