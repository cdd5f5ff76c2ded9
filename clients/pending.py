"""Commands from their number to their answer, as a pure machine.

A command is kept until it is answered and written again, in order, on every new connection: the
server knows the numbers that it has seen, so nothing happens twice and nothing is lost.
"""

from collections.abc import Mapping, Sequence

import attrs
from attrs import field, frozen

from lobby.wire.codec import encode
from lobby.wire.messages import Command

WRAP_BYTES = 10  # of msgpack around one frame, and around all of them, at most


@frozen
class Pending:
    """The commands of one session that have no answer yet."""

    last: int = 0  # the highest number given
    sent: int = 0  # the highest number ever handed to a connection
    written: int = 0  # the highest number handed to the present connection, or told in the newest poll
    commands: Mapping[int, Command] = field(factory=dict)


def add(pending: Pending, command: Command) -> Pending:
    """Return the commands with one more, which gets the next number, whatever number it has."""
    number = pending.last + 1
    commands = {**pending.commands, number: attrs.evolve(command, number=number)}
    return attrs.evolve(pending, last=number, commands=commands)


def spread(pending: Pending) -> int:
    """Return over how many numbers those without an answer are spread, up to the last one given.

    The server keeps so many answers, and no more: were the oldest one late, the newest would push it out.
    """
    return pending.last + 1 - min(pending.commands, default=pending.last + 1)


def write(pending: Pending) -> tuple[Pending, Sequence[Command]]:
    """Return the commands to be written now, and that they were."""
    due = [command for number, command in pending.commands.items() if number > pending.written]
    return attrs.evolve(pending, written=pending.last, sent=pending.last), due


def bundle(pending: Pending, bytes_max: int) -> tuple[Pending, Sequence[bytes]]:
    """Return the frames of all unanswered commands that one poll has room for, and that they were told.

    At least one goes, or it would never be told; what does not fit waits until others are answered.
    """
    frames: list[bytes] = []
    written = 0
    for number in sorted(pending.commands):
        frame = encode(pending.commands[number])
        bytes_max -= size_of([frame])
        if frames and bytes_max < 0:
            break
        frames.append(frame)
        written = number
    told = attrs.evolve(pending, written=max(written, pending.written), sent=max(written, pending.sent))
    return told, frames


def size_of(frames: Sequence[bytes]) -> int:
    """Return how many bytes some frames take in a poll, at most."""
    return sum(len(frame) + WRAP_BYTES for frame in frames)


def answer(pending: Pending, number: int) -> Pending:
    """Return the commands without the one that has its answer."""
    commands = {other: command for other, command in pending.commands.items() if other != number}
    return attrs.evolve(pending, commands=commands)


def resume(pending: Pending) -> Pending:
    """A new connection of a session that the server knows: everything unanswered is written again."""
    return attrs.evolve(pending, written=0)


def expire(pending: Pending, last: int) -> tuple[Pending, Sequence[int]]:
    """The server forgot the session: what was sent up to `last` is of unknown outcome.

    `last` is what the hello named that the server answered so. What came with it in one poll has been
    heard in the new session, and what was never sent is written now.
    """
    unknown = [number for number in pending.commands if number <= last]
    commands = {number: command for number, command in pending.commands.items() if number > last}
    return attrs.evolve(pending, written=last, commands=commands), unknown
