"""What a shutdown must reach: connections, which get a goodbye, and idle HTTP, which just ends."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import trio

from lobby.settings import ServerSection
from lobby.shell.connection import Connection
from lobby.wire.messages import Goodbye


class Live:
    """The connections of one server, of every transport."""

    def __init__(self, server: ServerSection) -> None:
        self.stopping = False
        self._server = server
        self._connections: set[Connection] = set()
        self._idle: set[trio.CancelScope] = set()

    def add(self, connection: Connection) -> None:
        """From now on the connection may be ended from outside; at once where all is ending."""
        self._connections.add(connection)
        if self.stopping:
            self._end(connection)

    def discard(self, connection: Connection) -> None:
        """The connection is over."""
        self._connections.discard(connection)

    @contextmanager
    def idle(self) -> Iterator[trio.CancelScope]:
        """Yield a scope for waiting on a peer that has nothing to say; a shutdown cancels it."""
        scope = trio.CancelScope()
        if self.stopping:
            scope.cancel()
        self._idle.add(scope)
        try:
            yield scope
        finally:
            self._idle.discard(scope)

    def stop(self) -> None:
        """End everything that waits for its peer."""
        self.stopping = True
        for connection in list(self._connections):
            self._end(connection)
        for scope in self._idle:
            scope.cancel()

    def _end(self, connection: Connection) -> None:
        # Each client comes back at another time, or the next server would meet all of them at once.
        retry_ms = self._server.comeback_ms + random.randrange(self._server.comeback_spread_ms + 1)
        connection.end(Goodbye("shutdown", "the server stops", retry_ms))
