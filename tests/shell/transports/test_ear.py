"""What is heard of a connection, and how the answers leave."""

import select

import trio
from attrs import define, field

from lobby.shell.connection import Frame
from lobby.shell.network.stream import ByteStream
from lobby.shell.transports.ear import Ear
from tests.shell.network.test_stream import open_ends, pair_of_sockets
from tests.wire.test_lane import frame


@define(eq=False)
class Answering:
    """Sends back what it hears, and looks whether anything has reached the peer before."""

    stream: ByteStream
    peer: int
    had_come: list[bool] = field(factory=list)

    def hear(self, data: bytes) -> None:
        """Send it back."""
        self.stream.write(Frame(data))
        self.had_come.append(bool(select.select([self.peer], [], [], 0)[0]))


async def test_what_is_said_in_one_go_is_answered_in_one_send() -> None:
    async with open_ends(pair_of_sockets) as ends, trio.open_nursery() as nursery:
        assert isinstance(ends.peer, trio.SocketStream)
        owner = Answering(ends.stream, ends.peer.socket.fileno())
        await ends.peer.send_all(frame(0x82, b"one") + frame(0x82, b"two"))

        nursery.start_soon(Ear(owner, ends.stream, 1024).wait_unhandled)

        assert await ends.peer.receive_some() == b"\x82\x03one\x82\x03two"
        assert owner.had_come == [False, False]
        nursery.cancel_scope.cancel()
