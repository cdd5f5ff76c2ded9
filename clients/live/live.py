"""A running game in real time, for who plays or draws it: `Room.start_live` makes one."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import trio
from attrs import define

from clients.errors import CommandRefused
from clients.live.picture import LiveFrame, Picture
from clients.live.rules import Sight
from lobby.wire.values import Value

if TYPE_CHECKING:
    from clients.fold import Told

Send = Callable[[Value, int], Awaitable[int]]


@define(eq=False)
class Live:
    """Ask it for a `frame` whenever one is drawn, and give it what one does, by `input`.

    `send` sends an input that was decided on what a tick shows, and returns the tick that holds it.
    """

    picture: Picture
    send: Send
    ping_ms: Callable[[], float]
    _heard: "tuple[Told, Told | None] | None" = None

    @property
    def tick_ms(self) -> float:
        """The time from one tick to the next, as the game says."""
        return self.picture.timeline.tick_ms

    def hear(self, told: "Told | None", own: "Told | None") -> None:
        """The topic live/<room> shows this, and that of the own seat that; the room tells it."""
        if told is None or (self._heard is not None and told is self._heard[0] and own is self._heard[1]):
            return
        self._heard = told, own
        sight = Sight(told.view["board"], None if own is None else own.view["secret"])
        self.picture.hear(told.epoch, told.number, sight, _now_ms())

    def frame(self) -> LiveFrame | None:
        """Return what is to be shown now; None before the first tick."""
        return self.picture.frame(_now_ms(), self.ping_ms())

    async def input(self, move: Value) -> int:
        """Do something; it is shown at once. Return the tick that holds it; raises what `Room.give` does."""
        made, foresight = self.picture.add(move, _now_ms()), self.picture.foresight
        if made is None or foresight is None:
            raise CommandRefused("not_your_turn", "nothing can be done here before a tick of one's own game")
        try:
            tick = await self.send(move, self.picture.newest_tick)
        except BaseException:  # also a cancellation: what becomes of it nobody knows then
            foresight.drop(made)
            raise
        foresight.answer(made, tick)
        return tick


def _now_ms() -> float:
    return trio.current_time() * 1000
