"""Rows and answers are in the journal or in their place, whenever one looks and whatever was lost before."""

from enum import Enum
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Connection, create_engine, delete, func, insert, select

from lobby.core.ids import RoomId, SessionId
from lobby.shell.questions import ListAnswers
from lobby.shell.records import KeepAnswer, KeepSnapshot
from lobby.shell.stores.journal import JournalEntry, Tail
from lobby.shell.stores.posting import post, post_all, renew, replay
from lobby.shell.stores.reading import answer, find_ends, read_rooms, read_rows
from lobby.shell.stores.schema import ANSWERS, JOURNAL, LOGS, METADATA, SNAPSHOTS
from lobby.shell.stores.schema import ROOMS as ROOM_TABLE
from lobby.shell.stores.statements import put_entry, put_snapshots

ANSWERS_MAX = 4
ROOMS = [RoomId(f"room {number}") for number in range(3)]
SESSIONS = [SessionId(b"session %d" % number) for number in range(3)]


class Outcome(Enum):
    """What becomes of a transaction."""

    LOST = "lost"
    DONE = "done"
    UNKNOWN = "done, and nobody knows"


OUTCOMES = st.sampled_from(Outcome)


class Journaling(RuleBasedStateMachine):
    """A journal on a disk, beside what must be there."""

    rows: dict[RoomId, list[bytes]]
    answers: dict[SessionId, list[KeepAnswer]]
    snapshots: dict[RoomId, int]

    @initialize()
    def begin(self) -> None:
        self.connection: Connection = create_engine("sqlite://").connect()
        METADATA.create_all(self.connection)
        for room in ROOMS:
            self.connection.execute(insert(ROOM_TABLE).values(id=room, incarnation=1, set_aside=""))
        self.connection.commit()
        self.journal = replay(self.connection, ANSWERS_MAX)
        self.rows = {room: [] for room in ROOMS}
        self.answers = {session: [] for session in SESSIONS}
        self.snapshots = {}
        self.is_sure = True  # of which entries there are

    @rule(data=st.data(), is_lost=st.booleans())
    def store(self, data: st.DataObject, is_lost: bool) -> None:
        """A transaction, which may be lost as a whole."""
        entry = JournalEntry(self.journal.next_number, [], [], [])
        lengths = {room: len(rows) for room, rows in self.rows.items()}
        for room in data.draw(st.lists(st.sampled_from(ROOMS), max_size=8)):
            lengths[room] += 1
            entry.rows.append((room, lengths[room], b"%d of %d" % (lengths[room], entry.number)))
        for session in data.draw(st.lists(st.sampled_from(SESSIONS), max_size=8)):
            number = sum(1 for asked, _, _ in entry.answers if asked == session)
            number += self.answers[session][-1].number + 1 if self.answers[session] else 0
            entry.answers.append((session, number, b"%d" % entry.number))
        self.put(entry, is_lost=is_lost)
        if is_lost:
            return
        for room, _, row in entry.rows:
            self.rows[room].append(row)
        for session, number, result in entry.answers:
            self.answers[session].append(KeepAnswer(session, number, result))

    def put(self, entry: JournalEntry, *, is_lost: bool = False) -> None:
        packed = entry.pack()
        put_entry(self.connection, entry.number, packed)
        if is_lost:
            self.connection.rollback()
        else:
            self.connection.commit()
            self.journal.add(entry, len(packed))

    @rule(room=st.sampled_from(ROOMS), session=st.sampled_from(SESSIONS))
    def forget(self, room: RoomId, session: SessionId) -> None:
        self.connection.execute(delete(LOGS).where(LOGS.c.room == room))
        self.connection.execute(delete(SNAPSHOTS).where(SNAPSHOTS.c.room == room))
        self.connection.execute(delete(ANSWERS).where(ANSWERS.c.session == session))
        self.put(JournalEntry(self.journal.next_number, [], [], [room, session]))
        self.rows[room], self.answers[session] = [], []
        self.snapshots.pop(room, None)

    @rule(room=st.sampled_from(ROOMS), data=st.data())
    def keep_snapshot(self, room: RoomId, data: st.DataObject) -> None:
        """Of any step that is told: rows that are in one place may be before and after it."""
        number = data.draw(st.integers(0, len(self.rows[room])))
        if number > self.snapshots.get(room, 0):
            put_snapshots(self.connection, [KeepSnapshot(room, number, b"whole")])
            self.connection.commit()
            self.snapshots[room] = number

    @rule(size=st.integers(0, 2000), outcome=OUTCOMES)
    def post(self, size: int, outcome: Outcome) -> None:
        self.put_in_place(self.journal.oldest(size), outcome)

    @rule(room=st.sampled_from(ROOMS), session=st.sampled_from(SESSIONS), outcome=OUTCOMES)
    def post_out_of_turn(self, room: RoomId, session: SessionId, outcome: Outcome) -> None:
        """As where what was begun before can't be put in its place."""
        for tail in (self.journal.logs.get(room), self.journal.answers.get(session)):
            if tail is not None:
                self.put_in_place([tail], outcome)

    def put_in_place(self, tails: list[Tail], outcome: Outcome) -> None:
        post(self.connection, self.journal, tails)
        self.end(outcome)
        if outcome is Outcome.DONE:
            self.journal.posted(tails)

    @rule(size=st.integers(0, 2000), outcome=OUTCOMES)
    def renew(self, size: int, outcome: Outcome) -> None:
        tails = self.journal.oldest(size)
        entry, written = renew(self.connection, self.journal, tails)
        self.end(outcome)
        if outcome is Outcome.DONE:
            self.journal.posted(tails)
            self.journal.add(entry, written)
        else:
            self.journal.next_number += 1

    def end(self, outcome: Outcome) -> None:
        if outcome is Outcome.LOST:
            self.connection.rollback()
        else:
            self.connection.commit()
            self.is_sure = self.is_sure and outcome is not Outcome.UNKNOWN

    @rule()
    def start(self) -> None:
        """The next process knows what the disk knows."""
        self.journal = replay(self.connection, ANSWERS_MAX)
        self.is_sure = True

    @rule()
    def restore(self) -> None:
        """What a backup is made ready with."""
        post_all(self.connection)
        self.connection.commit()
        self.start()
        assert not self.journal

    @invariant()
    def all_is_there(self) -> None:
        for journal in (self.journal, replay(self.connection, ANSWERS_MAX)):
            kept, ends = (
                read_rooms(self.connection, journal, ROOMS),
                find_ends(self.connection, journal, ROOMS),
            )
            for room, rows in self.rows.items():
                assert read_rows(self.connection, journal, room) == rows
                assert kept[room].rows == rows[self.snapshots.get(room, 0) :]
                assert ends[room] == (1, len(rows))
            for session, answers in self.answers.items():
                told: Any = answer(self.connection, journal, ListAnswers(session))
                assert told == tuple(answers[-ANSWERS_MAX:])

    @invariant()
    def nothing_is_there_for_nothing(self) -> None:
        tails: list[Tail] = [*self.journal.logs.values(), *self.journal.answers.values()]
        assert self.journal.size == sum(tail.size for tail in tails)
        total = self.connection.execute(select(func.sum(func.length(JOURNAL.c.data)))).scalar() or 0
        assert self.journal.entries_size == total or not self.is_sure
        assert bool(self.journal) == bool(total) or not self.is_sure
        assert self.journal or not tails

    def teardown(self) -> None:
        if hasattr(self, "connection"):
            self.connection.close()


TestJournaling = pytest.mark.filterwarnings("error")(Journaling.TestCase)


def test_of_hundreds_of_rooms_and_sessions_all_comes_to_its_place_once() -> None:
    with create_engine("sqlite://").connect() as connection:
        METADATA.create_all(connection)
        rooms = [(RoomId(f"{number}"), 1, b"row") for number in range(1_200)]
        asked = [(SessionId(b"%d" % number), 1, b"result") for number in range(1_200)]
        for number in (1, 2):  # the second time all is there already, as after a commit of unknown outcome
            put_entry(connection, number, JournalEntry(number, rooms, asked, []).pack())
            post_all(connection)

        for table in (LOGS, ANSWERS):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == 1_200
        for room, _, row in rooms[490:510]:
            assert read_rows(connection, replay(connection), room) == [row]


def test_an_entry_that_can_not_be_read_is_named() -> None:
    with create_engine("sqlite://").connect() as connection:
        METADATA.create_all(connection)
        put_entry(connection, 5, b"\xc1")

        with pytest.raises(ValueError, match="entry 5 of the journal is damaged"):
            replay(connection)
