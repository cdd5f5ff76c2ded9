"""What `Client.events()` yields: that something happened. What *is* stands in the views."""

from typing import Literal

from attrs import frozen

from lobby.wire.messages import CaughtUp, Command, Signalled

Outcome = Literal[
    "confirmed",  # it took effect; what it changed is shown, or is shown with the next `caught_up`
    "refused",  # nothing has changed; `code` says why
    "not_applied",  # the server knows of no effect: it stopped before, or the session is over
    "unknown",  # the server has lost the session: it may have taken effect, or not
]
State = Literal["online", "reconnecting", "offline"]


@frozen
class Shown:
    """The views of these topics are new, or there for the first time."""

    topics: frozenset[str]


@frozen
class TopicGone:
    """The server ended a topic for this player; `reason` is one of the protocol's."""

    topic: str
    reason: str
    detail: str = ""  # in the host's words, where the host did it


@frozen
class StateChanged:
    """The connection came, went, or could not be made; `why` is for people to read."""

    state: State
    why: str


@frozen
class Kept:
    """A command that has no answer yet."""

    number: int
    command: Command
    is_sent: bool  # it may have reached the server


@frozen
class Settled:
    """A command that was kept is so no longer: what became of it."""

    number: int
    command: Command
    outcome: Outcome
    code: str = ""  # of the refusal
    detail: str = ""


Event = Shown | TopicGone | StateChanged | Settled | Signalled | CaughtUp
