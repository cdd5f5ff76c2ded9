"""A room for the people of one that is over: the one in which they play on, or a new one."""

from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

from lobby.core.because import closed_by_operator
from lobby.core.ids import RoomId
from lobby.core.refusal import Refusal
from lobby.core.summary import Summary
from lobby.shell.host import Reply
from lobby.shell.session import Session
from lobby.wire.messages import Create

if TYPE_CHECKING:
    from lobby.shell.manager import Manager


@frozen(eq=False)
class PlayAgain:
    """A session that wants to play on with the people of a room that is over."""

    manager: "Manager"
    session: Session
    number: int
    reply: Reply
    password: str

    def take(self, past: Summary | Refusal) -> None:
        """Go on, where it is known what the room was."""
        refusal = (
            past if isinstance(past, Refusal) else self.manager.access.find_past_refusal(past, self.session)
        )
        if refusal is not None or isinstance(past, Refusal):
            self.reply(refusal)
        else:
            self.manager.rooms.past.find_last(past, self._lives, partial(self._play_on, past))

    def _lives(self, room: RoomId) -> bool:
        return self.manager.lobby.directory.find(room) is not None

    def _play_on(self, past: Summary, last: RoomId | Summary | Refusal) -> None:
        if isinstance(last, Refusal):
            self.reply(last)
        elif not isinstance(last, Summary):
            self.manager.join(self.session, last, self.number, self.reply, self.password)
        elif last.reason == "operator":
            self.reply(closed_by_operator())
        else:
            wish = Create(
                self.number,
                past.game,
                past.name,
                past.public,
                past.options,
                past.pace,
                past.clock,
                past.house,
            )
            self.manager.create(self.session, wish, self.reply, past)
