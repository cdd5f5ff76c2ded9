"""Who sees a real-time game, tick by tick: the topics live/<id>, and the sessions that hear them.

Latest wins: whoever is behind gets nothing until what waits has left, and then the whole view of that tick,
which is encoded once for all who need it.
"""

from time import perf_counter

from attrs import define, field

from lobby.core.ids import PlayerId, SessionId
from lobby.core.live_view import LiveView
from lobby.core.outputs import Granted, Hint, Revoked
from lobby.core.realtime import Run
from lobby.core.room import Room
from lobby.core.shape import BadValue
from lobby.core.topic import Bounds, Topic, Total
from lobby.core.views import live_seat_topic, live_topic, view_live, view_live_seat
from lobby.shell.audience import Audience, Begun
from lobby.shell.network.together import TOGETHER
from lobby.shell.ticking.measures import Measures
from lobby.wire.frame import Frame
from lobby.wire.values import Value, find_fault, pack, unpack

_OVER = "over"

Told = list[tuple[LiveView, Frame]]  # by topic, the one that all hear at last


@define(eq=False)
class Stage:
    """The live topics of one game. `epoch` is of the ticks since they were last taken back."""

    audience: Audience
    measures: Measures
    epoch: str
    hash_bytes: int
    _table: LiveView | None = None
    _seats: dict[int, LiveView] = field(factory=dict)
    _notes: tuple[object, Value] = (None, None)  # of the run, and as they are shown
    _lagging: set[SessionId] = field(factory=set)  # that have missed ticks

    def open(self, room: Room, run: Run) -> None:
        """Begin the topics, and show them to all who may see them."""
        self._seats = {seat: self._begin_seat(room, run, seat) for seat in _seats_of(room)}
        view = view_live(run)
        self._notes = run.notes, view["notes"]
        self._table = self._begin(run, live_topic(room.id), view, None)

    def draft(self, run: Run, *, copies: bool = False) -> Told:
        """Return what there is to tell of the last tick; raise BadValue where a view of it is none.

        `copies`: the game writes into its views, so that they are to be kept as they are now.
        """
        assert self._table is not None, "the stage is open"
        begun = perf_counter()
        told = [(live, self._advance_seat(live, run, seat, copies)) for seat, live in self._seats.items()]
        told.append((self._table, self._advance(self._table, run, copies)))
        self.measures.encoded.add(perf_counter() - begun)
        return told

    def tell(self, told: Told) -> None:
        """Tell it; nothing may stop this on its way."""
        if len(told) == 1:
            self._send(*told[0], more=False)
        else:
            # One write for each who hears more than one, and nobody falls behind between two of them.
            with TOGETHER:
                for live, frame in told:
                    self._send(live, frame, more=live is not self._table)
        if self._lagging:
            self._lagging = {id_ for id_ in self._lagging if self._is_behind(id_)}

    def keep_to(self, room: Room) -> None:
        """Take the topics from those who have lost their seats."""
        sitting = _seats_of(room)
        for seat in [seat for seat in self._seats if seat not in sitting]:
            self.audience.tell([Revoked(self._seats.pop(seat).topic.name, "freed")])

    def close(self, reason: str = _OVER) -> None:
        """End the topics for all who hear them."""
        # The board first: with a board and no secret a game with secrets would look like one without.
        lives = [*([] if self._table is None else [self._table]), *self._seats.values()]
        self._seats, self._table = {}, None
        self.audience.tell([Revoked(live.topic.name, reason) for live in lives])

    def _begin_seat(self, room: Room, run: Run, seat: int) -> LiveView:
        sits = room.seats[seat]
        name = live_seat_topic(room.id, seat, sits.tenancy)
        return self._begin(run, name, view_live_seat(run, seat), sits.person)

    def _begin(self, run: Run, name: str, view: Value, owner: PlayerId | None) -> LiveView:
        topic = Topic(name, self.epoch, run.tick, view, _NO_RING)
        self.audience.tell([Begun(topic, owner)])
        if owner is not None:
            self.audience.tell([Granted(owner, name, True)])
        what = f"{'public' if owner is None else 'secret'} of {run.game.id}"
        return LiveView.begin(
            topic, what, run.game.budget, tick_rate=run.game.tick_rate, hash_bytes=self.hash_bytes
        )

    def _advance(self, live: LiveView, run: Run, copies: bool) -> Frame:
        if run.notes is not self._notes[0]:
            self._notes = run.notes, view_live(run)["notes"]
        view = {"board": _copy(run.public) if copies else run.public, "notes": self._notes[1]}
        hint = None if run.hint is None or copies else Hint("board", *run.hint)
        return self._count(live.advance(run.tick, view, more=False, hint=hint))

    def _advance_seat(self, live: LiveView, run: Run, seat: int, copies: bool) -> Frame:
        view = view_live_seat(run, seat)
        return self._count(live.advance(run.tick, _copy(view) if copies else view, more=True))

    def _count(self, frame: Frame) -> Frame:
        self.measures.patches.add(len(frame.payload))
        return frame

    def _send(self, live: LiveView, frame: Frame, *, more: bool) -> None:
        lagging = self._lagging
        for session in self.audience.hearers(live.topic.name):
            if not (lagging and session.id in lagging):
                if not session.offer(frame):
                    lagging.add(session.id)
            elif not session.is_behind:
                self.measures.key_frames += 1
                session.deliver(live.topic.snapshot(more=more))

    def _is_behind(self, id_: SessionId) -> bool:
        session = self.audience.sessions.get(id_)
        return session is not None and session.is_behind


def _copy(view: Value) -> Value:
    if (fault := find_fault(view)) is not None:
        raise BadValue(fault)
    return unpack(pack(view))


def _seats_of(room: Room) -> list[int]:
    """Return the seats that see something of their own."""
    if room.game.secret is None:
        return []
    return [seat for seat in range(len(room.seats)) if room.in_game(seat) and room.seats[seat].person]


# Who has missed a tick needs none of those before the next one.
_NO_RING = Bounds(0, 0, Total(0))
