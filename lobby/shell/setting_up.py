"""How a host sets a room up anew, out of what the operator allows: its name, listing, turn clock and pace."""

from lobby.core.hosting import setup
from lobby.core.inputs import ChangeSetup
from lobby.core.refusal import Refusal
from lobby.shell.host import Reply
from lobby.shell.manager import Manager
from lobby.shell.people import naming
from lobby.shell.rooms import opening
from lobby.shell.rooms.wishes import clock_limits
from lobby.shell.session import Session
from lobby.wire.messages import SetRoom
from lobby.wire.strict import BadValue
from lobby.wire.values import Value


def set_room(manager: Manager, session: Session, command: SetRoom, reply: Reply) -> None:
    """Ask the room, when it is known to be a wish that can be counted as one."""
    room = manager.config.room
    try:
        changes = setup.structure(command.changes, clock_limits(room))
    except BadValue as error:
        reply(Refusal("malformed", f"changes: {error}"))
        return
    if (refusal := manager.talk.find_wait("house", session.player_id)) is not None:
        reply(refusal)
        return
    if "name" in changes:
        if (name := _find_name(manager, session, command, reply)) is None:
            return
        changes["name"] = name
    if "pace" in changes:
        times = opening.times_of(room, "slow" if changes["pace"] == "slow" else "live")
        changes |= {"grace_ms": times.grace_ms, "move_limit_ms": times.move_limit_ms}
    asked = ChangeSetup(session.player_id, changes)
    manager.ask(command.room, asked, reply, session, manager.by(session, command.number))


def _find_name(manager: Manager, session: Session, command: SetRoom, reply: Reply) -> Value:
    """Return what the room shall be called, the server's own words for ""; None: it was refused."""
    name = naming.find_title(manager, session, command.changes["name"], reply)
    game = manager.rooms.game_in(command.room)
    return opening.usual_name(session.player, game) if name == "" and game is not None else name
