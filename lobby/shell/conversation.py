"""What a session says and is answered: commands carried out once, signals, and what it has missed."""

from collections.abc import Iterable
from functools import partial
from itertools import islice

import trio
from attrs import define, field

from lobby.core.ids import RoomId
from lobby.core.own import own_topic
from lobby.core.refusal import Refusal
from lobby.core.session import Answer, Answered, New, Waiting, Wrong
from lobby.core.views import room_topic
from lobby.shell import commands
from lobby.shell.admin.notices import NOTICE
from lobby.shell.connection import Frame
from lobby.shell.manager import Manager
from lobby.shell.metrics import Metrics, topic_kind
from lobby.shell.session import Session, room_of
from lobby.shell.talk import signals
from lobby.wire.codec import encode, name_of
from lobby.wire.messages import CaughtUp, Command, Done, Gone, Offset, Play, Refused, Signal
from lobby.wire.values import Value

# Damaged topics of one resume that are counted; more than this nobody has.
_DAMAGED_MAX = 64


@define(eq=False)
class Conversation:
    """A session with its connection, talking to the lobby."""

    session: Session
    manager: Manager
    metrics: Metrics
    is_repeated: bool = False  # all that it says was said before, in the same poll
    _resuming: set[object] = field(factory=set)  # what is being caught up with
    _repeated: list[Answer] = field(factory=list)  # answers that wait for that
    _held: int = 0  # commands that wait until the books are complete

    def command(self, command: Command) -> None:
        """Carry out a command that was not heard before; say the same answer again to one that was."""
        self._hear(command.number, command)

    def refuse_malformed(self, number: int, detail: str) -> None:
        """Answer a command whose fields are wrong; its number is used up like any other."""
        self._hear(number, Refusal("malformed", detail))

    def signal(self, signal: Signal) -> None:
        """Pass something on that may be lost: too many are, and so is what a poll says that comes twice."""
        if self.is_repeated:
            return
        is_allowed = self.session.signals.take(trio.current_time())
        if is_allowed and self.manager.talk.find_wait("signals", self.session.player_id) is None:
            signals.pass_on(self.manager, self.session, signal)

    def resume(self, offsets: dict[str, Offset], *, is_new: bool = False) -> None:
        """Tell all that a client at these offsets lacks, and then that this was all; with a new session it
        has nothing, whatever it names of another.

        Another connection that takes over meanwhile has resumed with offsets of its own.
        """
        if is_new:
            heard = self.manager.roster.topics_of(self.session)
            offsets = {name: offset for name, offset in offsets.items() if name not in heard}
        rooms, asked_by = frozenset(self.session.rooms), self.session.connection
        pending = set(rooms)
        self._resuming.add(asked := object())
        # Nothing may overtake what is told from the offsets.
        for name in sorted(self.session.topics):
            self.manager.lobby.forget(self.session, name)
        self.manager.own.forget(self.session)
        self.manager.notices.forget(self.session)

        def arrived(room: RoomId, _: Value | Refusal) -> None:
            pending.discard(room)
            if not pending and self.session.connection is asked_by:
                self._finish_resume(offsets, rooms, asked)

        if not pending:
            self._finish_resume(offsets, rooms, asked)
        for room in sorted(pending):
            self.manager.usher.bring_back(room, self.session, offsets, partial(arrived, room))

    def count_damaged(self, topics: Iterable[str]) -> None:
        """Count views that have gone wrong at the client, by the kind of topic: there are a few."""
        for name in islice(topics, _DAMAGED_MAX):
            self.metrics.views_damaged[topic_kind(name)] += 1

    def tell_missed(self, topics: dict[str, int], answers: list[int]) -> None:
        """The outbox overflowed and is empty again: go on from the first frame that was dropped.

        What has ended comes first, since no step of now has it; answers after the frames of their effects.
        """
        self._tell_ended(topics)
        self.manager.retell(self.session, topics)
        self.manager.lobby.retell(self.session, topics)
        self.manager.own.retell(self.session, topics)
        self.manager.notices.retell(self.session, topics)
        for number in answers:
            if (answer := self.session.books.answer_to(number)) is not None:
                self._say(answer)
        # A resume in the works has not told yet what has ended: that all is told is for it to say.
        if not self._resuming:
            self.session.deliver(Frame(encode(CaughtUp())))

    def _hear(self, number: int, asked: Command | Refusal) -> None:
        """Hear a command, or what there is to answer to one that can't be read."""
        if not self.session.books.is_complete:
            self._hear_later(number, asked)
            return
        match self.session.books.hear(number):
            case New():
                self._carry_out_in_turn(number, asked)
            case Answered(answer):
                self._repeat(answer)
            case Waiting():
                return
            case Wrong(code, detail):
                self.session.end(code, detail)

    def _hear_later(self, number: int, asked: Command | Refusal) -> None:
        """Hear a command once it is known what was answered before the restart. What a connection has said
        that speaks for the session no more is said again by the next one."""
        asked_by, held_max = self.session.connection, self.session.books.unanswered_max
        if self._held >= held_max:
            detail = f"{held_max + 1} commands without an answer, {held_max} are allowed"
            self.session.end("unanswered", detail)
            return
        self._held += 1

        def go_on() -> None:
            self._held -= 1
            if asked_by is not None and self.session.connection is asked_by:
                self._hear(number, asked)

        self.manager.registry.recollection.recall(self.session, go_on)

    def _carry_out_in_turn(self, number: int, asked: Command | Refusal) -> None:
        if not isinstance(asked, Play) or self.session.is_held:
            self.session.in_turn(partial(self._carry_out, number, asked))
        elif (taken := commands.take_input(self.manager, self.session, asked)) is None:
            self._carry_out(number, asked)
        else:
            self.metrics.commands["play"] += 1
            self._answer(number, taken)

    def _carry_out(self, number: int, asked: Command | Refusal) -> None:
        if isinstance(asked, Refusal):
            self._answer(number, asked)
            return
        self.metrics.commands[name_of(asked)] += 1
        commands.carry_out(self.manager, self.session, asked, partial(self._answer, number))

    def _answer(self, number: int, result: Value | Refusal) -> None:
        """Answer a command, once and for all."""
        if isinstance(result, Refusal):
            self.metrics.refused[result.code] += 1
            answer: Answer = Refused(number, result.code, result.detail, result.params)
        else:
            answer = Done(number, result)
        self.session.books.answer(answer)
        self._say(answer)

    def _repeat(self, answer: Answer) -> None:
        """Say an answer again, after what it has brought about, which may still be on its way."""
        if self._resuming:
            self._repeated.append(answer)
        else:
            self._say(answer)

    def _say(self, answer: Answer) -> None:
        self.session.deliver(Frame(encode(answer), answer=answer.number))

    def _finish_resume(self, offsets: dict[str, Offset], rooms: frozenset[RoomId], asked: object) -> None:
        topics = self.session.topics
        for name in sorted(topics):
            self.manager.lobby.subscribe(self.session, name, offsets.get(name))
        self.manager.own.subscribe(self.session, offsets.get(own_topic(self.session.player_id)))
        self.manager.notices.subscribe(self.session, offsets.get(NOTICE))
        gone = offsets.keys() - topics - self.manager.roster.topics_of(self.session)
        self._tell_gone(gone)
        self._tell_gone(self._left_with(gone, rooms) - gone)
        self.session.deliver(Frame(encode(CaughtUp())))
        self._resuming.discard(asked)
        if not self._resuming:
            repeated, self._repeated = self._repeated, []
            for answer in repeated:
                self._say(answer)

    def _left_with(self, gone: Iterable[str], rooms: Iterable[RoomId]) -> set[str]:
        """Return all topics of the rooms that it has left, of those that the resume is about.

        One that it is leaving just now goes as a whole, or what was told of it here would be shown alone.
        """
        left = {room for room in (*map(room_of, gone), *rooms) if self.session.has_left(room)}
        return self.manager.roster.topics_in(left, self.session)

    def _tell_ended(self, missed: Iterable[str]) -> None:
        """Tell what has ended, of all that was missed.

        A room that the client is leaving just now, perhaps to join it again, goes as a whole: nothing more is
        told of it until then, and what the client has of it may be half a step. One frame says so, whatever
        was missed of it: what is told anew must get less with each round.
        """
        leaving = {room for room in map(room_of, missed) if self._is_leaving(room)}
        for room in sorted(leaving):
            gone = Gone(room_topic(room), *self.session.reason_left(room))
            self.session.deliver(Frame(encode(gone), topic=gone.topic))
        ended = set(missed) - self.session.topics - self.manager.roster.topics_of(self.session)
        self._tell_gone(name for name in ended if room_of(name) not in leaving)

    def _is_leaving(self, room: RoomId) -> bool:
        if self.session.has_left(room):
            return True
        return not self._resuming and self.manager.rooms.is_entering(room, self.session)

    def _tell_gone(self, topics: Iterable[str]) -> None:
        for name in sorted(topics):
            self.session.deliver(Frame(encode(Gone(name, *self.session.why_gone(name))), topic=name))
