"""Waiting for the first of several things."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import trio

Result = TypeVar("Result")


async def first_of(*functions: Callable[[], Awaitable[Result]]) -> Result:
    """Run all until the first one returns; return what it returned. No task of them is alive then."""
    results: list[Result] = []

    async def run(function: Callable[[], Awaitable[Result]]) -> None:
        results.append(await function())
        nursery.cancel_scope.cancel()

    async with trio.open_nursery() as nursery:
        for function in functions:
            nursery.start_soon(run, function)
    return results[0]
