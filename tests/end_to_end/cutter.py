"""A TCP proxy that cuts each connection after a random number of bytes, wherever that is in a frame."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from random import Random

import trio
from attrs import define


@define
class Cutter:
    """Where the proxy listens, and how often it has cut."""

    url: str = ""
    cuts: int = 0


@asynccontextmanager
async def cut_connections(port: int, *, seed: int, bytes_max: int) -> AsyncIterator[Cutter]:
    """Pass connections on to a port of this machine, and cut them; ends with the block."""
    cutter, random = Cutter(), Random(seed)

    async def serve(near: trio.SocketStream) -> None:
        far = await trio.open_tcp_stream("127.0.0.1", port)
        async with near, far, trio.open_nursery() as nursery:
            left = random.randrange(bytes_max)
            for source, sink in ((near, far), (far, near)):
                nursery.start_soon(pump, source, sink, left, nursery.cancel_scope)

    async def pump(
        source: trio.SocketStream, sink: trio.SocketStream, left: int, scope: trio.CancelScope
    ) -> None:
        while left > 0:
            try:
                data = await source.receive_some(left)
                await sink.send_all(data)
            except trio.BrokenResourceError:
                data = b""
            if not data:
                break
            left -= len(data)
        else:
            cutter.cuts += 1
        scope.cancel()

    async with trio.open_nursery() as nursery:
        listen = partial(trio.serve_tcp, serve, 0, host="127.0.0.1")
        (listener,) = await nursery.start(listen)
        cutter.url = f"http://127.0.0.1:{listener.socket.getsockname()[1]}"
        yield cutter
        nursery.cancel_scope.cancel()
