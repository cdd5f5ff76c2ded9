"""The front: a task for every connection, from its first byte to its last.

It reads the head of each request with limits, and hands `Upgrade: websocket` on /ws to the WebSocket
transport, everything else to one ASGI application. Where such an upgrade is plain it is read past h11.
Nothing that a peer does comes out of its task.
"""

import re
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from urllib.parse import urlsplit

import h11
import structlog
import trio
from attrs import frozen

from lobby.config import Config
from lobby.shell.connection import Door, Peer
from lobby.shell.door.doorstep import Arrival, Doorstep
from lobby.shell.door.gate import Gates
from lobby.shell.door.porter import Porter
from lobby.shell.door.shedding import write_refusal
from lobby.shell.http.asgi import App, Requester, run_app
from lobby.shell.metrics import Metrics
from lobby.shell.network.accepting import accept_all
from lobby.shell.network.addresses import Proxies, find_peer, name_peer
from lobby.shell.network.buffers import Buffers
from lobby.shell.network.entrance import Entrance
from lobby.shell.network.http1 import BadRequest, Http1
from lobby.shell.network.listeners import Listener
from lobby.shell.network.live import Live
from lobby.shell.network.newcomers import Newcomers
from lobby.shell.network.readiness import Readiness
from lobby.shell.network.stream import CHUNK_BYTES, ByteStream
from lobby.shell.ticking.rounds import Rounds
from lobby.shell.transports.upgrade import NoUpgrade, Upgrade, read_upgrade
from lobby.shell.transports.websocket import run_websocket
from lobby.wire.opening import read_opening

log = structlog.get_logger()

_GAMES = b"/games"
_GAME_PAGE = re.compile(rb"/games/(?!games/)[^/?]+/(?:@[0-9]+/)?(?:view\.js|assets/)")
_SHUTDOWN_SHARE = 0.8  # of shutdown_seconds; the rest is for the store


@frozen
class Site:
    """What the front serves; without a door there is no /ws."""

    app: App
    door: Door | None
    config: Config
    metrics: Metrics
    live: Live
    porter: Porter | None = None  # without one, everybody may come in as they like
    rounds: Rounds | None = None  # of rooms that tick, with which players are heard


@frozen
class PlainUpgrade:
    """A request for a WebSocket that was read past HTTP."""

    query: bytes
    upgrade: Upgrade
    forwarded: list[bytes]  # X-Forwarded-For


async def run_front(
    listeners: Sequence[Listener],
    site: Site,
    *,
    shutdown: trio.Event,
    task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Serve the listeners until `shutdown` is set, then let every connection end; close the listeners.

    Returns when no connection is left: after a shutdown they get their goodbye, or their response, and
    whoever has not ended in most of shutdown_seconds is cut off.
    """
    readiness = Readiness()
    gates = Gates.of(site.config.door, lambda: readiness.is_behind)
    front = Front(site, readiness, gates)
    if site.rounds is not None:
        site.rounds.hearing = readiness
    if site.door is not None:
        site.metrics.watch("connections", lambda: front.connections)
    async with trio.open_nursery() as polling:
        await polling.start(readiness.run)
        await polling.start(gates.run)
        await _serve(front, listeners, shutdown, task_status)
        polling.cancel_scope.cancel()


async def _serve(
    front: "Front", listeners: Sequence[Listener], shutdown: trio.Event, task_status: trio.TaskStatus[None]
) -> None:
    async with trio.open_nursery() as connections:
        take = partial(front.receive, connections)
        async with trio.open_nursery() as accepting:
            await accepting.start(front.newcomers.run)
            accepting.start_soon(accept_all, listeners, take, front.handle, connections)
            task_status.started()
            await shutdown.wait()
            accepting.cancel_scope.cancel()
        front.stop()
        connections.cancel_scope.deadline = trio.current_time() + front.shutdown_seconds


class Front:
    """The connections of one server."""

    def __init__(self, site: Site, readiness: Readiness | None = None, gates: Gates | None = None) -> None:
        limits = site.config.limits
        self.shutdown_seconds = site.config.server.shutdown_seconds * _SHUTDOWN_SHARE
        self._readiness = readiness
        self._gates = gates or Gates.of(site.config.door)
        self._doorstep = Doorstep(site.porter, self._gates.sessions)
        self._site = site
        self._limits = limits
        self._proxies = Proxies(site.config.server.trusted_proxies)
        self._entrance = Entrance(limits, self._proxies, self._doorstep)
        self._base = urlsplit(site.config.server.public_url).path.rstrip("/").encode()
        self._live = site.live
        self._buffers = Buffers(
            limits.outbox_bytes,
            limits.unanswered,
            limits.send_buffer_bytes,
            limits.not_sent_low_water_bytes,
        )

    @property
    def connections(self) -> int:
        """How many connections there are."""
        return self._entrance.connections

    @property
    def newcomers(self) -> Newcomers:
        """Those who have said nothing yet, whose first bytes somebody must wait for."""
        return self._entrance.newcomers

    def stop(self) -> None:
        """Say goodbye to every connection, and take no further request."""
        self._live.stop()

    def receive(self, connections: trio.Nursery, accepted: socket.socket, name: object) -> None:
        """Take a plain socket that does not block, and whose peer has this name; serve it in the nursery."""

        def start(accepted: socket.socket, arrival: Arrival, first: bytes) -> None:
            connections.start_soon(self._serve_accepted, accepted, arrival, first)

        self._entrance.receive(accepted, name_peer(name), start)

    async def handle(self, transport: trio.abc.Stream) -> None:
        """Serve one connection to its end; nothing but a cancellation comes out of it."""
        try:
            peer = find_peer(transport)
        except OSError as error:
            log.debug("connection lost", error=repr(error))
            return
        if (arrival := self._entrance.arrive(peer)) is not None:
            await self._serve_arrival(transport, arrival, b"")

    async def _serve_accepted(self, accepted: socket.socket, arrival: Arrival, first: bytes) -> None:
        transport = trio.SocketStream(trio.socket.from_stdlib_socket(accepted))
        await self._serve_arrival(transport, arrival, first)

    async def _serve_arrival(self, transport: trio.abc.Stream, arrival: Arrival, first: bytes) -> None:
        try:
            await self._run_connection(transport, arrival, first)
        except* (trio.BrokenResourceError, trio.ClosedResourceError, OSError) as errors:
            log.debug("connection lost", error=repr(errors.exceptions[0]))
        except* Exception as errors:
            log.exception("connection failed", exc_info=errors)
        finally:
            self._entrance.leave(arrival)

    async def _run_connection(self, transport: trio.abc.Stream, arrival: Arrival, first: bytes) -> None:
        """Own the nursery of one connection; ends with the transport closed."""
        async with trio.open_nursery() as nursery:
            stream = ByteStream(transport, nursery, self._buffers, self._readiness)
            try:
                await self._serve(stream, arrival, first)
                await stream.aclose_gently(self._limits.close_seconds)
            finally:
                # A turn of the event loop less for each of a crowd that leaves at once.
                if not stream.is_closed:
                    await trio.aclose_forcefully(stream)
                nursery.cancel_scope.cancel()

    async def _serve(self, stream: ByteStream, arrival: Arrival, first: bytes) -> None:
        first = first or await self._read_first(stream, arrival.until)
        if (answer := self._entrance.refuse(arrival, first)) is not None:
            stream.write_control(answer)
            return
        if not first:
            return
        if (plain := self._read_plain(stream, first)) is None:
            stream.unread(first)
        del first  # the connection may last for hours
        if plain is not None:
            await self._serve_plain(stream, plain, arrival)
        else:
            await self._serve_requests(Http1(stream, self._limits), arrival)

    async def _read_first(self, stream: ByteStream, until: float) -> bytes:
        """Return the first bytes, b"" where none come in time."""
        with self._live.idle() as idle:
            idle.deadline = until
            with idle:
                return await stream.receive_some(CHUNK_BYTES)
        return b""

    def _read_plain(self, stream: ByteStream, first: bytes) -> PlainUpgrade | None:
        """Return the request for a WebSocket where it is plain and will do; else HTTP says what is wrong.

        What came behind it is put back.
        """
        opening = read_opening(first, self._limits.head_bytes)
        if opening is None:
            return None
        path, _, query = self._strip_base(opening.target).partition(b"?")
        if path != b"/ws" or self._site.door is None:
            return None
        upgrade = read_upgrade(b"GET", b"1.1", opening.headers, self._site.config.server)
        if isinstance(upgrade, NoUpgrade):
            return None
        stream.unread(opening.rest)
        return PlainUpgrade(query, upgrade, opening.find_all(b"x-forwarded-for"))

    async def _serve_plain(self, stream: ByteStream, plain: PlainUpgrade, arrival: Arrival) -> None:
        try:
            with self._hold_client(arrival, plain.forwarded) as client:
                await self._doorstep.let_in(plain.query, client, arrival)
                await self._switch(stream, plain.upgrade, client)
        except BadRequest as bad:
            stream.write_control(write_refusal(bad.status, bad.text, bad.headers))

    async def _serve_requests(self, http: Http1, arrival: Arrival) -> None:
        try:
            await self._serve_in_turn(http, arrival)
        except BadRequest as bad:
            http.closing = True
            with trio.move_on_after(self._limits.close_seconds):
                if http.answering:
                    await http.answer(bad.status, bad.text, bad.headers)

    async def _serve_in_turn(self, http: Http1, arrival: Arrival) -> None:
        """Serve one request after the other; ends when the connection shall not go on."""
        until = arrival.until
        for left in range(self._limits.requests_per_connection, 0, -1):
            until += await self._wait_turn(http)
            if (request := await http.read_head(until)) is None:
                return
            http.closing = left == 1 or self._live.stopping
            if not (await self._serve_request(http, request, arrival) and await self._wait_next(http)):
                return
            until = trio.current_time() + self._limits.head_seconds

    async def _wait_turn(self, http: Http1) -> float:
        """Return when a request may begin, with the seconds that it took."""
        began = trio.current_time()
        await (self._gates.polls if http.is_posted else self._gates.pages).wait()
        return trio.current_time() - began

    async def _wait_next(self, http: Http1) -> bool:
        """Return whether another request begins, as long as an idle connection is kept."""
        with self._live.idle() as idle:
            return await http.wait_first_byte(self._limits.keep_alive_seconds, idle)

    async def _serve_request(self, http: Http1, request: h11.Request, arrival: Arrival) -> bool:
        """Answer one request; return whether the connection may go on with another."""
        with self._hold_client(arrival, _find_all(request, b"x-forwarded-for")) as client:
            return await self._route(http, request, arrival, client)

    @contextmanager
    def _hold_client(self, arrival: Arrival, forwarded: list[bytes]) -> Iterator[str]:
        """Yield who asks, holding a place of theirs where a proxy speaks for them; raise BadRequest."""
        if arrival.counted:
            yield arrival.peer
            return
        client = self._proxies.find_client(arrival.peer, forwarded)
        with self._entrance.hold_place(client):
            yield client

    async def _route(self, http: Http1, request: h11.Request, arrival: Arrival, client: str) -> bool:
        path = self._strip_base(request.target)
        if path.partition(b"?")[0] != b"/ws" or self._site.door is None:
            body = await http.read_body()
            requester = Requester(client, self._find_scheme(http, request, arrival))
            await run_app(self._site.app, http, request, path=path, body=body, requester=requester)
            return http.start_next()
        found = read_upgrade(request.method, request.http_version, request.headers, self._site.config.server)
        if isinstance(found, NoUpgrade):
            await http.read_body()
            await http.answer(found.status, found.text, found.headers)
            return http.start_next()
        await self._doorstep.let_in(path.partition(b"?")[2], client, arrival)
        http.stream.unread(http.leave())
        await self._switch(http.stream, found, client)
        return False

    async def _switch(self, stream: ByteStream, upgrade: Upgrade, client: str) -> None:
        assert self._site.door is not None, "without one there is no /ws"
        ended = await run_websocket(
            stream,
            upgrade,
            door=self._site.door,
            peer=Peer(client, upgrade.cookie),
            limits=self._limits,
            metrics=self._site.metrics,
            live=self._live,
        )
        log.debug("websocket ended", address=client, by=ended.by, code=ended.code)

    def _strip_base(self, target: bytes) -> bytes:
        # Some proxies take the path of public_url off, others leave it on. Where it is taken off and is the
        # same as ours for games, only what follows tells that there is no more to take.
        if self._base == _GAMES and _GAME_PAGE.match(target):
            return target
        rest = target.removeprefix(self._base)
        return rest if rest.startswith(b"/") else b"/" + rest if rest[:1] in {b"", b"?"} else target

    def _find_scheme(self, http: Http1, request: h11.Request, arrival: Arrival) -> str:
        forwarded = [] if arrival.counted else _find_all(request, b"x-forwarded-proto")
        public = self._site.config.server.public_url.startswith("https:")
        return "https" if http.stream.encrypted or public or forwarded == [b"https"] else "http"


def _find_all(request: h11.Request, name: bytes) -> list[bytes]:
    return [value for key, value in request.headers if key == name]
