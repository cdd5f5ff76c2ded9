"""Coming into a room that is named, and looking at it: who guesses too often which there are must wait."""

import trio

from lobby.core import because
from lobby.core.codes import may_be_code
from lobby.core.refusal import Refusal, Reply
from lobby.shell.manager import Manager
from lobby.shell.rooms import links
from lobby.shell.session import Session
from lobby.wire.messages import Again, Join
from lobby.wire.values import Value


def come_in(manager: Manager, session: Session, command: Join | Again, reply: Reply) -> None:
    """Let a session into a room, unless it has guessed too often which there are."""
    access = manager.access
    if refusal := access.guesses.try_join(session) or access.find_guess_refusal(session, command.room):
        reply(refusal)
        return
    heard = _count_unknown(manager, session, command.room, reply)
    if isinstance(command, Join):
        manager.usher.join(session, command.room, command.number, heard, command.password)
    else:
        links.again(manager, session, command, heard)


def look(manager: Manager, session: Session, room: str, reply: Reply) -> None:
    """Tell what is known of a room, unless the session has guessed or looked too often."""
    looks, now = session.identity.looks, trio.current_time()
    if refusal := manager.access.find_guess_refusal(session, room):
        reply(refusal)
    elif looks.take(now):
        links.look(manager, session, room, _count_unknown(manager, session, room, reply))
    else:
        reply(because.too_often("looks", because.Rate(*looks.rate), looks.wait_seconds(now)))


def _count_unknown(manager: Manager, session: Session, named: str, reply: Reply) -> Reply:
    """Return what hears the answer in place of `reply`: a code that no room has is a wrong guess."""
    if not may_be_code(named):
        return reply

    def hear(result: Value | Refusal) -> None:
        if isinstance(result, Refusal) and result.code == "no_such_room":
            manager.access.guesses.was_unknown(session)
        reply(result)

    return hear
