"""`python -m clients chaos`: a bad network in front of a real port, for clients in any language."""

from collections import Counter
from collections.abc import Callable, Iterator

import trio
from attrs import fields_dict, frozen

from clients.address import Address
from clients.dial import describe
from clients.errors import ClientError
from lobby.testing.network import KINDS, Fault, Kind, Network, Plan

DIAL_SECONDS = 10.0
LISTEN_HOST = "127.0.0.1"
# With a delay there is one for each chunk: they are counted, and told only to who wants to see all.
FREQUENT: frozenset[Kind] = frozenset({"delayed"})

Say = Callable[[str], None]


class CannotListen(ClientError):
    """The port to listen on is taken or not allowed; the text says which."""


@frozen
class Chaos:
    """What a run was asked for."""

    host: str
    port: int
    to: Address
    plan: Plan
    seed: int
    duration_seconds: float | None = None  # None: until it is stopped
    tells_all: bool = False


async def run_chaos(chaos: Chaos, say: Say, stop: trio.Event) -> None:
    """Carry connections until the time is over or `stop` is set; tells each fault, and a summary last.

    Raises CannotListen.
    """
    began = trio.current_time()

    def tell(fault: Fault) -> None:
        if chaos.tells_all or fault.kind not in FREQUENT:
            say(_describe(fault, fault.at_seconds - began))

    network = Network(chaos.plan, chaos.seed, tell)
    listeners = await _listen(chaos)
    for line in _introduce(chaos, listeners):
        say(line)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(network.serve, listeners, lambda: _dial(chaos.to))
        with trio.move_on_after(float("inf") if chaos.duration_seconds is None else chaos.duration_seconds):
            await stop.wait()
        nursery.cancel_scope.cancel()
    say(_sum_up(network, trio.current_time() - began))


def parse_listen(text: str) -> tuple[str, int]:
    """Return the host and port of "9000" or "127.0.0.1:9000"; raise ValueError for what is neither."""
    host, _, port = text.rpartition(":")
    if not port.isdecimal() or not 0 <= int(port) <= 65535:
        raise ValueError(f"{text!r} is no port like 9000 or 127.0.0.1:9000")
    return host.strip("[]") or LISTEN_HOST, int(port)


async def _listen(chaos: Chaos) -> list[trio.SocketListener]:
    try:
        return await trio.open_tcp_listeners(chaos.port, host=chaos.host)
    except OSError as error:
        raise CannotListen(f"can't listen on {chaos.host} port {chaos.port}: {describe(error)}") from error


async def _dial(to: Address) -> trio.abc.Stream:
    try:
        with trio.fail_after(DIAL_SECONDS):
            return await trio.open_tcp_stream(to.host, to.port)
    except trio.TooSlowError as error:
        raise OSError(f"{to.authority} did not answer in {DIAL_SECONDS:g} s") from error
    except OSError as error:
        raise OSError(f"{to.authority}: {describe(error)}") from error


def _introduce(chaos: Chaos, listeners: list[trio.SocketListener]) -> Iterator[str]:
    scheme = "https" if chaos.to.secure else "http"
    port = listeners[0].socket.getsockname()[1]
    near = Address(chaos.host, port, chaos.to.base)
    yield f"{scheme}://{near.authority}{near.base} leads to {chaos.to.authority}, seed {chaos.seed}"
    settings = [f"{name} {getattr(chaos.plan, name):g}" for name in fields_dict(Plan)]
    yield ", ".join(settings)


def _describe(fault: Fault, seconds: float) -> str:
    return f"{seconds:8.2f} s  connection {fault.connection}: {fault.kind} {fault.detail}".rstrip()


def _sum_up(network: Network, seconds: float) -> str:
    counts: Counter[Kind] = network.counts
    told = ", ".join(f"{kind} {counts[kind]}" for kind in KINDS if counts[kind])
    return f"{network.connections} connections in {seconds:.1f} s: {told or 'no fault'}"
