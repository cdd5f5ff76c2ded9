"""The server's side of the control socket, over which the command line asks a running server."""

import shutil
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path

import structlog
import trio
from attrs import define, field

from lobby.settings import ControlSection
from lobby.shell.admin.desk import Desk
from lobby.shell.admin.requests import NotDone
from lobby.shell.control.frames import HEAD, read_frame, read_length, write_frame
from lobby.shell.control.socket import find_user, open_socket
from lobby.shell.keeping.tidier import Tidier
from lobby.shell.questions import Unreadable
from lobby.shell.store import CantStore
from lobby.shell.stores.files import FILE, SOCKET, size_of
from lobby.shell.stores.sqlite import SqliteStore
from lobby.wire.values import Value

log = structlog.get_logger()

_END = object()
_BEAT_SECONDS = 2.0


class _Gone(Exception):
    """The client has hung up."""


@define(eq=False)
class Control:
    """Answers on a socket in the data directory, whose owner alone may connect; the lock is the store's."""

    folder: Path
    settings: ControlSection
    store: SqliteStore
    tidier: Tidier
    desk: Desk | None = None  # None: there are no rooms, only the store
    _connections: int = 0
    _threads: trio.CapacityLimiter = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._threads = trio.CapacityLimiter(self.settings.connections)

    async def run(self) -> None:
        """Serve until cancelled; a server whose socket can't be opened goes on without."""
        for left in (*self.folder.glob(".backup-*"), *self.folder.glob(".restore-*")):
            shutil.rmtree(left, ignore_errors=True)  # a process was killed while it wrote that
        try:
            listener = trio.socket.from_stdlib_socket(open_socket(self.folder / SOCKET))
        except OSError as error:
            log.warning("no control socket", path=str(self.folder / SOCKET), why=error.strerror or str(error))
            return
        try:
            await trio.serve_listeners(self._serve, [trio.SocketListener(listener)])
        finally:
            (self.folder / SOCKET).unlink(missing_ok=True)

    async def _serve(self, stream: trio.SocketStream) -> None:
        """Answer one request; no fault of a connection is felt elsewhere."""
        self._connections += 1
        try:
            async with stream:
                with trio.move_on_after(self.settings.seconds):
                    asked = await self._hear(stream)
                    await self._answer(stream, asked)
        except _Gone:
            log.info("control connection lost")
        except Exception:
            log.exception("control connection failed")
        finally:
            self._connections -= 1

    async def _hear(self, stream: trio.SocketStream) -> Value:
        with trio.move_on_after(self.settings.request_seconds):
            try:
                length = read_length(await _receive(stream, HEAD.size), self.settings.request_bytes)
                return read_frame(await _receive(stream, length))
            except ValueError as error:
                return error
        return ValueError(f"no request came in {self.settings.request_seconds:g} s")

    async def _answer(self, stream: trio.SocketStream, asked: Value) -> None:
        try:
            self._check(asked)
            what, key = asked
            await self._carry_out(stream, what, key)
        except (CantStore, NotDone) as error:
            await self._send(stream, ["error", str(error)])
        else:
            await self._send(stream, ["done"])

    def _check(self, asked: Value) -> None:
        if self._connections > self.settings.connections:
            raise CantStore(f"the server carries out {self.settings.connections} commands at once, not more")
        if isinstance(asked, ValueError):
            raise CantStore(str(asked))
        match asked:
            case ["backup" | "vacuum", None] | ["film", str()] | ["export", None | str()] | ["admin", dict()]:
                return
        raise CantStore(f"the server knows no such command: {str(asked)[:100]}")

    async def _carry_out(self, stream: trio.SocketStream, what: str, key: Value) -> None:
        match what:
            case "vacuum":
                await self._vacuum(stream)
            case "admin" if self.desk is not None:
                async for part in self.desk.carry_out(key, find_user(stream.socket)):
                    await self._send(stream, ["part", part])
            case "backup" | "film" | "export":
                await self._tell(stream, what, key)
            case _:
                raise CantStore(f"the server does not do this: {what}")

    async def _tell(self, stream: trio.SocketStream, what: str, key: str | None) -> None:
        """Send what is asked for, part by part, each made in a thread."""
        from lobby.shell.stores.archive import PARTS  # noqa: PLC0415 -- as in SqliteStore

        parts, found = PARTS[what](self.folder, key), list[Value]()

        async def make() -> None:
            # Cancelled when the server ends, or the client has gone: neither waits for a long copy.
            take = partial(_take, parts, self.folder / FILE)
            found.append(await trio.to_thread.run_sync(take, limiter=self._threads, abandon_on_cancel=True))

        try:
            while (part := await self._next(stream, make, found)) is not _END:
                await self._send(stream, ["part", part])
        finally:
            with trio.CancelScope(shield=True):
                await trio.to_thread.run_sync(_close, parts)

    async def _next(
        self, stream: trio.SocketStream, make: Callable[[], Awaitable[None]], found: list[Value]
    ) -> Value:
        await self._beating(stream, make)
        part = found.pop()
        if isinstance(part, CantStore):
            raise part
        return part

    async def _vacuum(self, stream: trio.SocketStream) -> None:
        """Give back what can be given back beside the moves; a file that can't is written anew first."""
        path = self.folder / FILE
        before, told = size_of(path), list[bool | Unreadable]()

        async def work() -> None:
            await self.tidier.tidy()
            outcome = trio.Event()

            def hear(answer: bool | Unreadable) -> None:
                told.append(answer)
                outcome.set()

            self.store.convert(hear)
            await outcome.wait()

        await self._beating(stream, work)
        if isinstance(told[0], Unreadable):
            raise CantStore(f"{path}: {told[0].reason}")
        await self._send(stream, ["part", {"before": before, "after": size_of(path)}])

    async def _beating(self, stream: trio.SocketStream, work: Callable[[], Awaitable[None]]) -> None:
        """Do some work, and tell the client meanwhile that all is well; raise _Gone if it hangs up."""
        done, is_gone = trio.Event(), False

        async def run() -> None:
            await work()
            done.set()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(run)
            while not (done.is_set() or is_gone):
                with trio.move_on_after(_BEAT_SECONDS):
                    await done.wait()
                is_gone = not done.is_set() and not await _say(stream, ["wait"])
            nursery.cancel_scope.cancel()
        if is_gone:
            raise _Gone

    async def _send(self, stream: trio.SocketStream, value: Value) -> None:
        if not await _say(stream, value):
            raise _Gone


async def _say(stream: trio.SocketStream, value: Value) -> bool:
    """Return whether the client is still there."""
    try:
        await stream.send_all(write_frame(value))
    except (trio.BrokenResourceError, trio.ClosedResourceError):
        return False
    return True


def _close(parts: Iterator[Value]) -> None:
    try:
        parts.close()  # type: ignore[attr-defined]
    except ValueError:
        # It is at work in a thread that was left behind, as the server ends; the next start clears up.
        log.info("a command was left unfinished")


def _take(parts: Iterator[Value], path: Path) -> Value:
    """Return the next part; a fault of the store as a value, so that it stays out of a group."""
    from lobby.shell.stores.copying import telling  # noqa: PLC0415 -- as in SqliteStore

    try:
        with telling(path):
            return next(parts, _END)
    except CantStore as error:
        return error


async def _receive(stream: trio.SocketStream, count: int) -> bytes:
    received = b""
    while len(received) < count:
        try:
            part = await stream.receive_some(count - len(received))
        except trio.BrokenResourceError as error:
            raise _Gone from error
        if not part:
            raise _Gone
        received += part
    return received
