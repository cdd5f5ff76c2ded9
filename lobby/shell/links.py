"""What the link of a room leads to: what is known of it and, once it is over, another one for its people."""

from functools import partial

from attrs import frozen

from lobby.core import because
from lobby.core.ids import RoomId
from lobby.core.refusal import Refusal
from lobby.core.shown import summarize_shown
from lobby.core.summary import Summary, summarize
from lobby.shell.host import Reply
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
        access = self.manager.access
        refusal = past if isinstance(past, Refusal) else access.find_past_refusal(past, self.session)
        if refusal is not None or isinstance(past, Refusal):
            self.reply(refusal)
        else:
            self.manager.rooms.past.find_last(past, self._lives, partial(self._play_on, past))

    def _lives(self, room: RoomId) -> bool:
        return self.manager.lobby.directory.find(room) is not None

    def _play_on(self, past: Summary, last: RoomId | Summary | Refusal) -> None:
        """Go on in the last of the rooms that followed, or in a new one if all of them are over."""
        usher, number = self.manager.usher, self.asked.number
        if isinstance(last, Refusal):
            self.reply(last)
        elif not isinstance(last, Summary):
            usher.join(self.session, last, number, self.reply, self.asked.password)
        elif last.reason == "operator":
            self.reply(because.closed_by_operator())
        else:
            game, name, house = past.game, past.name, past.house
            wish = Create(number, game, name, past.public, past.options, past.pace, past.clock, house)
            usher.create(self.session, wish, self.reply, past)
