"""Commands about somebody who is not in memory: they wait until the store has said who that is."""

from collections.abc import Callable

from lobby.core import because
from lobby.core.refusal import Reply
from lobby.shell.people.registry import Registry
from lobby.shell.questions import Unreadable
from lobby.shell.session import Identity, Session
from lobby.wire.messages import Ban, Block, Invite, Mute, Profile, Report

ABOUT_SOMEBODY = (Ban, Block, Invite, Mute, Profile, Report)


def meet_first(
    registry: Registry, session: Session, about: str, carry_out: Callable[[], None], reply: Reply
) -> None:
    """Carry a command out when the player it is about is in memory, or nobody knows them."""
    if not about or not registry.may_be_stranger(about):
        carry_out()
        return
    session.hold()

    def go_on(found: Identity | Unreadable | None) -> None:
        try:
            if isinstance(found, Unreadable):
                reply(because.unreadable("players"))
            else:
                carry_out()
        finally:
            session.go_on()

    registry.meet(about, go_on)
