"""What `Client.events()` yields: that something happened. What *is* stands in the views."""

from typing import Literal

from attrs import frozen

from lobby.wire.messages import CaughtUp, Signalled

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


@frozen
class StateChanged:
    """The connection came, went, or could not be made; `why` is for people to read."""

    state: State
    why: str


Event = Shown | TopicGone | StateChanged | Signalled | CaughtUp
