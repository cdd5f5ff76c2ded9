"""A topic: an ordered sequence of frames with a ring of the last ones; its content is a view.

Frames are drafted while a step runs, on top of the last draft, and encoded once. They are told when the
step is committed; only then are they in the ring. A step that can't be stored takes its drafts with it.
"""

from collections import deque

from attrs import define, field, frozen

from lobby.core.outputs import Added, Hint
from lobby.wire.codec import encode, encode_patch
from lobby.wire.frame import Frame
from lobby.wire.light import light
from lobby.wire.messages import Offset, Snapshot
from lobby.wire.patch import Change, diff, nest
from lobby.wire.values import Value, hash_view

# A hash costs a walk over the whole view; on one frame in so many it finds what has gone wrong.
HASH_EVERY = 64

# The `previous` of a snapshot: who misses it has nothing to go on from.
NOTHING = -1


@define
class Total:
    """What the rings of all topics hold together."""

    bytes_max: int
    bytes: int = 0


@frozen(eq=False)
class Bounds:
    """How much of the past a topic keeps, alone and with all others; who needs more gets a snapshot."""

    frames: int
    bytes: int
    total: Total


@light(eq=False)
class Draft:
    """A view of a topic that is not told yet, and the frame that tells it."""

    topic: "Topic"
    number: int
    view: Value
    frame: Frame


@define(eq=False)
class Topic:
    """The frames of one view. `number` and `view` are those last told, `drafted` the last one that is not."""

    name: str
    epoch: str
    number: int
    view: Value
    bounds: Bounds
    drafted: Draft | None = None
    # The payloads of the last frames, and their numbers; each goes on from the one before, the first from
    # `_before`. The garbage collector passes over bytes and numbers; frames were most of what it looked at.
    _ring: deque[bytes] = field(factory=deque)
    _numbers: deque[int] = field(factory=deque)
    _before: int = NOTHING
    _ring_bytes: int = 0
    _snapshots: dict[bool, Frame] = field(factory=dict)

    def draft(
        self, number: int, view: Value, *, more: bool, always: bool = False, hint: Hint | None = None
    ) -> Draft | None:
        """Return the frame that makes the last draft's view this one; None where nothing changes.

        `always`: also where nothing changes, because what is held back waits for this topic. `hint`: what is
        known of the change already, which saves looking for it.
        """
        head = self.drafted or self
        change = diff(head.view, view) if hint is None else change_between(head.view, view, hint)
        if not change and not always:
            return None
        return self._draft(number, head.number, view, change, more=more)

    def lengthen(self, number: int, added: Added) -> Draft:
        """Return the frame that makes the chat of the last draft's view longer by a line."""
        head = self.drafted or self
        chat = head.view["chat"]
        stays = len(chat) - added.gone
        splices = [[0, added.gone, []]] if added.gone else []
        change = {"change": {"chat": {"splice": [*splices, [stays, 0, [added.line]]]}}}
        view = {**head.view, "chat": [*chat[added.gone :], added.line]}
        return self._draft(number, head.number, view, change, more=False)

    def advance(self, number: int, view: Value, change: Change, *, more: bool, hashed: bool) -> Frame:
        """Go on at once, and keep nothing in the ring, as where the latest wins; return the frame."""
        hash_ = hash_view(view) if hashed else None
        payload = encode_patch(self.name, number, self.number, change, more=more, hash_=hash_)
        frame = Frame(payload, self.name, self.number)
        self._go_on(number, view)
        return frame

    def tell(self, draft: Draft) -> None:
        """The step of a draft is committed: its view is the topic's now, its frame in the ring."""
        payload, bounds, total = draft.frame.payload, self.bounds, self.bounds.total
        if not self._ring:
            self._before = self.number
        self._go_on(draft.number, draft.view)
        self._ring.append(payload)
        self._numbers.append(draft.number)
        self._ring_bytes += len(payload)
        total.bytes += len(payload)
        while self._ring and (
            len(self._ring) > bounds.frames
            or self._ring_bytes > bounds.bytes
            or total.bytes > total.bytes_max
        ):
            self._count(-len(self._ring.popleft()))
            self._before = self._numbers.popleft()
        if self.drafted is draft:
            self.drafted = None

    def end(self) -> None:
        """The topic is no more; its ring goes."""
        self._count(-self._ring_bytes)
        self._ring.clear()
        self._numbers.clear()

    def return_to(self, draft: Draft | None) -> None:
        """The drafts after this one are of a step that failed; without one, those of all steps are lost."""
        self.drafted = draft

    def missing(self, offset: Offset | None, *, more: bool = False) -> list[tuple[int, Frame]]:
        """Return the numbered frames that a client at `offset` lacks: those of the ring, or one snapshot."""
        if offset is None or offset[0] != self.epoch or offset[1] > self.number:
            return [(self.number, self.snapshot(more=more))]
        if offset[1] == self.number:
            return []
        frames = self._frames_after(offset[1])
        return frames or [(self.number, self.snapshot(more=more))]

    def snapshot(self, *, more: bool = False) -> Frame:
        """Return the whole view as a frame, encoded once; `more`: shown together with what follows."""
        frame = self._snapshots.get(more)
        if frame is None:
            message = Snapshot(self.name, self.epoch, self.number, self.view, more)
            frame = self._snapshots[more] = Frame(encode(message), topic=self.name, previous=NOTHING)
        return frame

    def _draft(self, number: int, previous: int, view: Value, change: Change, *, more: bool) -> Draft:
        hashed = hash_view(view) if number % HASH_EVERY == 0 else None
        payload = encode_patch(self.name, number, previous, change, more=more, hash_=hashed)
        self.drafted = Draft(self, number, view, Frame(payload, self.name, previous))
        return self.drafted

    def _go_on(self, number: int, view: Value) -> None:
        self.number, self.view = number, view
        if self._snapshots:
            self._snapshots = {}

    def _frames_after(self, number: int) -> list[tuple[int, Frame]]:
        """Return the frames of the ring that go on from a number, none where it does not reach back."""
        frames = list[tuple[int, Frame]]()
        previous = self._before
        for payload, own in zip(self._ring, self._numbers, strict=True):
            if frames or previous == number:
                frames.append((own, Frame(payload, topic=self.name, previous=previous)))
            previous = own
        return frames

    def _count(self, size: int) -> None:
        self._ring_bytes += size
        self.bounds.total.bytes += size


def change_between(before: Value, after: Value, hint: Hint | None) -> Change:
    """Return the change of a view; `hint` is what is known of it already."""
    if hint is None or before[hint.key] is not hint.before:
        return diff(before, after)
    return nest(diff({**before, hint.key: None}, {**after, hint.key: None}), hint.key, hint.change)
