"""What watchers of a room will see when it is old enough: its views, step by step, packed and bounded."""

from collections import deque
from collections.abc import Iterator, Sequence

from attrs import define, evolve, field, frozen

from lobby.core.topic import Total
from lobby.wire.values import Value, load, pack


@frozen
class Entry:
    """A step that watchers have not seen. None: what that part showed before, it shows still."""

    number: int  # of the step
    due_ms: int  # room time
    room: bytes | None  # packed views
    game: bytes | None

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return len(self.room or b"") + len(self.game or b"")


@frozen
class Seen:
    """What watchers see: the view of watch/<id> after a step."""

    number: int
    view: Value


@frozen(eq=False)
class BacklogBounds:
    """How much may wait, in one room and, in bytes, in all together."""

    steps: int
    bytes: int
    total: Total


@define(eq=False)
class Backlog:
    """The steps that wait, oldest first, and what watchers see now."""

    seen: Seen
    _waiting: deque[Entry] = field(factory=deque)
    _bounds: BacklogBounds | None = None
    _bytes: int = 0

    def push(self, entry: Entry) -> None:
        """Let a step wait. Where too much does it takes the place of the last one: watchers see fewer
        steps then, and each of them no sooner."""
        last = self._waiting[-1] if self._waiting else None
        if last is not None and self._is_full(entry):
            self._drop_last()
            due_ms = max(last.due_ms, entry.due_ms)
            entry = evolve(entry, due_ms=due_ms, room=entry.room or last.room, game=entry.game or last.game)
        self._waiting.append(entry)
        self._count(entry.size)

    def pop_due(self, now_ms: int) -> Iterator[Seen]:
        """Yield what watchers see from this room time on, step by step."""
        while self._waiting and self._waiting[0].due_ms <= now_ms:
            entry = self._waiting.popleft()
            self._count(-entry.size)
            view = dict(self.seen.view)
            view |= {"room": load(entry.room)} if entry.room is not None else {}
            view |= {"game": load(entry.game)} if entry.game is not None else {}
            self.seen = Seen(entry.number, view)
            yield self.seen

    @property
    def due_ms(self) -> int | None:
        """The room time at which the next step is due, None where none waits."""
        return self._waiting[0].due_ms if self._waiting else None

    @property
    def waiting(self) -> Sequence[Entry]:
        """The steps that wait, oldest first."""
        return tuple(self._waiting)

    def bound(self, bounds: BacklogBounds) -> None:
        """Keep to these bounds from now on."""
        self._bounds = bounds
        waiting, self._waiting, self._bytes = self._waiting, deque(), 0
        for entry in waiting:
            self.push(entry)

    def end(self) -> None:
        """Nothing of it is wanted any more."""
        self._count(-self._bytes)
        self._waiting.clear()

    def _drop_last(self) -> None:
        self._count(-self._waiting.pop().size)

    def _is_full(self, entry: Entry) -> bool:
        bounds = self._bounds
        if bounds is None:
            return False
        total = bounds.total
        too_large = self._bytes + entry.size > bounds.bytes or total.bytes + entry.size > total.bytes_max
        return too_large or len(self._waiting) >= bounds.steps

    def _count(self, size: int) -> None:
        self._bytes += size
        if self._bounds is not None:
            self._bounds.total.bytes += size


def pack_entry(number: int, due_ms: int, room: Value | None, game: Value | None) -> Entry:
    """Return a step that waits; a view that is None has not changed."""
    return Entry(number, due_ms, None if room is None else pack(room), None if game is None else pack(game))
