"""A game in real time as one player sees it: others between two ticks, one's own things ahead. Pure."""

from operator import is_

from attrs import define, field, frozen

from clients.live.blend import blend
from clients.live.foresight import Foresight, Input
from clients.live.rules import Sight
from clients.live.smoothing import Made, Smoothing
from clients.live.timeline import Between, Frame, Timeline
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
    # What only one's own seat sees at the same two ticks, None without.
    secret_before: Value = None
    secret_after: Value = None

    @property
    def view(self) -> Value:
        """What is between the two views; see `blend` for what that means, and of what."""
        return blend(self.before, self.after, self.part)

    @property
    def secret(self) -> Value:
        """What is between the two secrets, likewise."""
        return blend(self.secret_before, self.secret_after, self.part)


@define(eq=False)
class Picture:
    """What is shown of one game; `foresight` is None for who only watches."""

    timeline: Timeline
    foresight: Foresight | None
    _smoothing: Smoothing | None = field(init=False)
    _made_of: tuple[Frame, Frame, tuple[Input, ...]] | None = None  # what the two below were foretold from
    _lead: int = 0  # and how far
    _made: Made = field(default=(Sight(None), Sight(None)))

    @_smoothing.default
    def _make_smoothing(self) -> Smoothing | None:
        return None if self.foresight is None else Smoothing(self.foresight.rules, self.foresight.seat)

    @property
    def newest_tick(self) -> int:
        """The number of the newest tick that has come, 0 before the first."""
        return self.timeline.newest.tick if self.timeline.newest is not None else 0

    def hear(self, epoch: str, tick: int, sight: Sight, now_ms: float) -> None:
        """A tick has come."""
        self.timeline.hear(epoch, tick, sight, now_ms)

    def add(self, move: Value, now_ms: float) -> Input | None:
        """Do something, which is shown from now on; None for who has no seat, or sees nothing yet."""
        between = self.timeline.at(now_ms)
        if between is None or self.foresight is None:
            return None
        self._correct(self.foresight, between, now_ms)
        made = self.foresight.add(move, between.after.tick)
        self._correct(self.foresight, between, now_ms)
        return made

    def frame(self, now_ms: float, ping_ms: float = 0) -> LiveFrame | None:
        """Return what is to be shown; None before the first tick. `ping_ms`: the network's round trip."""
        between = self.timeline.at(now_ms)
        if between is None:
            return None
        before, after = between.before.sight, between.after.sight
        if self.foresight is not None:
            self.foresight.forget(between.before.tick)
            self.foresight.expect(between.behind_ms + ping_ms, self.timeline.every_ms)
            before, after = self._correct(self.foresight, between, now_ms)
        age_ms = int(between.behind_ms + ping_ms / 2 + 0.5)
        lead = 0 if self.foresight is None else self.foresight.lead
        return LiveFrame(
            between.after.tick,
            before.board,
            after.board,
            between.part,
            age_ms,
            lead,
            before.secret,
            after.secret,
        )

    def _correct(self, foresight: Foresight, between: Between, now_ms: float) -> Made:
        """Return what is to be shown of both ticks: it goes evenly to where it is foretold now."""
        assert self._smoothing is not None, "who foretells smooths as well"
        shown, was = self._made, self._made_of
        if self._foretell(foresight, between) and was is not None:
            ticks = between.after.tick - was[1].tick
            # Over ticks that were left out it leaps.
            if between.before is between.after or was[0] is was[1]:
                self._smoothing.leap()
            else:
                self._smoothing.correct(shown, self._made, ticks, between.part, now_ms)
        return self._smoothing.show(self._made, now_ms)

    def _foretell(self, foresight: Foresight, between: Between) -> bool:
        """Foretell both ticks with one's own things, unless that is done; return whether it was not."""
        before, after = between.before, between.after
        made_of, lead = (before, after, foresight.inputs), foresight.lead
        is_same = self._made_of is not None and all(map(is_, made_of, self._made_of))
        if is_same and lead == self._lead:
            return False
        self._made_of, self._lead = made_of, lead
        self._made = (
            foresight.show(before.sight, before.tick, after.tick),
            foresight.show(after.sight, after.tick),
        )
        return True
