"""A raw WebSocket connection that speaks the protocol's frames, blocking and with no client around it."""

import base64
import os
import socket
import struct

from attrs import define, field

from lobby.wire.codec import decode_server, encode
from lobby.wire.messages import ClientMessage, Done, Goodbye, Hello, Refused, ServerMessage

_CHUNK_BYTES = 1 << 20


@define(eq=False)
class Raw:
    """One connection."""

    socket: socket.socket
    _unread: bytearray = field(factory=bytearray)

    @staticmethod
    def connect(port: int) -> "Raw":
        """Return a connection whose hello is on its way."""
        raw, secret = Raw.open(port), os.urandom(16)
        raw.say(Hello((1, 1), secret, secret, "bot"))
        return raw

    @staticmethod
    def open(port: int) -> "Raw":
        """Return a connection that has said nothing yet."""
        stream = socket.create_connection(("127.0.0.1", port))
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(os.urandom(16)).decode()
        head = f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        stream.sendall(f"{head}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode())
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += stream.recv(1)
        return Raw(stream)

    def say(self, message: ClientMessage) -> None:
        """Send a message as one masked frame; the mask is zero, which costs the server the same."""
        data = encode(message)
        size = len(data)
        head = bytes((0x82, 0x80 | size)) if size < 126 else struct.pack("!BBH", 0x82, 0xFE, size)
        self.socket.sendall(head + bytes(4) + data)

    def hear(self) -> ServerMessage:
        """Wait for the next message and return it."""
        while (end := self._find_end()) is None:
            data = self.socket.recv(_CHUNK_BYTES)
            if not data:
                raise ConnectionError("the server has ended the connection")
            self._unread += data
        start, stop = end
        message = decode_server(bytes(self._unread[start:stop]))
        del self._unread[:stop]
        return message

    def wait_answer(self, number: int) -> Done:
        """Wait for the answer to a command and return it; what else is told is passed over."""
        while not isinstance(message := self.hear(), Done):
            assert not isinstance(message, Refused | Goodbye), message
        assert message.number == number, message
        return message

    def drain(self, seconds: float) -> int:
        """Pass over what comes until nothing has come for so long; return how many bytes it was."""
        self.socket.settimeout(seconds)
        heard = len(self._unread)
        self._unread.clear()
        try:
            while data := self.socket.recv(_CHUNK_BYTES):
                heard += len(data)
        except TimeoutError:
            self.socket.settimeout(None)
        return heard

    def _find_end(self) -> tuple[int, int] | None:
        """Return where the payload of the first frame begins and ends, None while it isn't whole."""
        if len(self._unread) < 10:
            # The shortest message of the server is longer.
            return None
        size, start = self._unread[1], 2
        if size == 126:
            size, start = int.from_bytes(self._unread[2:4]), 4
        elif size == 127:
            size, start = int.from_bytes(self._unread[2:10]), 10
        return (start, start + size) if len(self._unread) >= start + size else None
