"""The lobby: the live lists of rooms, its chat, and who hears them."""

from collections import deque
from collections.abc import Callable
from itertools import islice

import trio
from attrs import define, field

from lobby.core.directory import Directory, Listing
from lobby.core.finding.quick import Proposer
from lobby.core.finding.search import Shelf
from lobby.core.game import Game
from lobby.core.ids import Code, RoomId, SessionId
from lobby.core.refusal import Refusal
from lobby.core.topic import Bounds, Topic
from lobby.settings import Config
from lobby.shell.audience import Subscriber
from lobby.shell.timing.throttle import Throttle
from lobby.shell.timing.timers import Timers
from lobby.wire.codec import encode
from lobby.wire.frame import Frame
from lobby.wire.messages import Gone, Offset, Player
from lobby.wire.values import Value

CHAT = "lobby/chat"
SLICE = 500
_SLICE_SECONDS = 0.001


@define(eq=False)
class _List:
    """One topic of the lobby, and who hears it."""

    topic: Topic
    throttle: Throttle | None
    subscribers: dict[SessionId, Subscriber] = field(factory=dict)


@define(eq=False)
class Lobby:
    """All topics whose names begin with lobby/."""

    config: Config
    games: dict[str, Game]
    epoch: str
    bounds: Bounds
    timers: Timers
    wall_clock: Callable[[], float]  # seconds since the Unix epoch, for display only
    directory: Directory = field(init=False)
    shelf: Shelf = field(init=False)
    proposer: Proposer = field(factory=Proposer)
    online: int = 0
    _lists: dict[str, _List] = field(factory=dict)
    _chat: deque[Value] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.directory = Directory(self.config.lobby.rooms_max)
        self.shelf = Shelf(self.config.finding.search_looked_at)
        self._chat = deque(maxlen=self.config.room.chat_lines)
        for game in self.games:
            self._begin(f"lobby/{game}", game)
        self._lists[CHAT] = _List(self._make_topic(CHAT, {"chat": []}), None)

    @property
    def topics(self) -> set[str]:
        """The names of all topics of the lobby."""
        return set(self._lists)

    def subscribe(self, session: Subscriber, name: str, offset: Offset | None) -> Refusal | None:
        """Let a session hear a topic of the lobby, from its offset on."""
        heard = self._lists.get(name)
        if heard is None:
            return Refusal("no_such_topic", f"{name[:60]!r} is no topic of the lobby")
        if not heard.subscribers:
            self._refresh(name)  # nobody listened, so nothing was made of what has changed
        heard.subscribers[session.id] = session
        for _, frame in heard.topic.missing(offset):
            session.deliver(frame)
        return None

    def unsubscribe(self, session: Subscriber, name: str) -> None:
        """End a subscription; one that is not there is no fault."""
        heard = self._lists.get(name)
        if heard is not None and session.id in heard.subscribers:
            del heard.subscribers[session.id]
            session.deliver(Frame(encode(Gone(name, "unsubscribed")), topic=name))

    def forget(self, session: Subscriber, name: str) -> None:
        """A session has lost its connection."""
        self._lists[name].subscribers.pop(session.id, None)

    def retell(self, session: Subscriber, missed: dict[str, int]) -> None:
        """Go on from the frames that a session has missed."""
        for name, listed in self._lists.items():
            if name in missed and session.id in listed.subscribers:
                for _, frame in listed.topic.missing((self.epoch, missed[name])):
                    session.deliver(frame)

    def put(self, listing: Listing) -> None:
        """A room is like this now."""
        self.proposer.put(listing)
        if not self.directory.put(listing):
            return
        if listing.public:
            self.shelf.put(listing)
        elif not self.shelf.remove(listing.id):
            return  # it was listed nowhere
        self._touch(listing.game)

    def remove(self, room: RoomId) -> Code | None:
        """A room has closed; return the code that it had."""
        self.shelf.remove(room)
        self.proposer.remove(room)
        listing = self.directory.remove(room)
        if listing is None:
            return None
        self._touch(listing.game)
        return listing.code

    def set_online(self, online: int) -> None:
        """So many players are connected now."""
        self.online = online
        for game in self.games:
            self._touch(game)

    def lines(self) -> list[Value]:
        """Return the last lines of the lobby's chat."""
        return list(self._chat)

    def say(self, player: Player, text: str) -> None:
        """Tell a line of chat to everybody who hears the lobby."""
        heard = self._lists[CHAT]
        number = heard.topic.number + 1
        said = {"kind": "said", "player": player.id, "name": player.name, "text": text}
        self._chat.append({"number": number, "at_ms": int(self.wall_clock() * 1000), **said})
        self._publish(CHAT, {"chat": list(self._chat)})

    def _begin(self, name: str, game: str) -> None:
        seconds = self.config.lobby.publish_ms / 1000
        throttle = Throttle(self.timers, name, seconds, lambda: self._refresh(name))
        view = self.directory.view(game, self.online)
        self._lists[name] = _List(self._make_topic(name, view), throttle)

    def _make_topic(self, name: str, view: Value) -> Topic:
        return Topic(name, self.epoch, 0, view, self.bounds)

    def _touch(self, game: str) -> None:
        heard = self._lists.get(f"lobby/{game}")  # none of a game that was on offer before a restart
        # Nobody listens: the list is made anew for the next one who does.
        if heard is not None and heard.throttle is not None and heard.subscribers:
            heard.throttle.touch()

    def _refresh(self, name: str) -> None:
        if name != CHAT:
            self._publish(name, self.directory.view(name.removeprefix("lobby/"), self.online))

    def _publish(self, name: str, view: Value) -> None:
        heard = self._lists[name]
        draft = heard.topic.draft(heard.topic.number + 1, view, more=False)
        if draft is not None:
            heard.topic.tell(draft)
            self._send(name, draft.frame, list(heard.subscribers.values()))

    def _send(self, name: str, frame: Frame, subscribers: list[Subscriber]) -> None:
        """Send to many in slices, so that no room waits for a large lobby."""
        heard = self._lists[name].subscribers
        for session in islice(subscribers, SLICE):
            if heard.get(session.id) is session:  # else it has left since the slices began
                session.deliver(frame)
        if rest := subscribers[SLICE:]:
            at_seconds = trio.current_time() + _SLICE_SECONDS
            key = ("slice", name, frame.previous)
            self.timers.set(key, at_seconds, lambda: self._send(name, frame, rest))
