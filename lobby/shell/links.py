"""What the link of a room leads to: what is known of it and, once it is over, another one for its people."""

from functools import partial

from lobby.core import because
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
        manager.rooms.past.find(asked.room, partial(_play_again, manager, session, asked, reply))


def _tell(manager: Manager, session: Session, known: Summary | Refusal, state: str, reply: Reply) -> None:
    if isinstance(known, Refusal):
        reply(known)
    else:
        manager.rooms.past.tell(known, state, manager.access.curtain(known, session, reply))


def _play_again(
    manager: Manager, session: Session, asked: Again, reply: Reply, past: Summary | Refusal
) -> None:
    refusal = past if isinstance(past, Refusal) else manager.access.find_past_refusal(past, session)
    if refusal is not None or isinstance(past, Refusal):
        reply(refusal)
    elif past.reason == "operator":
        reply(because.closed_by_operator())
    elif (opened := manager.rooms.past.next_of(past)) is not None and manager.lobby.directory.find(opened):
        manager.usher.join(session, opened, asked.number, reply, asked.password)
    else:
        number, game, name, house = asked.number, past.game, past.name, past.house
        wish = Create(number, game, name, past.public, past.options, past.pace, past.clock, house)
        manager.usher.create(session, wish, reply, past)
