"""What the creator of a room wishes for, looked at before there is anything of the room."""

import structlog
from attrs import frozen

from lobby.core import clocks, shape
from lobby.core.clocks import Clock, ClockLimits
from lobby.core.game import Game
from lobby.core.hosting import house
from lobby.core.hosting.house import USUAL, House
from lobby.core.refusal import Refusal
from lobby.core.unfit import find_unfit
from lobby.settings import RoomSection
from lobby.shell.watchdog import Watchdog
from lobby.wire.messages import Create
from lobby.wire.values import Value

log = structlog.get_logger()


@frozen
class Planned:
    """What is wished for can be had."""

    game: Game
    clock: Clock | None
    house: House


def grant(
    wish: Create, games: dict[str, Game], settings: RoomSection, watchdog: Watchdog
) -> Planned | Refusal:
    """Return what a room is wished for with, or why there can be none like that."""
    game = games.get(wish.game)
    if game is None:
        return Refusal("no_such_game", f"{wish.game[:40]!r} is not one of {', '.join(games)}")
    if (refusal := _try_options(game, wish.options, watchdog)) is not None:
        return refusal
    try:
        clock = clocks.structure(wish.clock, clock_limits(settings))
    except shape.BadValue as error:
        return Refusal("malformed", f"clock: {error}")
    try:
        wished = house.change(USUAL, house.structure(wish.house))
    except shape.BadValue as error:
        return Refusal("malformed", f"house: {error}")
    refusal = house.find_clash(wished) or find_unfit(game, wished, wish.pace, has_clock=clock is not None)
    return refusal or Planned(game, clock, wished)


def clock_limits(room: RoomSection) -> ClockLimits:
    """Return what the operator allows of turn clocks."""
    return ClockLimits(room.clock_least_ms, int(room.clock_seconds_max * 1000), room.clock_periods_max)


def _try_options(game: Game, options: dict[str, Value], watchdog: Watchdog) -> Refusal | None:
    """Return why the game takes no such options; asking it is the author's code."""
    try:
        watchdog.run(game.id, lambda: shape.structure_options(game, options))
    except shape.BadValue as error:
        return Refusal("malformed", f"options: {error}")
    except BaseException as odd:
        log.warning("options failed", game=game.id, error=type(odd).__name__)
        return Refusal("game_failed", "the game failed on its options")
    return None
