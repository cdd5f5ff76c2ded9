"""One client instance of a player, which survives its connections."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

import trio
from attrs import define, field

from lobby.core.decide import Refusal
from lobby.core.ids import PlayerId, RoomId, SessionId
from lobby.core.session import Answer, Answered, Books, New, Waiting, Wrong
from lobby.shell import commands
from lobby.shell.connection import Connection, Frame
from lobby.shell.limits import TokenBucket
from lobby.shell.metrics import Metrics
from lobby.wire.codec import encode, tag_of
from lobby.wire.messages import CaughtUp, Command, Done, Gone, Goodbye, Offset, Player, Refused, Signal
from lobby.wire.values import Value

if TYPE_CHECKING:
    from lobby.shell.manager import Manager
    from lobby.shell.registry import Identity


@define(eq=False)
class Session:
    """What the server keeps of a client: its books, its rooms and topics, its connection if there is one."""

    id: SessionId
    secret_hash: bytes
    identity: "Identity"
    books: Books
    manager: "Manager"
    metrics: Metrics
    signals: TokenBucket
    connection: Connection | None = None
    caller: object = None  # who speaks for the connection
    rooms: set[RoomId] = field(factory=set)
    topics: set[str] = field(factory=set)  # of the lobby

    @property
    def player(self) -> Player:
        """Who it is, as others see them."""
        return self.identity.player

    @property
    def player_id(self) -> PlayerId:
        """Whose session it is."""
        return PlayerId(self.identity.player.id)

    def deliver(self, frame: Frame) -> None:
        """Send a frame; without a connection it is not lost, since topics and answers are kept."""
        if self.connection is not None:
            self.connection.write(frame)

    def command(self, command: Command) -> None:
        """Carry out a command that was not heard before; say the same answer again to one that was."""
        match self.books.hear(command.number):
            case New():
                self.metrics.commands[tag_of(type(command))] += 1
                self._carry_out(command)
            case Answered(answer):
                self._say(answer)
            case Waiting():
                return
            case Wrong(code, detail):
                self.end(code, detail)

    def refuse_malformed(self, number: int, detail: str) -> None:
        """Answer a command whose fields are wrong; its number is used up like any other."""
        match self.books.hear(number):
            case New():
                self.answer(number, Refusal("malformed", detail))
            case Answered(answer):
                self._say(answer)
            case Waiting():
                return
            case Wrong(code, wrong):
                self.end(code, wrong)

    def signal(self, signal: Signal) -> None:
        """Pass something on that may be lost; too many are."""
        if self.signals.take(trio.current_time()):
            self.manager.signal(self, signal)

    def answer(self, number: int, result: Value | Refusal) -> None:
        """Answer a command, once and for all."""
        if isinstance(result, Refusal):
            self.metrics.refused[result.code] += 1
            answer: Answer = Refused(number, result.code, result.detail)
        else:
            answer = Done(number, result)
        self.books.answer(answer)
        self._say(answer)

    def resume(self, offsets: dict[str, Offset]) -> None:
        """Tell all that a client at these offsets lacks, and then that this was all."""
        pending = set(self.rooms)

        def arrived(room: RoomId, result: Value | Refusal) -> None:
            pending.discard(room)
            if isinstance(result, Refusal):
                self.rooms.discard(room)
            if not pending:
                self._finish_resume(offsets)

        if not pending:
            self._finish_resume(offsets)
        for room in list(pending):
            self.manager.enter(room, self, offsets, partial(arrived, room))

    def tell_missed(self, topics: dict[str, int], answers: list[int]) -> None:
        """The outbox overflowed and is empty again: go on from the first frame that was dropped."""
        for number in answers:
            if (answer := self.books.answer_to(number)) is not None:
                self._say(answer)
        heard = self.manager.retell(self, topics) | self.manager.lobby.retell(self, topics)
        self._tell_gone(topics.keys() - heard)
        self.deliver(Frame(encode(CaughtUp())))

    def end(self, code: str, detail: str) -> None:
        """End the connection, with a reason; the session stays."""
        if self.connection is not None:
            self.connection.end(Goodbye(code, detail))

    def _carry_out(self, command: Command) -> None:
        commands.carry_out(self, command, lambda result: self.answer(command.number, result))

    def _say(self, answer: Answer) -> None:
        self.deliver(Frame(encode(answer), answer=answer.number))

    def _finish_resume(self, offsets: dict[str, Offset]) -> None:
        for name in self.topics:
            self.manager.lobby.subscribe(self, name, offsets.get(name))
        self._tell_gone(offsets.keys() - self.topics - self.manager.topics_of(self))
        self.deliver(Frame(encode(CaughtUp())))

    def _tell_gone(self, topics: Iterable[str]) -> None:
        for name in sorted(topics):
            self.deliver(Frame(encode(Gone(name, "not_allowed")), topic=name))
