"""What the commands share: running Trio, one line for what went wrong on purpose, and Control-C."""

import signal
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click
import trio

from clients.errors import ClientError, CommandRefused
from clients.render import clean

# What was asked for does not exist: the command line is wrong, not the server.
WRONG_ARGUMENTS = frozenset(
    {"no_such_game", "no_such_room", "no_such_topic", "password_needed", "wrong_password"}
)
HINTS = {"password_needed": "; say it with --password"}

Result = TypeVar("Result")


class WrongArgument(click.ClickException):
    """The command line asks for what is not there."""

    exit_code = 2


def run(main_function: Callable[[], Awaitable[Result]]) -> Result:
    """Run it; what went wrong on purpose becomes one line and an exit code."""
    try:
        return trio.run(main_function)
    except CommandRefused as error:
        kind = WrongArgument if error.code in WRONG_ARGUMENTS else click.ClickException
        raise kind(clean(f"{error}{HINTS.get(error.code, '')}")) from error
    except ClientError as error:
        raise click.ClickException(clean(str(error))) from error


def read_argument(option: str, read: Callable[[str], Result], text: str) -> Result:
    """Return what an option's text means; raise WrongArgument where `read` raises ValueError."""
    try:
        return read(text)
    except ValueError as error:
        raise WrongArgument(f"{option}: {clean(str(error))}") from error


async def stop_on_signal(stop: trio.Event) -> None:
    """Set the event at the first signal; at the second one the process ends at once."""
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async for _ in signals:
            stop.set()
            break


async def run_beside(
    act: Callable[[], Awaitable[Result]], *others: Callable[[], Awaitable[object]]
) -> Result:
    """Return what `act` returns; the others run beside it, and are cancelled when it ends.

    A ClientError of `act` is raised as it is: out of the nursery it would come as a group.
    """
    results, problem = list[Result](), None
    async with trio.open_nursery() as nursery:
        for other in others:
            nursery.start_soon(other)
        try:
            results.append(await act())
        except ClientError as error:
            problem = error
        nursery.cancel_scope.cancel()
    if problem is not None:
        raise problem
    return results[0]
