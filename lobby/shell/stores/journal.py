"""What is stored already and not yet in its place: rows of logs, and answers of sessions.

In its place, beside what its room or session has there, each would change pages of the file of its own, of
4 KB, which are to be written and synced before anybody is told: three quarters of what a commit took. So a
transaction adds one entry to a table of its own, the journal, with all rows and answers that it stores. Those
of one room, or of one session, are put in their place together, later and by the dozen: see posting.py.

A Journal is what is in memory of that. Whoever reads a log or answers adds what is here to what is there.
"""

import heapq
import math
from collections import deque
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Self, TypeAlias

from attrs import define, field, frozen

from lobby.core.ids import RoomId, SessionId
from lobby.wire.values import load, pack

_AROUND_BYTES = 100  # what a row or an answer takes in memory besides its own bytes


@frozen
class JournalEntry:
    """What one transaction adds to the journal: what is gone with it, then what has come."""

    number: int
    rows: list[tuple[RoomId, int, bytes]]  # with their numbers
    answers: list[tuple[SessionId, int, bytes]]  # with the numbers of what was asked, and packed results
    gone: list[RoomId | SessionId]  # whose log, or answers, are wanted no more

    def pack(self) -> bytes:
        """Return it as it is stored, but for its number."""
        return pack([self.rows, self.answers, self.gone])

    @classmethod
    def of(cls, number: int, tails: "Iterable[Tail]") -> Self:
        """Return an entry with all that is in these tails, which takes the place of those they came with.

        Where those are there still, rows and answers are read twice, which does no harm: the last rows count.
        """
        entry = cls(number, [], [], [])
        for tail in tails:
            if isinstance(tail, LogTail):
                first = tail.last - len(tail.rows) + 1
                entry.rows.extend((tail.id, at, row) for at, row in enumerate(tail.rows, first))
            else:
                entry.answers.extend((tail.id, asked, result) for asked, result in tail.results.items())
        return entry

    @classmethod
    def unpack(cls, number: int, data: bytes) -> Self:
        """Return what was packed."""
        rows, answers, gone = load(data)
        return cls(number, rows, answers, gone)


@define(eq=False)
class LogTail:
    """The last rows of the log of a room; some may be in their place already."""

    id: RoomId
    entry: int  # the number of the first entry with one of them
    last: int  # the number of the last row
    rows: list[bytes] = field(factory=list)
    size: int = 0  # in bytes

    def after(self, number: int) -> list[bytes]:
        """Return the rows with higher numbers."""
        return cut_off(self.rows, self.last, number)


@define(eq=False)
class AnswersTail:
    """The last answers of a session; some may be in their place already."""

    id: SessionId
    entry: int  # the number of the first entry with one of them
    results: dict[int, bytes] = field(factory=dict)  # packed, by the number of what was asked
    size: int = 0  # in bytes


Tail: TypeAlias = LogTail | AnswersTail


@define(eq=False)
class Journal:
    """Tails of logs and of answers, each kind in the order in which they were begun."""

    answers_max: float = math.inf  # of one session: the latest are kept
    next_number: int = 1  # of the entry that is added next
    size: int = 0  # about what the tails take in memory, in bytes
    entries_size: int = 0  # of the entries that there are, as they are stored, in bytes
    stuck: set[RoomId | SessionId] = field(factory=set)  # what can't come to its place
    logs: dict[RoomId, LogTail] = field(factory=dict)
    answers: dict[SessionId, AnswersTail] = field(factory=dict)
    _entries: deque[tuple[int, int]] = field(factory=deque)  # their numbers and sizes

    def __bool__(self) -> bool:
        """Tell whether there are entries, needed or not."""
        return bool(self._entries)

    def add(self, entry: JournalEntry, size: int) -> None:
        """Take in what was stored, in so many bytes."""
        self.next_number = entry.number + 1
        self._entries.append((entry.number, size))
        self.entries_size += size
        for id_ in entry.gone:
            self._drop(id_)
        for room, number, row in entry.rows:
            log = self.logs.get(room)
            if log is None:
                log = self.logs[room] = LogTail(room, entry.number, number)
            log.rows.append(row)
            log.last = number
            self._grow(log, row)
        for session, number, result in entry.answers:
            answers = self.answers.get(session)
            if answers is None:
                answers = self.answers[session] = AnswersTail(session, entry.number)
            answers.results[number] = result
            self._grow(answers, result)

    def rows_after(self, room: RoomId, number: int) -> list[bytes]:
        """Return the rows of a room with higher numbers that are here."""
        log = self.logs.get(room)
        return log.after(number) if log is not None else []

    def last_of(self, room: RoomId) -> int:
        """Return the number of the last row of a room that is here; 0: there is none."""
        log = self.logs.get(room)
        return log.last if log is not None else 0

    def merge(self, session: SessionId, packed: bytes | None) -> dict[int, bytes]:
        """Return the answers that are kept of a session by their numbers, in order, where these are in their
        place."""
        results: dict[int, bytes] = dict(load(packed)) if packed is not None else {}
        if (answers := self.answers.get(session)) is not None:
            results |= answers.results
        oldest = max(results, default=0) - self.answers_max
        return {number: results[number] for number in sorted(results) if number > oldest}

    def oldest(self, size: int) -> list[Tail]:
        """Return the tails that were begun first, as many as are about so large together, or all; none that
        is stuck."""
        tails = list[Tail]()
        for tail in self._tails():
            if size <= 0:
                break
            if tail.id not in self.stuck:
                tails.append(tail)
                size -= tail.size
        return tails

    def stuck_tails(self) -> list[Tail]:
        """Return those that can't come to their place."""
        return [tail for tail in self._tails() if tail.id in self.stuck]

    def needed_without(self, tails: Iterable[Tail]) -> int:
        """Return the number of the first entry that is needed yet when these are in their place."""
        posted = set(map(id, tails))
        return next((tail.entry for tail in self._tails() if id(tail) not in posted), self.next_number)

    def posted(self, tails: Iterable[Tail]) -> None:
        """These are in their place now, and the entries that nobody needs have gone."""
        needed = self.needed_without(tails)
        while self._entries and self._entries[0][0] < needed:
            self.entries_size -= self._entries.popleft()[1]
        for tail in tails:
            self._drop(tail.id)

    def _tails(self) -> Iterator[Tail]:
        return heapq.merge(self.logs.values(), self.answers.values(), key=attrgetter("entry"))

    def _drop(self, id_: RoomId | SessionId) -> None:
        tail = self.logs.pop(id_, None) if isinstance(id_, str) else self.answers.pop(id_, None)
        self.size -= tail.size if tail is not None else 0

    def _grow(self, tail: Tail, data: bytes) -> None:
        size = _AROUND_BYTES + len(data)
        tail.size += size
        self.size += size


def cut_off(rows: list[bytes], last: int, number: int) -> list[bytes]:
    """Return those of the rows, up to one with the number `last`, that have higher numbers than `number`."""
    return rows[-(last - number) :] if last > number else []
