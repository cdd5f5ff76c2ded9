"""Who is there: players, and the client instances of each, which survive their connections."""

from collections import deque
from collections.abc import Callable

from attrs import define, field

from lobby.core.ids import PlayerId, RoomId, SessionId
from lobby.core.session import Books, Tenure
from lobby.shell.connection import Connection, Frame
from lobby.shell.limits import TokenBucket
from lobby.wire.messages import Goodbye, Player

# A client that was away hears why its rooms are over; of more than these it hears that they are.
_ENDED_MAX = 64


@define(eq=False)
class Identity:
    """A player as the server knows them."""

    player: Player
    token_hash: bytes
    chat: TokenBucket
    failures: TokenBucket  # actions that make a game fail
    looks: TokenBucket  # at rooms, by codes that might be guessed
    is_known: bool = False  # to the store; who never did anything is not
    is_saved: bool = False  # as they are now, as far as is certain
    has_name: bool = True  # and nobody else may have it
    sessions: dict[SessionId, "Session"] = field(factory=dict)  # in the order in which they came

    @property
    def is_online(self) -> bool:
        """Whether any session of the player has a connection."""
        return any(session.connection is not None for session in self.sessions.values())

    def rooms(self) -> set[RoomId]:
        """Return the rooms that the player is in."""
        return {room for session in self.sessions.values() for room in session.rooms}


@define(eq=False)
class Session:
    """What the server keeps of a client: its books, its rooms and topics, its connection if there is one."""

    id: SessionId
    secret_hash: bytes
    identity: Identity
    books: Books
    signals: TokenBucket
    tenure: Tenure[Connection] = field(factory=Tenure)
    first: int = 0  # the highest number that the client had used before its first command here
    is_introduced: bool = False  # the store was asked to keep it
    is_stored: bool = False  # and does
    was_let_in: bool = False  # by the porter, since the start
    rooms: set[RoomId] = field(factory=set)
    coming: dict[RoomId, object] = field(factory=dict)  # rooms that it is in, but not yet in the store
    returning: set[RoomId] = field(factory=set)  # rooms that it had to wait for, and has not left since then
    topics: set[str] = field(factory=set)  # of the lobby
    _held: deque[Callable[[], None]] | None = None  # commands behind one that waits for a thread
    address: str = ""  # from which it was connected last, as limits count addresses
    _ended: dict[str, tuple[str, str]] = field(factory=dict)  # rooms that are over for this client, and why

    @property
    def connection(self) -> Connection | None:
        """What it is connected by now, None without."""
        return self.tenure.holder

    @property
    def player(self) -> Player:
        """Who it is, as others see them."""
        return self.identity.player

    @property
    def player_id(self) -> PlayerId:
        """Whose session it is."""
        return PlayerId(self.identity.player.id)

    @property
    def is_held(self) -> bool:
        """Whether a command waits for a thread, and the later ones for it."""
        return self._held is not None

    def in_turn(self, carry_out: Callable[[], None]) -> None:
        """Carry a command out, after those that came before it: at most `limits.unanswered` wait."""
        if self._held is None:
            carry_out()
        else:
            self._held.append(carry_out)

    def hold(self) -> None:
        """The command that is carried out waits for a thread: later ones wait for it."""
        if self._held is None:
            self._held = deque()

    def go_on(self) -> None:
        """What was waited for is there: carry out the next ones, until one has to wait again."""
        waiting, self._held = self._held or deque(), None
        while waiting and not self.is_held:
            waiting.popleft()()
        for carry_out in waiting:
            self.in_turn(carry_out)

    def enter_room(self, room: RoomId) -> None:
        """The client is in a room, also while it has no connection."""
        self.rooms.add(room)
        self._ended.pop(room, None)

    def leave_room(self, room: RoomId, reason: str, detail: str = "") -> None:
        """A room is over for the client, with one of GONE_REASONS: it may hear of it on resume only."""
        self.rooms.discard(room)
        self.returning.discard(room)
        self._ended.pop(room, None)
        self._ended[room] = reason, detail
        while len(self._ended) > _ENDED_MAX:
            del self._ended[next(iter(self._ended))]

    def why_gone(self, topic: str) -> tuple[str, str]:
        """Return why a topic that the client names is not for it (any more): the reason, the host's words."""
        kind, room = topic.partition("/")[0], room_of(topic)
        if kind == "lobby" or room not in self._ended:
            if room not in self.rooms:
                return "not_allowed", ""
            return ("freed" if kind == "seat" else "moved"), ""
        return self._ended[room]

    def reason_left(self, room: RoomId) -> tuple[str, str]:
        """Return why a room is over for the client, as `why_gone`; who has come again had left before."""
        return self._ended.get(room, ("left", ""))

    def has_left(self, room: RoomId) -> bool:
        """Tell whether a room is over for the client, as far as that is remembered."""
        return room in self._ended

    @property
    def is_behind(self) -> bool:
        """Whether frames wait for its connection to take them, or it has none."""
        connection = self.tenure.holder
        return connection is None or connection.is_behind

    def deliver(self, frame: Frame) -> None:
        """Send a frame; without a connection it is not lost, since topics and answers are kept."""
        # Not by the property: a broadcast comes through here once for each who hears it.
        if (connection := self.tenure.holder) is not None:
            connection.write(frame)

    def offer(self, frame: Frame) -> bool:
        """Send a frame that the next one makes useless, unless the connection is behind; return whether it
        is not."""
        connection = self.tenure.holder
        return connection is not None and connection.offer(frame)

    def end(self, code: str, detail: str) -> None:
        """End the connection, with a reason; the session stays."""
        if self.connection is not None:
            self.connection.end(Goodbye(code, detail))


def room_of(topic: str) -> RoomId:
    """Return the room that a topic names, if it is one of a room: clients may name anything."""
    return RoomId(topic.partition("/")[2].partition("/")[0])
