"""Who hears a room: its topics, and the live sessions that they are told to."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Protocol, assert_never

from attrs import define, field, frozen

from lobby.core.backlog import Backlog, BacklogBounds, Entry, Seen, pack_entry
from lobby.core.crowd import Crowd
from lobby.core.history.snapshot import Told
from lobby.core.ids import PlayerId, RoomId, SessionId
from lobby.core.outputs import (
    Added,
    Enrolled,
    Expelled,
    Granted,
    Output,
    Revoked,
    Shown,
    WatchBegun,
    WatchLater,
)
from lobby.core.topic import NOTHING, Bounds, Draft, Topic
from lobby.core.views import game_topic, watch_topic
from lobby.core.watching import EVERYBODY, Roll
from lobby.wire.codec import encode
from lobby.wire.frame import Frame
from lobby.wire.messages import Gone, Offset


class Subscriber(Protocol):
    """A live session, as a room sees it."""

    id: SessionId

    @property
    def player_id(self) -> PlayerId:
        """Whose session it is."""

    @property
    def is_behind(self) -> bool:
        """Whether frames wait for its connection to take them, or it has none."""

    def deliver(self, frame: Frame) -> None:
        """Send a frame; never waits, never raises."""

    def offer(self, frame: Frame) -> bool:
        """Send a frame unless it is behind; return whether it is not."""


@frozen(eq=False)
class Begun:
    """A topic that begins with a step, for its owner only where it has one."""

    topic: Topic
    owner: PlayerId | None


def _nothing() -> None:
    """Nobody looks after those who watch late."""


_Before = list[tuple[Topic, Draft | None]]  # topics, each with the last draft that it had
_Told = (
    Granted | Revoked | Expelled | Enrolled | WatchBegun | WatchLater
)  # what is no view, of what a step means
_Other = Begun | Granted | Revoked | Expelled | Enrolled | WatchBegun | Entry
Telling = Draft | _Other


@define(eq=False)
class Audience:
    """The topics of one room and the sessions that hear them."""

    room: RoomId
    epoch: str
    bounds: Bounds
    roll: Roll
    late_bounds: BacklogBounds
    crowd: Crowd = field(factory=Crowd)
    sessions: dict[SessionId, Subscriber] = field(factory=dict)
    backlog: Backlog | None = None  # what watchers have not seen, where they watch late
    when_late: Callable[[], None] = _nothing  # called when something waits for them
    _topics: dict[str, Topic] = field(factory=dict)
    _drafted: dict[str, Topic] = field(factory=dict)  # begun by steps that are not committed
    _owners: dict[str, PlayerId] = field(factory=dict)  # of the seats' topics

    def draft(self, outputs: Iterable[Output], number: int) -> list[Telling]:
        """Encode what a step has to tell; nobody hears of it yet. All of it, or nothing if it is stopped."""
        tellings: list[Telling] = []
        before: _Before = []
        begun = len(self._drafted)
        try:
            for output in outputs:
                if isinstance(output, Shown):
                    shown = self._draft_view(
                        output, number if output.number is None else output.number, before
                    )
                    if shown is not None:
                        tellings.append(shown)
                elif isinstance(output, Added):
                    tellings.append(self._draft_line(output, number, before))
                else:
                    tellings.append(self._draft_output(output))
        except BaseException:
            self._return_to(before, begun)
            raise
        return tellings

    def restore(self, shown: Iterable[Told], backlog: Backlog | None) -> None:
        """Begin with the views that were told before a restart, each under its number, and what waits."""
        for number, view in shown:
            self._topics[view.topic] = Topic(view.topic, self.epoch, number, view.view, self.bounds)
            if view.owner is not None:
                self._owners[view.topic] = view.owner
        self._keep_back(backlog)

    def told(self) -> list[Told]:
        """Return the views that steps have told, each under its number; what `restore` takes."""
        game = game_topic(self.room)
        return [
            (topic.number, Shown(name, topic.view, more=name != game, owner=self._owners.get(name)))
            for name, topic in self._topics.items()
            if _kind(name) not in _WITHOUT_STEPS
        ]

    def forget_drafts(self) -> None:
        """No step that was drafted will ever be committed."""
        self._drafted.clear()
        for topic in self._topics.values():
            topic.return_to(None)

    def tell(self, tellings: Iterable[Telling]) -> None:
        """Tell what a committed step has drafted."""
        for telling in tellings:
            if isinstance(telling, Draft):
                self.publish(telling)
            else:
                self._tell(telling)

    def catch_up(
        self, session: Subscriber, offsets: dict[str, Offset], *, must_be_whole: bool = False
    ) -> None:
        """Send all that a session lacks: step by step, or where a ring does not reach back, whole views.

        A whole view is that of now, and can't be shown together with other views of then.
        """
        missing = {
            name: self._topics[name].missing(offsets.get(name)) for name in self._heard_by(session.player_id)
        }
        for name in [name for name in missing if _kind(name) in _WITHOUT_STEPS]:
            self._deliver_all(session, (frame for _, frame in missing.pop(name)))
        missing = {name: frames for name, frames in missing.items() if frames}
        if must_be_whole or any(frames[0][1].previous == NOTHING for frames in missing.values()):
            names = sorted(missing, key=_rank)
            frames = [self._topics[name].snapshot(more=name != names[-1]) for name in names]
        else:
            steps = [(number, _rank(name), frame) for name, told in missing.items() for number, frame in told]
            frames = [frame for _, _, frame in sorted(steps, key=lambda step: step[:2])]
        self._deliver_all(session, frames)

    def dismiss(self, session: Subscriber, reason: str) -> None:
        """Tell a session that the room's topics end for it, and send it nothing more."""
        if self.sessions.pop(session.id, None) is None:
            return
        for name in self._heard_by(session.player_id):
            session.deliver(Frame(encode(Gone(name, reason)), topic=name))

    def topic(self, name: str) -> Topic:
        """Return a topic that was told of."""
        return self._topics[name]

    @property
    def seen(self) -> Any:
        """What watchers see where they watch late, a view of watch/<id>; None: all that there is."""
        return None if self.backlog is None else self.backlog.seen.view

    def late(self) -> Sequence[Entry]:
        """Return what watchers have not seen."""
        return () if self.backlog is None else self.backlog.waiting

    def close(self) -> None:
        """The room is no more; what its topics hold goes."""
        self._keep_back(None)
        for topic in self._topics.values():
            topic.end()

    def retell(self, session: Subscriber, missed: dict[str, int]) -> None:
        """Go on from the numbers before the frames that a session has missed."""
        offsets = {
            name: (topic.epoch, missed.get(name, topic.number)) for name, topic in self._topics.items()
        }
        # The steps up to a seat's end can't be told any more as they were: the seat belonged to them.
        ended = [name for name in missed if name not in self._topics and _room_of(name) == self.room]
        self.catch_up(session, offsets, must_be_whole=bool(ended))

    def hearers(self, name: str) -> Collection[Subscriber]:
        """Return the sessions that hear a topic, in the order in which they came."""
        owner = self._owners.get(name)
        if owner is not None:
            return [self.sessions[id_] for id_ in self.crowd.sessions_of(owner) if id_ in self.sessions]
        if (circle := self.roll.circle(name)) is EVERYBODY:
            return self.sessions.values()
        return [session for session in self.sessions.values() if session.player_id in circle]

    def topics_heard_by(self, player: PlayerId) -> set[str]:
        """Return the names of the topics that a member hears."""
        return set(self._heard_by(player))

    def begin(self, topic: Topic) -> None:
        """Add a topic that no step is behind."""
        self._topics[topic.name] = topic

    def publish(self, draft: Draft | None) -> None:
        """Tell everybody a frame that was drafted."""
        if draft is not None:
            draft.topic.tell(draft)
            for session in self.hearers(draft.topic.name):
                session.deliver(draft.frame)

    def _return_to(self, before: _Before, begun: int) -> None:
        for name in list(self._drafted)[begun:]:
            del self._drafted[name]
        for topic, draft in reversed(before):
            topic.return_to(draft)

    def _heard_by(self, player: PlayerId) -> list[str]:
        return [name for name in self._topics if self._may_hear(name, player)]

    def _may_hear(self, name: str, player: PlayerId) -> bool:
        owner = self._owners.get(name)
        return player in self.roll.circle(name) if owner is None else owner == player

    def _draft_output(self, output: _Told) -> _Other:
        if isinstance(output, WatchLater):
            return pack_entry(output.number, output.due_ms, output.room, output.game)
        return output

    def _draft_view(self, shown: Shown, number: int, before: _Before) -> Draft | Begun | None:
        topic = self._topics.get(shown.topic) or self._drafted.get(shown.topic)
        if topic is None:
            topic = Topic(shown.topic, self.epoch, number, shown.view, self.bounds)
            self._drafted[shown.topic] = topic
            return Begun(topic, shown.owner)
        before.append((topic, topic.drafted))
        # The last frame of a step is what held back views wait for: it leaves even if nothing changes in it.
        return topic.draft(number, shown.view, more=shown.more, always=not shown.more, hint=shown.hint)

    def _draft_line(self, added: Added, number: int, before: _Before) -> Draft:
        topic = self._topics.get(added.topic) or self._drafted[added.topic]
        before.append((topic, topic.drafted))
        return topic.lengthen(number, added)

    def _tell(self, telling: _Other) -> None:
        match telling:
            case Begun(topic, owner):
                self._drafted.pop(topic.name, None)
                if owner is not None:
                    self._owners[topic.name] = owner
                self._topics[topic.name] = topic
                if owner is None:
                    self._broadcast(topic.name, topic.snapshot())
            case Granted(_, name, more):
                self._broadcast(name, self._topics[name].snapshot(more=more))
            case Revoked(name, reason, _, detail):
                self._broadcast(name, Frame(encode(Gone(name, reason, detail)), topic=name))
                self._end(name)
            case Enrolled(roll):
                self._enroll(roll)
            case WatchBegun(number, view):
                name = watch_topic(self.room)
                self._topics[name] = Topic(name, self.epoch, number, view, self.bounds)
                self._keep_back(Backlog(Seen(number, view)))
            case Entry():
                assert self.backlog is not None, "watching has begun"
                self.backlog.push(telling)
                self.when_late()
            case Expelled():
                return  # the host of the room sees to it, since it concerns sessions that are not here, too
            case _:
                assert_never(telling)

    def _enroll(self, roll: Roll) -> None:
        """Let those whose place has changed hear other topics, in one moment.

        They are shown what is new to them as it was before this step, which follows.
        """
        circle = self.roll.moved(roll)
        moved = [session for session in self.sessions.values() if session.player_id in circle]
        heard = {session.id: self._heard_by(session.player_id) for session in moved}
        self.roll = roll
        for session in moved:
            before, after = heard[session.id], self._heard_by(session.player_id)
            gone = [Frame(encode(Gone(name, "moved")), topic=name) for name in before if name not in after]
            new = [
                self._topics[name].snapshot(more=_kind(name) in _OF_STEPS)
                for name in after
                if name not in before
            ]
            self._deliver_all(session, [*gone, *new])

    def _keep_back(self, backlog: Backlog | None) -> None:
        if self.backlog is not None:
            self.backlog.end()
        self.backlog = backlog
        if backlog is not None:
            backlog.bound(self.late_bounds)

    def _end(self, name: str) -> None:
        if name == watch_topic(self.room):
            self._keep_back(None)
            self.when_late()
        if name in self._topics:
            self._topics.pop(name).end()
        self._owners.pop(name, None)

    def _broadcast(self, name: str, frame: Frame) -> None:
        for session in self.hearers(name):
            session.deliver(frame)

    def _deliver_all(self, session: Subscriber, frames: Iterable[Frame]) -> None:
        for frame in frames:
            session.deliver(frame)


def _room_of(topic: str) -> str:
    """Return what stands after the kind in the name of a topic: the room's id, where it is one of a room."""
    return topic.split("/")[1]


def _rank(topic: str) -> int:
    """Return the place of a topic among those that one step changes; see announce."""
    return ("talk", "seat", "room", "game", "watch").index(_kind(topic))


def _kind(topic: str) -> str:
    return topic.partition("/")[0]


# Of these the step that lets somebody hear them tells more: the room's view at least.
_OF_STEPS = frozenset({"room", "game"})
# These have numbers of their own, and no step is behind them.
_WITHOUT_STEPS = frozenset({"crowd", "live"})
