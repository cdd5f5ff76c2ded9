"""Commands from their number to their answer, as a pure machine.

A command is kept until it is answered and written again, in order, on every new connection: the
server knows the numbers that it has seen, so nothing happens twice and nothing is lost.
"""

from collections.abc import Mapping, Sequence

import attrs
from attrs import field, frozen

from lobby.wire.messages import Command


@frozen
class Pending:
    """The commands of one session that have no answer yet."""

    last: int = 0  # the highest number given
    sent: int = 0  # the highest number ever handed to a connection
    written: int = 0  # the highest number handed to the present connection
    commands: Mapping[int, Command] = field(factory=dict)


def add(pending: Pending, command: Command) -> Pending:
    """Return the commands with one more, which gets the next number, whatever number it has."""
    number = pending.last + 1
    commands = {**pending.commands, number: attrs.evolve(command, number=number)}
    return attrs.evolve(pending, last=number, commands=commands)


def write(pending: Pending) -> tuple[Pending, Sequence[Command]]:
    """Return the commands to be written now, and that they were."""
    due = [command for number, command in pending.commands.items() if number > pending.written]
    return attrs.evolve(pending, written=pending.last, sent=pending.last), due


def answer(pending: Pending, number: int) -> Pending:
    """Return the commands without the one that has its answer."""
    commands = {other: command for other, command in pending.commands.items() if other != number}
    return attrs.evolve(pending, commands=commands)


def resume(pending: Pending) -> Pending:
    """A new connection of a session that the server knows: everything unanswered is written again."""
    return attrs.evolve(pending, written=0)


def expire(pending: Pending) -> tuple[Pending, Sequence[int]]:
    """The server forgot the session: what was sent is of unknown outcome, only the rest is written."""
    unknown = [number for number in pending.commands if number <= pending.sent]
    commands = {number: command for number, command in pending.commands.items() if number > pending.sent}
    return attrs.evolve(pending, written=pending.sent, commands=commands), unknown
