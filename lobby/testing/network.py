"""A bad network between streams: it delays, splits, stalls, cuts and half-opens, all of it under a seed.

network = Network(TERRIBLE, seed=7)
await network.serve(listeners, dial)  # a proxy: every connection that comes is carried to what `dial` opens
await network.relay(near, far)  # or one connection between two streams that are there already

It knows nothing of what travels, so it serves memory streams in a test and real ports alike.
"""

import math
import socket
import struct
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from random import Random
from typing import Literal, Protocol, TypeVar, get_args, runtime_checkable

import trio
from attrs import Factory, define, field, frozen

CHUNK_BYTES = 16 * 1024  # what is on its way in one direction at most; the rest waits at the sender
LAST_BYTES_SECONDS = 0.05  # so long the bytes before a cut may take to be handed over

Kind = Literal[
    "delayed", "split", "stalled", "cut", "reset", "half_open", "refused", "slow_connect", "unreachable"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
Stream = TypeVar("Stream", bound=trio.abc.Stream)
Dial = Callable[[], Awaitable[trio.abc.Stream]]  # opens the far side; raises OSError where nobody answers


@frozen(kw_only=True)
class Plan:
    """What a network does and how often: nothing by default, and 0 means never.

    Times and numbers of bytes are means of exponential distributions; percents are of chunks, connections
    or cuts. A chunk is what one read gave, 16 KiB at most.
    """

    delay_ms: float = 0.0  # how long a chunk is on its way
    bytes_per_second: float = 0.0  # what a direction carries; exact, and 0 is no limit
    split_percent: float = 0.0  # of the chunks: arrive in two pieces, parted at any byte
    stall_percent: float = 0.0  # of the chunks: wait with all behind them
    stall_ms: float = 0.0
    cut_every_seconds: float = 0.0  # the life of a connection
    cut_every_bytes: float = 0.0  # the same by what one direction has carried: in the midst of a frame
    clean_percent: float = 50.0  # of the cuts: look like a close; the others like a reset
    half_open_every_seconds: float = 0.0  # then one direction or both swallow all, and nobody is told
    refuse_percent: float = 0.0  # of the connections
    connect_ms: float = 0.0


CALM = Plan()
BAD = Plan(
    delay_ms=40,
    split_percent=10,
    stall_percent=1,
    stall_ms=2000,
    cut_every_seconds=60,
    half_open_every_seconds=240,
    refuse_percent=5,
    connect_ms=200,
)
TERRIBLE = Plan(
    delay_ms=120,
    bytes_per_second=16_000,
    split_percent=40,
    stall_percent=3,
    stall_ms=3000,
    cut_every_seconds=10,
    cut_every_bytes=40_000,
    half_open_every_seconds=40,
    refuse_percent=20,
    connect_ms=1000,
)


@frozen
class Fault:
    """Something was done to a connection, at Trio's time in seconds; `detail` is for people to read."""

    at_seconds: float
    connection: int
    kind: Kind
    detail: str = ""


@runtime_checkable
class Resettable(Protocol):
    """A stream that can break its connection in place of closing it."""

    def reset(self) -> None:
        """Break the connection: what has not been read is lost on both sides."""


@define(eq=False)
class Network:
    """Carries connections by a plan. Each draws from the seed and its own number, and from nothing else,
    so what happens to one does not depend on what another carries."""

    plan: Plan
    seed: int | str
    tell: Callable[[Fault], None] = lambda _: None  # hears of every fault; must not wait
    counts: Counter[Kind] = field(factory=Counter)
    connections: int = 0  # so many have come
    _live: dict[int, "Line"] = field(factory=dict)

    async def serve(self, listeners: Sequence[trio.abc.Listener[Stream]], dial: Dial) -> None:
        """Carry every connection that comes to what `dial` opens; never ends by itself."""
        await trio.serve_listeners(partial(self.carry, dial=dial), list(listeners))

    async def carry(self, near: trio.abc.Stream, dial: Dial) -> None:
        """Refuse a connection, or open its far side and relay; both sides are closed on return."""
        line = self._begin()
        if line.chance.random() * 100 < self.plan.refuse_percent:
            line.note("refused")
            await _close(near, is_reset=True)
            return
        if self.plan.connect_ms:
            seconds = _draw(line.chance, self.plan.connect_ms / 1000)
            line.note("slow_connect", f"{seconds * 1000:.0f} ms")
            await trio.sleep(seconds)
        try:
            far = await dial()
        except OSError as error:
            line.note("unreachable", str(error))
            await _close(near, is_reset=True)
            return
        await self._run(line, near, far)

    async def relay(self, near: trio.abc.Stream, far: trio.abc.Stream) -> None:
        """Carry one connection between two streams; returns when it is over, and both are closed."""
        await self._run(self._begin(), near, far)

    def calm(self) -> None:
        """From now on nothing is done to any connection; what is half open stays so."""
        self.plan = CALM
        for line in self._live.values():
            line.calm()

    def _begin(self) -> "Line":
        self.connections += 1
        return Line(self, self.connections)

    async def _run(self, line: "Line", near: trio.abc.Stream, far: trio.abc.Stream) -> None:
        self._live[line.number] = line
        try:
            await line.run(near, far)
        finally:
            del self._live[line.number]


@define(eq=False)
class Way:
    """One direction of a connection."""

    source: trio.abc.Stream
    sink: trio.abc.Stream
    chance: Random
    swallows_at: float  # Trio's time in seconds; inf: never
    bytes_left: float  # until a cut
    held: bytes = b""  # on its way


@define(eq=False)
class Line:
    """One connection through the network, with the fate that its number gives it."""

    network: Network
    number: int
    chance: Random = Factory(lambda self: self.derive("connection"), takes_self=True)
    _ways: "tuple[Way, ...]" = ()
    _scope: trio.CancelScope = field(factory=trio.CancelScope)
    _is_broken: bool = False  # one of its sides: the other is reset, too
    _is_swallowing: bool = False

    def derive(self, purpose: str) -> Random:
        """Return chance for one purpose, which no other one shifts."""
        return Random(f"{self.network.seed}/{self.number}/{purpose}")

    def note(self, kind: Kind, detail: str = "") -> None:
        """Count a fault and tell of it."""
        self.network.counts[kind] += 1
        self.network.tell(Fault(trio.current_time(), self.number, kind, detail))

    def calm(self) -> None:
        """Forget the faults that are still to come."""
        self._scope.deadline = math.inf
        for way in self._ways:
            way.bytes_left = math.inf
            if not self._is_half_open(way):
                way.swallows_at = math.inf

    async def run(self, near: trio.abc.Stream, far: trio.abc.Stream) -> None:
        """Carry bytes both ways until both have ended, or the line is cut; closes both streams."""
        cut_at = self._open(near, far)
        is_clean = self.chance.random() * 100 < self.network.plan.clean_percent
        try:
            with self._scope:
                self._scope.deadline = cut_at
                async with trio.open_nursery() as nursery:
                    for way in self._ways:
                        nursery.start_soon(self._pump, way)
            is_cut = self._scope.cancelled_caught and not self._is_broken
            if is_cut:
                self.note("cut" if is_clean else "reset")
                await self._hand_over_a_part()
        finally:
            is_reset = self._is_broken or (self._scope.cancelled_caught and not is_clean)
            try:
                await _close(near, is_reset=is_reset)
            finally:
                # A cancellation ends the first close, and must not spare the second one.
                await _close(far, is_reset=is_reset)

    def _open(self, near: trio.abc.Stream, far: trio.abc.Stream) -> float:
        """Draw what is to happen; return when the line is cut. It is either cut or half open, not both."""
        plan, now = self.network.plan, trio.current_time()
        cut_at = now + _draw_or_never(self.chance, plan.cut_every_seconds)
        swallows_at = now + _draw_or_never(self.chance, plan.half_open_every_seconds)
        which = self.chance.choice([(True, True), (True, False), (False, True)])
        if cut_at <= swallows_at:
            which = (False, False)
        self._ways = tuple(
            Way(
                source,
                sink,
                chance := self.derive(name),
                swallows_at if swallows else math.inf,
                _draw_or_never(chance, plan.cut_every_bytes),
            )
            for name, source, sink, swallows in (("up", near, far, which[0]), ("down", far, near, which[1]))
        )
        return cut_at if cut_at <= swallows_at else math.inf

    async def _pump(self, way: Way) -> None:
        """Carry one direction; ends when its source has, or with the line."""
        while data := await self._receive(way):
            for piece in self._split(way, data):
                way.held = piece
                await self._take_time(way)
                await self._hand_over(way)
        if self._is_swallowed(way):
            return
        if not isinstance(way.sink, trio.abc.HalfCloseableStream):
            self._break()
            return
        try:
            await way.sink.send_eof()
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            self._sink_is_gone(way)

    async def _receive(self, way: Way) -> bytes:
        try:
            return bytes(await way.source.receive_some(CHUNK_BYTES))
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            if not self._is_swallowed(way):
                self._break()
            return b""

    def _split(self, way: Way, data: bytes) -> Iterator[bytes]:
        if len(data) > 1 and way.chance.random() * 100 < self.network.plan.split_percent:
            at = way.chance.randrange(1, len(data))
            self.note("split", f"{at} of {len(data)} bytes")
            yield data[:at]
            data = data[at:]
        yield data

    async def _take_time(self, way: Way) -> None:
        plan = self.network.plan
        seconds = _draw(way.chance, plan.delay_ms / 1000) if plan.delay_ms else 0.0
        if plan.bytes_per_second:
            seconds += len(way.held) / plan.bytes_per_second
        if seconds:
            self.note("delayed", f"{seconds * 1000:.0f} ms")
        if way.chance.random() * 100 < plan.stall_percent:
            stall = _draw(way.chance, plan.stall_ms / 1000)
            self.note("stalled", f"{stall * 1000:.0f} ms")
            seconds += stall
        if seconds:
            await trio.sleep(seconds)

    async def _hand_over(self, way: Way) -> None:
        if self._is_swallowed(way):
            way.held = b""
            return
        if len(way.held) > way.bytes_left:
            way.held = way.held[: int(way.bytes_left) + 1]
            self._scope.cancel()
            await trio.lowlevel.checkpoint()
        way.bytes_left -= len(way.held)
        data, way.held = way.held, b""
        try:
            await way.sink.send_all(data)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            self._sink_is_gone(way)

    async def _hand_over_a_part(self) -> None:
        """The cut comes at any byte of what was on its way."""
        for way in self._ways:
            part = way.held[: way.chance.randrange(len(way.held) + 1)]
            try:
                with trio.move_on_after(LAST_BYTES_SECONDS):
                    if part and not self._is_swallowed(way):
                        await way.sink.send_all(part)
            except (trio.BrokenResourceError, trio.ClosedResourceError):
                continue  # it has gone by itself, in the same moment

    def _is_swallowed(self, way: Way) -> bool:
        """Whether nothing of this direction arrives any more, its end included."""
        if not self._is_half_open(way):
            return False
        if not self._is_swallowing:
            self._is_swallowing = True
            ways = [
                name
                for name, way in zip(("up", "down"), self._ways, strict=True)
                if way.swallows_at < math.inf
            ]
            self.note("half_open", " and ".join(ways))
        return True

    def _is_half_open(self, way: Way) -> bool:
        return trio.current_time() >= way.swallows_at

    def _sink_is_gone(self, way: Way) -> None:
        """Its source hears of that by the other direction; where that one swallows, not at all."""
        other = self._ways[0] if way is self._ways[1] else self._ways[1]
        if self._is_swallowed(other):
            way.swallows_at = -math.inf
        else:
            self._break()

    def _break(self) -> None:
        self._is_broken = True
        self._scope.cancel()


def _draw(chance: Random, mean: float) -> float:
    return chance.expovariate(1 / mean) if mean else 0.0


def _draw_or_never(chance: Random, mean: float) -> float:
    return chance.expovariate(1 / mean) if mean else math.inf


async def _close(stream: trio.abc.Stream, *, is_reset: bool) -> None:
    if is_reset and isinstance(stream, trio.SocketStream):
        # Without time to linger, closing a socket resets its connection.
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    elif is_reset and isinstance(stream, Resettable):
        stream.reset()
    await trio.aclose_forcefully(stream)
