"""The line between browser and server: a TCP proxy that can be cut, silent, late or closed."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from random import Random

import trio
from attrs import define, field

_CHUNK_BYTES = 65_536
_CHUNKS_MAX = 64  # on their way in one direction; then the line takes no more, as a full pipe does
_UPGRADE = b"upgrade: websocket"
# Bytes on their way, and when they are due.
_Late = tuple[float, bytes]
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
    is_down: bool = False  # whoever connects is hung up on
    source: str = "127.0.0.1"  # where connections come from, as the server sees it
    delay_seconds: float = 0.0  # of each direction, with as much as the jitter more or less
    jitter_seconds: float = 0.0
    random: Random = field(factory=Random)
    _stalled_until: float = 0.0
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

    def delay(self, seconds: float, jitter_seconds: float) -> None:
        """From now on everything is so late, in order."""
        self.delay_seconds, self.jitter_seconds = seconds, jitter_seconds

    def stall(self, seconds: float) -> None:
        """Hold everything back for so long; then it comes at once."""
        self.run_there(lambda: setattr(self, "_stalled_until", trio.current_time() + seconds))

    def move(self, source: str) -> None:
        """Be in another network: what there was is gone silently, what comes has another address."""
        self.source = source
        self.go_silent()

    def due(self) -> float:
        """Return when what comes in now may go out."""
        late = self.delay_seconds + self.random.uniform(-self.jitter_seconds, self.jitter_seconds)
        return trio.current_time() + max(0.0, late)

    async def wait_flowing(self) -> None:
        """Return when nothing is held back."""
        await trio.sleep_until(self._stalled_until)

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
        if self.is_down:
            return
        if self.blocks_websockets and _UPGRADE in head.lower():
            await near.send_all(_REFUSAL)
            return
        far = await trio.open_tcp_stream("127.0.0.1", server_port, local_address=self.source)
        async with far:
            await far.send_all(head)
            async with trio.open_nursery() as nursery:
                for source, sink in ((near, far), (far, near)):
                    way = trio.open_memory_channel[_Late](_CHUNKS_MAX)
                    nursery.start_soon(_take, self, source, way[0], pair)
                    nursery.start_soon(_give, self, sink, way[1], pair)


async def _take(
    line: Line, source: trio.SocketStream, way: trio.MemorySendChannel[_Late], pair: _Pair
) -> None:
    """Take in what one side says, until it says no more."""
    data = b"-"
    async with way:
        while data:
            try:
                data = await source.receive_some(_CHUNK_BYTES)
            except (trio.BrokenResourceError, trio.ClosedResourceError):
                pair.scope.cancel()
            if not pair.is_silent:
                await way.send((line.due(), data))


async def _give(
    line: Line, sink: trio.SocketStream, way: trio.MemoryReceiveChannel[_Late], pair: _Pair
) -> None:
    """Give it to the other side when it is due; no bytes are the end of both directions."""
    async for due, data in way:
        await trio.sleep_until(due)
        await line.wait_flowing()
        if pair.is_silent:
            continue
        if not data:
            pair.scope.cancel()
        try:
            await sink.send_all(data)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
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
