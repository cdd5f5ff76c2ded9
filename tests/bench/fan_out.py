"""What a line of chat costs the server: CPU per command and per frame that a member receives.

    python -m tests.bench.fan_out --members 50 --lines 900

The whole product path over real sockets: decode, session, room, store, encode, send. CPU time is the
server's own, as the operating system counts it, so that a busy machine disturbs the figures less. The
readers only count bytes; they are not measured.
"""

import base64
import os
import select
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
from attrs import frozen

from lobby.wire.codec import decode_server, encode
from lobby.wire.messages import ClientMessage, Create, Done, Hello, Join, Say

_CONFIG = """
[limits]
chat_per_second = 1000
chat_burst = 1000
frames_per_second = 100000
frames_burst = 100000
"""
_QUIET_SECONDS = 1.5  # longer than the lobby's and the crowd's publications


@frozen
class Client:
    """A raw WebSocket connection that speaks frames and otherwise counts bytes."""

    socket: socket.socket

    @staticmethod
    def connect(port: int) -> "Client":
        """Return a client whose hello has been heard."""
        stream = socket.create_connection(("127.0.0.1", port))
        key = base64.b64encode(os.urandom(16)).decode()
        head = f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        stream.sendall(f"{head}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode())
        while not stream.recv(1).endswith(b"\n") or stream.recv(2) != b"\r\n":
            continue
        client = Client(stream)
        secret = os.urandom(16)
        client.say(Hello((1, 1), secret, secret, "bot"))
        return client

    def say(self, message: ClientMessage) -> None:
        """Send a message as one masked frame; the mask is zero, which costs the server the same."""
        data = encode(message)
        size = len(data)
        head = bytes((0x82, 0x80 | size)) if size < 126 else struct.pack("!BBH", 0x82, 0xFE, size)
        self.socket.sendall(head + bytes(4) + data)

    def drain(self, seconds: float) -> bytes:
        """Return what comes until nothing has come for so long."""
        self.socket.settimeout(seconds)
        heard = b""
        try:
            while data := self.socket.recv(1 << 20):
                heard += data
        except TimeoutError:
            return heard
        return heard


def find_room(heard: bytes) -> str:
    """Return the room that the answer to `create` names."""
    while heard:
        size, start = heard[1], 2
        if size == 126:
            size, start = int.from_bytes(heard[2:4]), 4
        message = decode_server(heard[start : start + size])
        if isinstance(message, Done):
            return str(message.result["room"])
        heard = heard[start + size :]
    raise SystemExit("the room was not opened")


def read_cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def talk(clients: list[Client], room: str, lines: int) -> int:
    """Let the first client say so many lines; return how many bytes all of them heard."""
    poll = select.epoll()
    sockets = {client.socket.fileno(): client.socket for client in clients}
    for descriptor, stream in sockets.items():
        stream.setblocking(False)
        poll.register(descriptor, select.EPOLLIN)
    heard = 0
    for line in range(lines):
        clients[0].say(Say(2 + line, room, "x" * 64))
        heard += sum(len(sockets[descriptor].recv(1 << 20)) for descriptor, _ in poll.poll(0.002))
    until = time.monotonic() + _QUIET_SECONDS
    while time.monotonic() < until:
        heard += sum(len(sockets[descriptor].recv(1 << 20)) for descriptor, _ in poll.poll(0.1))
    return heard


def measure(pid: int, port: int, members: int, lines: int) -> None:
    """Print the figures of one server."""
    clients = [Client.connect(port) for _ in range(members)]
    clients[0].say(Create(1, "connect_four"))
    room = find_room(clients[0].drain(0.5))
    for client in clients[1:]:
        client.say(Join(1, room))
    time.sleep(_QUIET_SECONDS)
    for client in clients:
        client.drain(0.02)
    before = read_cpu_seconds(pid)
    heard = talk(clients, room, lines)
    used = (read_cpu_seconds(pid) - before) * 1e6
    click.echo(f"{members} members, {lines} lines, {heard} bytes heard")
    click.echo(f"{used / lines:8.1f} µs of CPU per command")
    click.echo(f"{used / lines / members:8.2f} µs of CPU per frame delivered")


@click.command(help=__doc__)
@click.option("--members", default=50, show_default=True)
@click.option("--lines", default=900, show_default=True)
def main(members: int, lines: int) -> None:
    """Start a server, measure it, end it."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "lobby.toml"
        config.write_text(_CONFIG, encoding="utf-8")
        flags = ["--port", "0", "--data", folder, "--config", str(config), "--log-level", "warning"]
        server = subprocess.Popen([sys.executable, "-m", "lobby", *flags], stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        try:
            port = int(server.stdout.readline().rpartition(":")[2])
            measure(server.pid, port, members, lines)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
