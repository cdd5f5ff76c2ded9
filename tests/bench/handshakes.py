"""Connecting to each server in its own way, many at once, and handing the connections over as descriptors.

How to get into a room is a script: a generator that yields what to send and what to wait for, and is sent
what came. One loop runs hundreds of them over non-blocking sockets, so that the server sets the pace.
"""

import base64
import json
import os
import select
import socket
import struct
import time
from collections.abc import Callable, Generator, Iterable, Iterator

from attrs import define, field, frozen

from lobby.wire.codec import decode_server, encode
from lobby.wire.messages import Create, Done, Goodbye, Hello, Join, Ready, Refused, Sit

Rooms = dict[int, str]  # the server's names of rooms, where it gives them, by ours
PATIENCE_SECONDS = 60.0  # without anything from the server
QUIET_SECONDS = 2.0  # so long a server may go on telling of those who came, once a second at most
GAMES = {"moving": "drifting", "steering": "steering"}  # real-time games, by what is asked for
CHUNK_BYTES = 1 << 18


class ServerFault(Exception):
    """The server did something else than this benchmark knows."""


@frozen
class Step:
    """What to send, and how to tell where in what came the answer ends: 0 as long as it is not whole.

    Without the latter nothing is waited for. `is_anew`: over a new connection.
    """

    data: bytes
    find_end: Callable[[bytearray], int] | None
    is_anew: bool = False


Script = Generator[Step, bytes, None]


@frozen
class Seat:
    """Where a connection goes: its room, and whether it is the first one there."""

    does: str
    room: int
    is_first: bool
    rooms: Rooms


@define(eq=False)
class Wire:
    """One connection."""

    seat: Seat
    socket: socket.socket
    script: Script
    step: Step
    began: float
    ended: float = 0.0  # when the script was over
    unread: bytearray = field(factory=bytearray)
    number: int = 0  # of its last command

    @property
    def descriptor(self) -> int:
        """For the load generator."""
        return self.socket.fileno()

    def advance(self) -> bool:
        """Go on with the script as far as what came allows; return whether it is over."""
        while (end := self.step.find_end(self.unread) if self.step.find_end else 0) or not self.step.find_end:
            came = bytes(self.unread[:end])
            del self.unread[:end]
            try:
                self.step = self.script.send(came)
            except StopIteration:
                self.ended = time.perf_counter()
                return True
            if self.step.is_anew:
                # Opened before the old one is closed: the two have different numbers.
                before, self.socket = self.socket, connect(self.socket.getpeername()[1])
                before.close()
            if self.step.data:
                self.socket.sendall(self.step.data)
        return False

    def read(self) -> None:
        """Take what came."""
        data = self.socket.recv(CHUNK_BYTES)
        if not data:
            raise ServerFault("the server has ended a connection")
        self.unread += data

    @property
    def is_whole(self) -> bool:
        """Whether nothing is unread; whole frames are dropped."""
        while end := find_frame(self.unread):
            del self.unread[:end]
        return not self.unread


def connect(port: int) -> socket.socket:
    """Return a connection."""
    stream = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return stream


def open_all(
    port: int, seats: Iterable[Seat], script: Callable[[Seat, int], Script], at_once: int
) -> list[Wire]:
    """Return connections for all seats, each ready; those that are first in their rooms come first."""
    seats = list(seats)
    wires: list[Wire] = []
    for is_first in (True, False):
        group = (seat for seat in seats if seat.is_first is is_first)
        wires += _run(port, group, script, at_once)
    return wires


def settle(wires: list[Wire], seconds: float = QUIET_SECONDS) -> None:
    """Read for a while, until nothing is on its way any more."""
    by_descriptor, poll = {wire.descriptor: wire for wire in wires}, select.epoll()
    for descriptor in by_descriptor:
        poll.register(descriptor, select.EPOLLIN)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until or not all(wire.is_whole for wire in wires):
        for descriptor, _ in poll.poll(0.1):
            by_descriptor[descriptor].read()
            _ = by_descriptor[descriptor].is_whole
        if time.perf_counter() > until + PATIENCE_SECONDS:
            raise ServerFault("a frame did not come to its end")
    poll.close()


def close_all(wires: list[Wire]) -> None:
    """End all connections, without a word."""
    for wire in wires:
        wire.socket.close()


def _run(port: int, seats: Iterator[Seat], script: Callable[[Seat, int], Script], at_once: int) -> list[Wire]:
    poll, running, done = select.epoll(), dict[int, Wire](), list[Wire]()
    with poll:
        while True:
            while len(running) < at_once and (seat := next(seats, None)) is not None:
                wire = _begin(port, seat, script(seat, port))
                running[wire.descriptor] = wire
                poll.register(wire.descriptor, select.EPOLLIN)
            if not running:
                return done
            ready = poll.poll(PATIENCE_SECONDS)
            if not ready:
                raise ServerFault(f"nothing came for {PATIENCE_SECONDS:g} s, {len(running)} are connecting")
            for descriptor, _ in ready:
                wire = running.pop(descriptor)
                wire.read()
                if wire.advance():
                    poll.unregister(descriptor)
                    done.append(wire)
                    continue
                if wire.descriptor != descriptor:
                    poll.register(wire.descriptor, select.EPOLLIN)
                running[wire.descriptor] = wire


def _begin(port: int, seat: Seat, script: Script) -> Wire:
    began = time.perf_counter()
    stream = connect(port)
    step = next(script)
    stream.sendall(step.data)
    return Wire(seat, stream, script, step, began)


# --- what is sent and looked for ----------------------------------------------------------------------


def find_head(data: bytearray) -> int:
    """Return where the head of an HTTP response ends."""
    return data.find(b"\r\n\r\n") + 4 if b"\r\n\r\n" in data else 0


def find_response(data: bytearray) -> int:
    """Return where an HTTP response ends whose length is told."""
    if not (head := find_head(data)):
        return 0
    lines = bytes(data[:head]).lower().split(b"\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
    return head + length if len(data) >= head + length else 0


def find_frame(data: bytearray) -> int:
    """Return where the first WebSocket frame of a server ends."""
    if len(data) < 2:
        return 0
    head = {126: 4, 127: 10}.get(data[1], 2)
    size = data[1] if head == 2 else int.from_bytes(data[2:head], "big")
    return head + size if len(data) >= max(head, head + size) else 0


def payload_of(frame: bytes) -> bytes:
    """Return what a server's frame holds."""
    if frame[0] & 0x0F == 8:
        raise ServerFault(f"the server closed a connection: {frame[2:]!r}")
    return frame[{126: 4, 127: 10}.get(frame[1], 2) :]


def mask(opcode: int, payload: bytes) -> bytes:
    """Return a client's frame; the mask is zero, which costs the server the same."""
    size = len(payload)
    head = (
        bytes((0x80 | opcode, 0x80 | size)) if size < 126 else struct.pack("!BBH", 0x80 | opcode, 0xFE, size)
    )
    return head + bytes(4) + payload


def upgrade(path: str, port: int, *, is_anew: bool = False) -> Step:
    """Return the request for a WebSocket."""
    key = base64.b64encode(os.urandom(16)).decode()
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    rest = f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
    return Step((head + rest).encode(), find_head, is_anew)


def check(came: bytes, status: int) -> bytes:
    """Return a response that is of this status."""
    if not came.startswith(f"HTTP/1.1 {status} ".encode()):
        raise ServerFault(f"the server answered {came[:200]!r}")
    return came


# --- the scripts --------------------------------------------------------------------------------------


def enter_plain(seat: Seat, port: int) -> Script:
    """A plain WebSocket, which says in its path what it does and where."""
    check((yield upgrade(f"/{seat.does}?room={seat.room}", port)), 101)


def enter_socketio(seat: Seat, port: int) -> Script:
    """Engine.IO 4 over WebSocket alone, then the packet that connects to the main namespace."""
    path = f"/socket.io/?EIO=4&transport=websocket&room={seat.room}"
    check((yield upgrade(path, port)), 101)
    _expect(payload_of((yield Step(b"", find_frame))), b"0{")
    _expect(payload_of((yield Step(mask(1, b"40"), find_frame))), b"40")


def enter_colyseus(seat: Seat, port: int) -> Script:
    """The request that finds or makes the room, the WebSocket, and its first message.

    The WebSocket needs a connection of its own: after a request on the same one it never becomes ready.
    """
    kind = "moving" if seat.does == "moving" else "talking"
    body = json.dumps({"room": seat.room}).encode()
    head = f"POST /matchmake/joinOrCreate/{kind} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
    rest = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    came = check((yield Step((head + rest).encode() + body, find_response)), 200)
    found = json.loads(came.partition(b"\r\n\r\n")[2])
    if "sessionId" not in found:
        raise ServerFault(f"no seat: {found}")
    path = f"/{found['processId']}/{found['roomId']}?sessionId={found['sessionId']}"
    check((yield upgrade(path, port, is_anew=True)), 101)
    _expect(payload_of((yield Step(b"", find_frame))), b"\x0a")
    yield Step(mask(2, b"\x0a"), None)


def enter_ours(seat: Seat, port: int) -> Script:
    """Hello, and a room: opened by who is first there."""
    check((yield upgrade("/ws", port)), 101)
    secret = os.urandom(16)
    hello = mask(2, encode(Hello((1, 1), secret, os.urandom(16), "bot")))
    game = GAMES.get(seat.does, "connect_four")
    command = Create(1, game, public=False) if seat.is_first else Join(1, seat.rooms[seat.room])
    answer = yield from _wait_answer(hello + mask(2, encode(command)), 1)
    if seat.is_first:
        seat.rooms[seat.room] = str(answer.result["room"])
    if seat.does in GAMES:
        room = seat.rooms[seat.room]
        yield from _wait_answer(mask(2, encode(Sit(2, room))) + mask(2, encode(Ready(3, room))), 3)


def _wait_answer(data: bytes, number: int) -> Generator[Step, bytes, Done]:
    """Send, and read until a command is answered."""
    while True:
        message = decode_server(payload_of((yield Step(data, find_frame))))
        data = b""
        if isinstance(message, Refused | Goodbye):
            raise ServerFault(f"the server said {message}")
        if isinstance(message, Done) and message.number == number:
            return message


def enter_our_echo(seat: Seat, port: int) -> Script:
    """The stream alone."""
    check((yield upgrade("/ws", port)), 101)


def _expect(came: bytes, begins: bytes) -> None:
    if not came.startswith(begins):
        raise ServerFault(f"the server said {came[:200]!r}, not {begins!r}")
