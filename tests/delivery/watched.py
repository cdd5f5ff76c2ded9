"""A client under watch: every command with its outcomes, every view that was shown, every signal."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from attrs import define, field, frozen

from clients.client import Client
from clients.errors import ClientEnded, CommandRefused, OutcomeUnknown
from clients.events import Event, Shown, StateChanged, TopicGone
from clients.fold import Told
from clients.session import Answer
from lobby.wire.messages import Command, Signalled
from lobby.wire.values import Value
from tests.delivery.trace import Trace

STEPPED = frozenset({"room", "game", "seat"})  # kinds of topics that the steps of a room change


@frozen(eq=False)
class Display:
    """What a client shows of one room at one moment."""

    room: str
    told: Mapping[str, Told]

    @property
    def step(self) -> int:
        """The step that is shown: the newest that any of the topics is at."""
        return max(told.number for told in self.told.values())


@define(eq=False)
class Asked:
    """One command, and what became of it."""

    number: int
    command: Command
    answer: Answer

    @property
    def is_done(self) -> bool:
        """Whether the server says that it took effect."""
        return self.answer.arrived.is_set() and self.answer.error is None

    @property
    def outcome(self) -> str:
        """What the client was told, in a word."""
        match self.answer.error:
            case _ if not self.answer.arrived.is_set():
                return "unanswered"
            case None:
                return "done"
            case CommandRefused(code=code):
                return code
            case OutcomeUnknown():
                return "unknown"
            case ClientEnded():
                return "ended"
            case error:
                return repr(error)


@define(eq=False)
class Watched:
    """One client with all that it was told."""

    name: str
    client: Client
    trace: Trace
    asked: list[Asked] = field(factory=list)
    displays: list[Display] = field(factory=list)
    signals: Counter[str] = field(factory=Counter)
    gone: list[TopicGone] = field(factory=list)

    def begin(self) -> None:
        """Listen to everything from now on."""
        session = self.client._session
        tell = session.tell

        def hear(event: Event) -> None:
            tell(event)
            self._hear(event)

        session.tell = hear

    def ask(self, command: Command) -> Asked | None:
        """Give a command without waiting; None where too many wait already, or the client is over."""
        session = self.client._session
        if session.full or self.client.ended is not None:
            return None
        answer = session.give(command)
        asked = Asked(session._pending.last, command, answer)
        self.asked.append(asked)
        self.trace.note(self.name, "asks", asked.number, type(command).__name__)
        return asked

    async def wait(self, command: Command) -> Value:
        """Give a command and return its result, or the code of its refusal."""
        await self.client._session.wait_place()
        asked = self.ask(command)
        if asked is None:
            return "ended"
        await asked.answer.arrived.wait()
        return asked.answer.result if asked.is_done else asked.outcome

    @property
    def player(self) -> str:
        """The id of the player."""
        return self.client.player.id

    def seat_view(self, room: str) -> Any:
        """What the own seat in a room shows; None without one."""
        prefix = f"seat/{room}/"
        shown = self.client.views.shown
        return next((told.view for topic, told in shown.items() if topic.startswith(prefix)), None)

    def _hear(self, event: Event) -> None:
        match event:
            case Shown(topics):
                self._note_shown(topics)
            case TopicGone(topic, reason):
                self.gone.append(event)
                self.trace.note(self.name, "loses", topic, reason)
            case StateChanged(state, why):
                self.trace.note(self.name, "is", state, why)
            case Signalled():
                self.signals[str(event.value)] += 1
            case _:
                pass

    def _note_shown(self, topics: frozenset[str]) -> None:
        shown = self.client.views.shown
        news = sorted(topics)
        self.trace.note(self.name, "shows", *(f"{topic}={shown[topic].number}" for topic in news))
        rooms = {topic.split("/")[1] for topic in news if topic.split("/")[0] in STEPPED}
        for room in sorted(rooms):
            told = {topic: told for topic, told in shown.items() if _is_of(topic, room)}
            self.displays.append(Display(room, told))


def is_quiet(watched: Watched) -> bool:
    """Whether a client has nothing more to hear and nothing more to say."""
    session = watched.client._session
    return session.is_settled and not session._pending.commands


def _is_of(topic: str, room: str) -> bool:
    kind, _, rest = topic.partition("/")
    return kind in STEPPED and rest.partition("/")[0] == room
