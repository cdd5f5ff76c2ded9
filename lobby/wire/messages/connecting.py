"""What a client says that is no command: it needs no number, and is never answered as one."""

from attrs import field, frozen

from lobby.wire.messages.kinds import Kind, Offset
from lobby.wire.values import Value


@frozen
class Hello:
    """The first frame of every connection. A repeat of `session` and `secret` is the same session."""

    protocol: tuple[int, int]  # lowest and highest version that the client speaks
    session: bytes  # 16 random bytes, made by the client per page load or bot run
    secret: bytes  # 16 random bytes
    kind: Kind
    build: str = ""  # the build of the page, "" for others
    token: bytes = b""  # 16 to 64 secret bytes that name the player; b"": the cookie, or a new guest
    name: str = ""  # the name wished for by a new player
    last: int = 0  # the highest command number sent in this session so far
    offsets: dict[str, Offset] = field(factory=dict)  # per topic: the last frame that the client has
    attempt: int = 0  # which hello of this session it is, counted from 1 over all transports; 0: not counted


@frozen
class Ping:
    """Sent when nothing else was for limits.ping_ms."""


@frozen
class Resume:
    """Asks for what is missing after a gap or a hash that differs, on a connection that lives."""

    offsets: dict[str, Offset]
    damaged: list[str] = field(factory=list)  # topics that are asked for anew since they can't be right


@frozen
class Signal:
    """Something that may be lost: typing, an emote, a cursor. Never answered, told to all others there."""

    room: str
    kind: str
    value: Value = None


ConnectingMessage = Hello | Ping | Resume | Signal
