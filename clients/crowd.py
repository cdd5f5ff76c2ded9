"""A run of bots: finds or makes their tables, seats them, lets them play, and tells how it went."""

from collections.abc import Sequence
from random import Random

import trio
from attrs import define, frozen

from clients.bot import Bot, Table, Task
from clients.client import Client
from clients.errors import CannotConnect, ClientError
from clients.plan import Place, fill_new, fill_open, find_open
from clients.tally import TableTally, Tally

WAIT_SECONDS = 5.0  # without an answer, after which that is said
_UNANSWERED = (
    "the server does not answer; if its /healthz says that steps can't be stored, its disk is at fault"
)


@define(eq=False)
class Waiting:
    """What the scout of a run waits for."""

    offline: str = ""  # why it is not connected; "": it is, and waits for an answer

    @property
    def why(self) -> str:
        """For people to read."""
        return self.offline or _UNANSWERED

    def hear(self, offline: str) -> None:
        """It is told why the scout is not connected."""
        self.offline = offline


@frozen
class Order:
    """What a run was asked for."""

    task: Task
    count: int
    rooms: int | None = None
    code: str | None = None  # of the one room to go to
    seed: int = 0
    timeout_seconds: float = 300.0


async def run_crowd(order: Order, tally: Tally, stop: trio.Event) -> None:
    """Play all games of the order; when this returns, every bot has left its room.

    It ends when all games are over, when the time is up, or when `stop` is set. Raises CannotConnect
    and CommandRefused (unknown game or code) before any bot has started.
    """
    places = await _find_in_time(order, tally, stop)
    scopes = [trio.CancelScope() for place in places for _ in range(place.bots)]
    tally.expected = len(places) * order.task.games
    async with trio.open_nursery() as keeper:
        keeper.start_soon(_send_home, order, tally, stop, scopes)
        async with trio.open_nursery() as nursery:
            for bot, scope in zip(_make_bots(order, places, tally), scopes, strict=True):
                nursery.start_soon(bot.run, scope)
        keeper.cancel_scope.cancel()


async def _send_home(
    order: Order, tally: Tally, stop: trio.Event, scopes: Sequence[trio.CancelScope]
) -> None:
    with trio.move_on_after(order.timeout_seconds) as timeout:
        await stop.wait()
    late = f"the games did not end within {order.timeout_seconds:g} s"
    tally.problems.append(late if timeout.cancelled_caught else "stopped before all games were over")
    for scope in scopes:
        scope.cancel()


async def _find_in_time(order: Order, tally: Tally, stop: trio.Event) -> list[Place]:
    """Return where the bots go. A server whose store fails answers nothing that it must store first."""
    places: list[Place] | None = None
    problem: ClientError | None = None
    waiting = Waiting()
    async with trio.open_nursery() as nursery:
        nursery.cancel_scope.deadline = trio.current_time() + order.timeout_seconds
        nursery.start_soon(_end_with, stop, nursery.cancel_scope)
        nursery.start_soon(_tell_that_it_waits, tally, waiting)
        try:
            places = await _find_places(order, tally, waiting)
        except ClientError as error:
            # Raised below: out of the nursery it would come as a group.
            problem = error
        nursery.cancel_scope.cancel()
    if problem is not None:
        raise problem
    if places is None:
        raise CannotConnect("stopped before the server had answered" if stop.is_set() else waiting.why)
    return places


async def _end_with(stop: trio.Event, scope: trio.CancelScope) -> None:
    await stop.wait()
    scope.cancel()


async def _tell_that_it_waits(tally: Tally, waiting: Waiting) -> None:
    await trio.sleep(WAIT_SECONDS)
    tally.say(f"{waiting.why}; waiting")


async def _find_places(order: Order, tally: Tally, waiting: Waiting) -> list[Place]:
    if order.task.way != "tables":
        return [Place(1)] * order.count  # where each goes the server says
    async with order.task.open_client("Scout", tell_offline=waiting.hear) as scout:
        if order.code is not None:
            places, left = fill_open(order.count, [await _look_at(scout, order.code, order.task.password)])
        else:
            rooms = await scout.list_rooms(order.task.game)
            # What options the rooms of others have is theirs to say.
            wants_new = order.rooms is not None or order.task.options or order.task.password
            places, left = fill_open(order.count, [] if wants_new else find_open(rooms))
            if left:
                new = fill_new(left, *await _measure(scout, order.task), order.rooms)
                places, left = [*places, *new], left - sum(place.bots for place in new)
    if left:
        tally.say(f"{left} of {order.count} bots find no seat")
    return places


async def _look_at(scout: Client, code: str, password: str) -> tuple[str, int]:
    """Return the room's code and how many seats are free."""
    room = await scout.join(code, password=password)
    free = sum(seat["status"] == "open" for seat in room.view["seats"])
    await room.leave()
    return room.code, free


async def _measure(scout: Client, task: Task) -> tuple[int, int]:
    """Return how many seats a room of the game has, at least needed and at most; a room of its own tells."""
    room = await scout.create(task.game, public=False, options=task.options)
    seats = room.view["seats_min"], len(room.view["seats"])
    await room.leave()
    return seats


def _make_bots(order: Order, places: Sequence[Place], tally: Tally) -> list[Bot]:
    bots: list[Bot] = []
    for place in places:
        row = TableTally(place.code or "…", place.bots)
        tally.tables.append(row)
        table = Table(place, row, place.code)
        if place.code is not None:
            table.opened.set()
        for index in range(place.bots):
            number = len(bots) + 1
            random = Random(f"{order.seed}/{number}")
            opener = index == 0 and place.code is None
            bots.append(Bot(order.task, table, tally, number, random, opener))
    return bots
