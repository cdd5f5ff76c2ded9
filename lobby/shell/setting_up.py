"""What a room is set up with, by who opens it and later by its host, out of what the operator allows."""

from attrs import evolve

from lobby.core.game import Game
from lobby.core.hosting import house, setup
from lobby.core.inputs import ChangeHouse, ChangeSetup
from lobby.core.refusal import Refusal, Reply
from lobby.shell.manager import Manager
from lobby.shell.people import naming
from lobby.shell.rooms import opening
from lobby.shell.rooms.wishes import clock_limits
from lobby.shell.session import Session
from lobby.wire.messages import Create, SetHouse, SetRoom
from lobby.wire.strict import BadValue
from lobby.wire.values import Value


def create(manager: Manager, session: Session, command: Create, reply: Reply) -> None:
    """Open a room as it is wished for; a password is hashed first."""
    game = manager.lobby.games.get(command.game)
    if refusal := _find_house_fault(manager, game, command.house, "house"):
        reply(refusal)
        return
    # Each password is hashed, which costs a thread and memory.
    if command.house.get("password") and (refusal := _find_wait(manager, session)) is not None:
        reply(refusal)
        return
    if (name := naming.find_title(manager, session, command.name, reply)) is None:
        return

    def open_room(wished: dict[str, Value]) -> None:
        manager.usher.create(session, evolve(command, house=wished, name=name), reply)

    manager.access.hash_wish(session, command, reply, open_room)


def set_up(manager: Manager, session: Session, command: SetHouse | SetRoom, reply: Reply) -> None:
    """Ask the room for what its host wishes, when it is known to be a wish that can be counted as one."""
    if isinstance(command, SetHouse):
        _set_house(manager, session, command, reply)
    else:
        _set_room(manager, session, command, reply)


def _set_house(manager: Manager, session: Session, command: SetHouse, reply: Reply) -> None:
    game = manager.rooms.game_in(command.room)
    if refusal := _find_house_fault(manager, game, command.changes, "changes"):
        reply(refusal)
        return
    if (refusal := _find_wait(manager, session)) is not None:
        reply(refusal)
        return

    def ask(changes: dict[str, Value]) -> None:
        asked = ChangeHouse(session.player_id, changes)
        manager.ask(command.room, asked, reply, session, manager.by(session, command.number))

    manager.access.hash_wish(session, command, reply, ask)


def _set_room(manager: Manager, session: Session, command: SetRoom, reply: Reply) -> None:
    room = manager.config.room
    try:
        changes = setup.structure(command.changes, clock_limits(room))
    except BadValue as error:
        reply(Refusal("malformed", f"changes: {error}"))
        return
    if (refusal := _find_wait(manager, session)) is not None:
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


def _find_house_fault(
    manager: Manager, game: Game | None, wished: dict[str, Value], named: str
) -> Refusal | None:
    """Return why there can be no such house; `named` is what the wish is called in the command."""
    try:
        house.check_wish(wished, manager.config.access.password_characters)
    except BadValue as error:
        return Refusal("malformed", f"{named}: {error}")
    lend = wished.get("lend")
    if game is None or not isinstance(lend, str) or not lend:
        return None
    found = manager.bots.find(game, lend)  # what shall play for who is lost
    return found if isinstance(found, Refusal) else None


def _find_wait(manager: Manager, session: Session) -> Refusal | None:
    return manager.talk.find_wait("house", session.player_id)


def _find_name(manager: Manager, session: Session, command: SetRoom, reply: Reply) -> Value:
    """Return what the room shall be called, the server's own words for ""; None: it was refused."""
    name = naming.find_title(manager, session, command.changes["name"], reply)
    game = manager.rooms.game_in(command.room)
    return opening.usual_name(session.player, game) if name == "" and game is not None else name
