"""What a step means for others: the union `Output`, in the order in which it must leave."""

from attrs import frozen

from lobby.core.ids import PlayerId
from lobby.core.watching import Roll
from lobby.wire.light import light
from lobby.wire.patch import Change
from lobby.wire.values import Value


@frozen
class Hint:
    """How the value at `key` of a view has changed, for a topic that still shows this very `before` there."""

    key: str
    before: Value
    change: Change


@light
class Shown:
    """The view of a topic is this now. `more`: the step has another view that must be shown with it;
    `owner`: the only player who may see it, None for everybody in the room; `number`: the topic's own, where
    it does not count with the steps."""

    topic: str
    view: Value
    more: bool
    owner: PlayerId | None = None
    hint: Hint | None = None
    number: int | None = None


@light
class Added:
    """One more line stands at the end of the chat that a topic shows, and so many at its front do no more.
    All else is as it was, which nobody needs to find out."""

    topic: str
    line: Value
    gone: int


@frozen
class Granted:
    """All sessions of the player in this room hear the topic from now on; `more` as in Shown."""

    player: PlayerId
    topic: str
    more: bool


@frozen
class Revoked:
    """The topic ends, for its reason; with a player: only for that player's sessions."""

    topic: str
    reason: str
    player: PlayerId | None = None
    detail: str = ""  # in the operator's words


@frozen
class Expelled:
    """The player is no longer a member of the room, whatever its sessions think."""

    player: PlayerId
    reason: str
    detail: str = ""  # in the host's words


@frozen
class Enrolled:
    """Who sits there has changed, or who may watch: from now on others hear other topics."""

    roll: Roll


@frozen
class WatchBegun:
    """Who watches does so late from now on, and sees all that has happened so far."""

    number: int
    view: Value  # of watch/<id>


@frozen
class WatchLater:
    """Watchers see the step at this room time; a view that is None has not changed."""

    number: int
    due_ms: int
    room: Value | None
    game: Value | None


Output = Enrolled | WatchBegun | WatchLater | Shown | Added | Granted | Revoked | Expelled
