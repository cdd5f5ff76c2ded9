"""The line between browser and server: a TCP proxy whose connections can be cut, silenced and refused."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

import trio
from attrs import define, field

_CHUNK_BYTES = 65_536
_UPGRADE = b"upgrade: websocket"
_REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@define(eq=False)
class _Pair:
    """One connection on its way through: `is_silent` swallows whatever comes, from both sides."""

    scope: trio.CancelScope = field(factory=trio.CancelScope)
    is_silent: bool = False


@define(eq=False)
class Line:
    """What happens on the line from now on; its methods are called from the thread of the test."""

    port: int = 0
    blocks_websockets: bool = False
    _pairs: set[_Pair] = field(factory=set)
    _token: trio.lowlevel.TrioToken | None = None

    @property
    def url(self) -> str:
        """Where browsers reach the server over this line."""
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Close every connection that there is."""
        self.run_there(lambda: [pair.scope.cancel() for pair in self._pairs])

    def go_silent(self) -> None:
        """Swallow what comes over every connection that there is, as a network does that is gone."""
        self.run_there(self._silence)

    def block_websockets(self) -> None:
        """Refuse every WebSocket, and cut those that there are."""
        self.blocks_websockets = True
        self.cut()

    def _silence(self) -> None:
        for pair in self._pairs:
            pair.is_silent = True

    def run_there(self, act: Callable[[], object]) -> None:
        """Call in the thread of the line."""
        trio.from_thread.run_sync(act, trio_token=self._token)

    async def run(self, server_port: int, started: threading.Event) -> None:
        """Pass connections on until cancelled."""
        self._token = trio.lowlevel.current_trio_token()
        async with trio.open_nursery() as nursery:
            serve = partial(self._serve, server_port)
            (listener,) = await nursery.start(partial(trio.serve_tcp, serve, 0, host="127.0.0.1"))
            self.port = listener.socket.getsockname()[1]
            started.set()

    async def _serve(self, server_port: int, near: trio.SocketStream) -> None:
        pair = _Pair()
        self._pairs.add(pair)
        try:
            # Either side may be gone at any time; that is what this is for.
            with pair.scope, suppress(OSError, trio.BrokenResourceError):
                await self._connect(server_port, near, pair)
        finally:
            self._pairs.discard(pair)
            await trio.aclose_forcefully(near)

    async def _connect(self, server_port: int, near: trio.SocketStream, pair: _Pair) -> None:
        head = await near.receive_some(_CHUNK_BYTES)
        if self.blocks_websockets and _UPGRADE in head.lower():
            await near.send_all(_REFUSAL)
            return
        far = await trio.open_tcp_stream("127.0.0.1", server_port)
        async with far:
            await far.send_all(head)
            async with trio.open_nursery() as nursery:
                for source, sink in ((near, far), (far, near)):
                    nursery.start_soon(_pump, source, sink, pair)


async def _pump(source: trio.SocketStream, sink: trio.SocketStream, pair: _Pair) -> None:
    try:
        while data := await source.receive_some(_CHUNK_BYTES):
            if not pair.is_silent:
                await sink.send_all(data)
    except (trio.BrokenResourceError, trio.ClosedResourceError):
        pair.scope.cancel()
    if not pair.is_silent:
        pair.scope.cancel()


@contextmanager
def open_line(server_port: int) -> Iterator[Line]:
    """Run a line in a thread of its own; it ends with the block."""
    line, started = Line(), threading.Event()
    scope = trio.CancelScope()

    async def run() -> None:
        with scope:
            await line.run(server_port, started)

    thread = threading.Thread(target=trio.run, args=(run,), name="line")
    thread.start()
    started.wait()
    try:
        yield line
    finally:
        line.run_there(scope.cancel)
        thread.join()
