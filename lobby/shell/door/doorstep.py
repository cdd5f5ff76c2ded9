"""At the first bytes of a connection: who is turned away at once, and who waits for a moment to come in."""

import trio
from attrs import frozen

from lobby.shell.door.gate import Gate
from lobby.shell.door.porter import BUSY, Busy, Porter, why_busy
from lobby.shell.door.shedding import find_mark_in, is_knock, retry_after, write_refusal
from lobby.shell.network.http1 import BadRequest
from lobby.shell.network.stream import CHUNK_BYTES, ByteStream
from lobby.wire.mark import find_mark

FULL_RETRY_SECONDS = 10

_FULL = "the server holds as many connections as it may"


@frozen(eq=False)
class Doorstep:
    """Asks the porter and the gate, where there are any; without a porter everybody may come in."""

    porter: Porter | None
    gate: Gate | None
    close_seconds: float  # for the first bytes of who is turned away

    async def turn_away(self, stream: ByteStream) -> None:
        """Say that the house is full; who is known is owed a return."""
        first = b""
        with trio.move_on_after(self.close_seconds):
            first = await stream.receive_some(CHUNK_BYTES)
        retry_seconds = FULL_RETRY_SECONDS
        if (porter := self.porter) is not None:
            owner = porter.find_owner(find_mark_in(first))
            retry_seconds = porter.turn_away(owner, FULL_RETRY_SECONDS).retry_seconds
        stream.write_control(write_refusal(503, _FULL, retry_after(retry_seconds)))

    async def is_turned_away(self, stream: ByteStream, first: bytes) -> bool:
        """Turn a stranger away while others stand in line, at the first bytes; return whether it was one."""
        porter = self.porter
        if porter is None or not porter.has_line or not is_knock(first):
            return False
        if porter.find_owner(find_mark_in(first)) is not None:
            return False
        retry_seconds = porter.turn_away(None).retry_seconds
        stream.write_control(write_refusal(503, BUSY, retry_after(retry_seconds)))
        if first.endswith(b"\r\n\r\n") and not stream.control_bytes:
            # All was read and all has left: closed at once, it arrives, and the peer holds no place.
            await stream.aclose()
        return True

    async def let_in(self, query: bytes, client: str) -> None:
        """Return when the session of the mark, or a stranger, may come in; raise BadRequest."""
        if (porter := self.porter) is None:
            return
        busy = await porter.admit(porter.find_owner(find_mark(query)), client)
        if isinstance(busy, Busy):
            raise BadRequest(*why_busy(busy), retry_after(busy.retry_seconds))
        if self.gate is not None:
            await self.gate.wait()
