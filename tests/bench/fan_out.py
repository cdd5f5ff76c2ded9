"""What a line of chat costs the server: CPU per command and per frame that a member receives.

    python -m tests.bench.fan_out --members 50 --lines 900

The whole product path over real sockets: decode, session, room, store, encode, send. CPU time is the
server's own, as the operating system counts it, so that a busy machine disturbs the figures less. The
readers only count bytes; they are not measured.
"""

import select
import time

import click

from lobby.wire.messages import Create, Join, Say
from tests.bench.raw import Raw
from tests.bench.served import Served, serving

_CONFIG = """
[limits]
chat_per_second = 1000
chat_burst = 1000
frames_per_second = 100000
frames_burst = 100000
"""
_AT_ONCE = 16  # lines of which the answers are waited for together
_QUIET_SECONDS = 1.5  # longer than the lobby's and the crowd's publications


def talk(clients: list[Raw], room: str, lines: int) -> int:
    """Let the first client say so many lines; return how many bytes the others heard.

    It never says more at once than it may without an answer.
    """
    speaker, poll = clients[0], select.epoll()
    sockets = {client.socket.fileno(): client.socket for client in clients[1:]}
    for descriptor, stream in sockets.items():
        stream.setblocking(False)
        poll.register(descriptor, select.EPOLLIN)

    def hear(seconds: float) -> int:
        return sum(len(sockets[descriptor].recv(1 << 20)) for descriptor, _ in poll.poll(seconds))

    heard = 0
    for first in range(2, 2 + lines, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, 2 + lines))
        for number in numbers:
            speaker.say(Say(number, room, "x" * 64))
        for number in numbers:
            speaker.wait_answer(number)
        heard += hear(0.002)
    until = time.monotonic() + _QUIET_SECONDS
    while time.monotonic() < until:
        heard += hear(0.1)
    return heard


def measure(served: Served, members: int, lines: int) -> None:
    """Print the figures of one server."""
    clients = [Raw.connect(served.port) for _ in range(members)]
    clients[0].say(Create(1, "connect_four"))
    room = clients[0].wait_answer(1).result["room"]
    for client in clients[1:]:
        client.say(Join(1, room))
    time.sleep(_QUIET_SECONDS)
    for client in clients:
        client.drain(0.02)
    before = served.read_spent()
    heard = talk(clients, room, lines)
    used = served.read_spent().since(before).all
    each = heard / lines / (members - 1)
    click.echo(f"{members} members, {lines} lines, {each:.0f} bytes of each heard by each other one")
    click.echo(f"{used / lines:8.1f} µs of CPU per command")
    click.echo(f"{used / lines / members:8.2f} µs of CPU per frame delivered")


@click.command(help=__doc__)
@click.option("--members", default=50, show_default=True)
@click.option("--lines", default=900, show_default=True)
def main(members: int, lines: int) -> None:
    """Start a server, measure it, end it."""
    with serving(_CONFIG) as served:
        measure(served, members, lines)


if __name__ == "__main__":
    main()
