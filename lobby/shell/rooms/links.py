"""What the link of a room leads to: what is known of it and, once it is over, another one for its people."""

from functools import partial

from attrs import frozen

from lobby.core import because
from lobby.core.ids import RoomId
from lobby.core.refusal import Refusal, Reply
from lobby.core.shown import summarize_shown
from lobby.core.summary import Summary, summarize
from lobby.shell.manager import Manager
from lobby.shell.session import Session
from lobby.wire.messages import Again, Create


def look(manager: Manager, session: Session, room: str, reply: Reply) -> None:
    """Tell what is known of a room, also after it has closed."""
    rooms = manager.rooms
    found = manager.lobby.directory.find(room)
    if found is None:
        rooms.past.find(room, lambda past: _tell(manager, session, past, "closed", reply))
    elif (host := rooms.hosts.get(found)) is not None:
        shown = summarize_shown(summarize(host.told), host.audience.seen)
        _tell(manager, session, shown, "open", reply)
    elif (asleep := rooms.sleepers.get(found)) is not None:
        state = "open" if rooms.sleepers.is_returning(found) else "asleep"
        _tell(manager, session, asleep, state, reply)


def again(manager: Manager, session: Session, asked: Again, reply: Reply) -> None:
    """Open a room for the people of one that is over; one that lives is joined."""
    if manager.lobby.directory.find(asked.room) is not None:
        manager.usher.join(session, asked.room, asked.number, reply, asked.password)
    else:
        manager.rooms.past.find(asked.room, _PlayAgain(manager, session, asked, reply).take)


def _tell(manager: Manager, session: Session, known: Summary | Refusal, state: str, reply: Reply) -> None:
    if isinstance(known, Refusal):
        reply(known)
    else:
        manager.rooms.past.tell(known, state, manager.access.curtain(known, session, reply))


@frozen(eq=False)
class _PlayAgain:
    """A session that wants to play on with the people of a room that is over."""

    manager: Manager
    session: Session
    asked: Again
    reply: Reply

    def take(self, past: Summary | Refusal) -> None:
        """Go on where it is known what the room was."""
        if isinstance(past, Refusal):
            self.reply(past)
        elif (refusal := self._find_refusal(past)) is not None and not self._may_know(refusal):
            self.reply(refusal)
        else:
            self.manager.rooms.past.find_last(past, self._lives, partial(self._play_on, past))

    def _find_refusal(self, past: Summary) -> Refusal | None:
        return self.manager.access.find_past_refusal(past, self.session)

    def _may_know(self, refusal: Refusal) -> bool:
        """Tell whether a password is what is asked for, and there is one."""
        return refusal.code == "password_needed" and bool(self.asked.password)

    def _lives(self, room: RoomId) -> bool:
        return self.manager.lobby.directory.find(room) is not None

    def _play_on(self, past: Summary, last: RoomId | Summary | Refusal) -> None:
        """Go on in the last of the rooms that followed, or in a new one if all of them are over."""
        create = partial(self._create, past)
        if isinstance(last, Refusal):
            self.reply(last)
        elif not isinstance(last, Summary):
            # Another room may have another password by now.
            asked = self.asked
            self.manager.usher.join(self.session, last, asked.number, self.reply, asked.password)
        elif last.reason == "operator":
            self.reply(because.closed_by_operator())
        elif self._find_refusal(past) is None:
            create()
        else:
            access, password = self.manager.access, self.asked.password
            access.try_past_password(past, self.session, password, create, self.reply)

    def _create(self, past: Summary) -> None:
        number, game, name, house = self.asked.number, past.game, past.name, past.house
        wish = Create(number, game, name, past.public, past.options, past.pace, past.clock, house)
        self.manager.usher.create(self.session, wish, self.reply, past)
