"""A game in real time as one player sees it: others between two ticks, one's own things ahead. Pure."""

from operator import is_

from attrs import define, field, frozen

from clients.live.blend import blend
from clients.live.foresight import Foresight, Input
from clients.live.timeline import Frame, Timeline
from lobby.wire.values import Value


@frozen
class LiveFrame:
    """What is to be shown at a moment."""

    tick: int  # that the others are on their way to
    before: Value  # the view of the tick before, with one's own things foretold
    after: Value  # the view that is being reached, likewise
    part: float  # from 0 to 1: how far it is from the one to the other
    age_ms: int  # how old is what is shown of the others
    lead: int  # how many ticks one's own things are ahead

    @property
    def view(self) -> Value:
        """What is between the two; see `blend` for what that means, and of what."""
        return blend(self.before, self.after, self.part)


@define(eq=False)
class Picture:
    """What is shown of one game; `foresight` is None for who only watches."""

    timeline: Timeline
    foresight: Foresight | None
    _made_of: tuple[object, ...] = ()  # what the views below were foretold from
    _lead: int = 0  # and how far
    _made: tuple[Value, Value] = field(default=(None, None))

    @property
    def newest_tick(self) -> int:
        """The number of the newest tick that has come, 0 before the first."""
        return self.timeline.newest.tick if self.timeline.newest is not None else 0

    def hear(self, epoch: str, tick: int, board: Value, now_ms: float) -> None:
        """A tick has come."""
        self.timeline.hear(epoch, tick, board, now_ms)

    def add(self, move: Value, now_ms: float) -> Input | None:
        """Do something, which is shown from now on; None for who has no seat, or sees nothing yet."""
        between = self.timeline.at(now_ms)
        if between is None or self.foresight is None:
            return None
        return self.foresight.add(move, between.after.tick)

    def frame(self, now_ms: float, ping_ms: float = 0) -> LiveFrame | None:
        """Return what is to be shown; None before the first tick. `ping_ms`: the network's round trip."""
        between = self.timeline.at(now_ms)
        if between is None:
            return None
        if self.foresight is not None:
            self.foresight.forget(between.before.tick)
            self.foresight.expect(between.behind_ms + ping_ms, self.timeline.every_ms)
        before, after = self._foretell(between.before, between.after)
        age_ms = int(between.behind_ms + ping_ms / 2 + 0.5)
        lead = 0 if self.foresight is None else self.foresight.lead
        return LiveFrame(between.after.tick, before, after, between.part, age_ms, lead)

    def _foretell(self, before: Frame, after: Frame) -> tuple[Value, Value]:
        """Return both views with one's own things; made once for as long as they stay the same."""
        foresight = self.foresight
        if foresight is None:
            return before.board, after.board
        made_of = (before, after, foresight.inputs)
        is_same = foresight.lead == self._lead and all(map(is_, made_of, self._made_of))
        if not is_same or not self._made_of:
            self._made_of, self._lead = made_of, foresight.lead
            self._made = (
                foresight.show(before.board, before.tick, after.tick),
                foresight.show(after.board, after.tick),
            )
        return self._made
