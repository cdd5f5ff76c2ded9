"""What the server says."""

from typing import Literal

from attrs import field, frozen

from lobby.wire.light import light
from lobby.wire.messages.kinds import Kind
from lobby.wire.values import Value


@frozen
class Player:
    """Who somebody is, as others see it."""

    id: str
    name: str
    kind: Kind


@frozen
class Limits:
    """What the client must keep to; names carry the units."""

    frame_bytes: int
    unanswered: int  # commands without an answer
    chat_characters: int
    name_characters: int
    ping_ms: int  # say something at least this often
    silence_ms: int  # a peer unheard for so long is gone
    poll_bytes: int  # the longest body of a poll


@frozen
class Welcome:
    """Answers a hello. All topics that the session subscribes to follow, then `caught_up`."""

    protocol: int
    session: Literal["new", "resumed", "expired"]
    player: Player
    build: str  # of the page that the server serves
    newer_page: bool  # the client is a page, and the server serves another build
    time_ms: int  # wall clock, Unix epoch
    limits: Limits
    mark: str = ""  # to come back with, in the URL: who has it is let in before strangers


@frozen
class CaughtUp:
    """All that a hello or resume asked for has been sent."""


@frozen
class Pong:
    """Answers a ping."""

    time_ms: int  # wall clock, Unix epoch


@light
class Done:
    """Answers a command that took effect."""

    number: int
    result: Value = None


@frozen
class Refused:
    """Answers a command that changed nothing."""

    number: int
    code: str
    detail: str
    params: dict[str, Value] = field(factory=dict)  # the detail in parts: `why`, and its values


@frozen
class Snapshot:
    """The whole view of a topic at a number."""

    topic: str
    epoch: str
    number: int
    view: Value
    more: bool = False  # belongs to a step whose last frame is still to come: hold back what is shown


@light
class Patch:
    """The change of a view from the topic's frame `previous` to `number`."""

    topic: str
    number: int
    previous: int
    change: dict[str, Value]
    more: bool = False
    hash: int | None = None  # now and then: the CRC-32 of the view after the change


@frozen
class Gone:
    """The topic ends for this session, with one of the reasons of the protocol page."""

    topic: str
    reason: str
    detail: str = ""  # in the host's words, where the host did it


@frozen
class Signalled:
    """A signal of another member; it may be lost."""

    room: str
    player: str
    kind: str
    value: Value


@frozen
class Goodbye:
    """The last frame of a connection: why the server ends it."""

    code: str
    detail: str
    retry_ms: int | None = None  # when to come back, where coming back helps
    until_ms: int | None = None  # of `banned`: wall clock, Unix epoch, until which it holds; null: for ever


ServerMessage = Welcome | CaughtUp | Pong | Done | Refused | Snapshot | Patch | Gone | Signalled | Goodbye
