"""Names, titles, and the reasons of hosts: others read them, so they are kept to as what is said is."""

from lobby.core import because
from lobby.core.refusal import Refusal, Reply
from lobby.core.talk.text import RAW_FACTOR, clean, clean_name, find_mixed
from lobby.shell.manager import Manager
from lobby.shell.session import Session
from lobby.wire.messages import SetName


def rename(manager: Manager, session: Session, command: SetName, reply: Reply) -> None:
    """Give a player another name, unless that was done too often or the operator has muted them.

    A host's mute does not bar it: it is about one room, and a name is no line there.
    """
    longest = manager.config.limits.name_characters
    cleaned = clean_name(command.name, longest)
    refusal = manager.orders.find_mute(session.player_id) or _find_fault(manager, cleaned)
    refusal = refusal or manager.talk.find_wait("names", session.player_id)
    if refusal is not None:
        reply(refusal)
    elif (given := filter_text(manager, cleaned, longest, reply)) is not None:
        manager.renaming.rename(session, given, command.number, reply)


def find_title(manager: Manager, session: Session, wish: str, reply: Reply) -> str | None:
    """Return what a new room may be called, "" where the server shall say; None: it was refused."""
    if wish and (refusal := manager.orders.find_mute(session.player_id)) is not None:
        reply(refusal)
        return None
    longest = manager.config.limits.room_name_characters
    return filter_text(manager, clean_name(wish, longest), longest, reply)


def filter_reason(manager: Manager, reason: str, reply: Reply) -> str | None:
    """Return why a host may say that somebody is sent away; None: it was refused.

    One that is too long stays as it is, and is refused by who knows the room.
    """
    longest = manager.config.access.reason_characters
    text = clean(reason) if len(reason) <= RAW_FACTOR * longest else reason
    return filter_text(manager, text, longest, reply) if len(text) <= longest else reason


def filter_text(manager: Manager, text: str, longest: int, reply: Reply) -> str | None:
    """Return what the word filter lets stand there; None: it was refused."""
    given = manager.word_filter.run(text, longest)
    if given is None:
        reply(Refusal("filtered", "the word filter of this server does not let that be said"))
    return given


def _find_fault(manager: Manager, name: str) -> Refusal | None:
    if manager.registry.players.reserved.holds(name):
        detail = f"{name} looks like a name that this server reserves"
        return because.refuse("bad_name", detail, "reserved_name", name=name)
    if (scripts := find_mixed(name)) is None:
        return None
    detail = f"a word of {scripts} letters looks like another one; write each in one"
    return because.refuse("bad_name", detail, "mixed_scripts", scripts=scripts)
