"""The Python client: connect, create, join, sit, play, chat, and see the folded views.

async with open_client("http://127.0.0.1:8765", name="Ann", kind="bot") as client:
    room = await client.create("connect_four")
    await room.sit()
    await room.ready()
    async for _ in room.changes():
        ...
"""

import math
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import trio

from clients.choice import Kind as TransportKind
from clients.choice import Wanted
from clients.dial import Dialler, dial
from clients.errors import CannotConnect, ClientEnded, CommandRefused, OutcomeUnknown, RoomEnded
from clients.events import Event, Kept, Shown, State, TopicGone
from clients.fold import Views
from clients.room import Room
from clients.session import Session
from clients.staying import stay_connected
from lobby.wire.messages import (
    Again,
    Block,
    Command,
    Create,
    Decline,
    Dequeue,
    Enqueue,
    Join,
    Kind,
    Leaders,
    Look,
    Pace,
    Player,
    Profile,
    QuickPlay,
    Say,
    Search,
    SetName,
    Signal,
    Subscribe,
    Unblock,
    Unsubscribe,
)
from lobby.wire.values import Value

EVENTS_MAX = 1000  # events that nobody has taken yet; the oldest go, the views stay right

Tell = Callable[[str], None]


def unheard(_: str) -> None:
    """Nobody wants to be told."""


class Client:
    """One player at one server, over as many connections as the network needs. Made by `open_client`."""

    def __init__(self, *, name: str, kind: Kind, token: bytes) -> None:
        self.rooms: dict[str, Room] = {}
        self._events: deque[Event] = deque(maxlen=EVENTS_MAX)
        self._changed = trio.Event()
        self._session = Session(name=name, kind=kind, token=token, tell=self._hear)

    @property
    def state(self) -> State:
        """`reconnecting` while an attempt runs, `offline` after one failed or when it is over."""
        return self._session.state

    @property
    def transport(self) -> TransportKind:
        """What the last attempt to connect went over."""
        return self._session.transport

    @property
    def commands(self) -> tuple[Kept, ...]:
        """The commands without an answer, in order, at most as many as the server allows (64).

        What becomes of each is told by `events()`, as Settled.
        """
        return self._session.kept

    @property
    def ended(self) -> str | None:
        """Why it is over for good; None while it is not."""
        return self._session.ended

    @property
    def waited_for(self) -> str:
        """Why the server has turned this client away the last time, as `server_full: …`; "" for never."""
        return self._session.waited_for

    @property
    def player(self) -> Player:
        """Who this client is, as others see it."""
        assert self._session.player is not None, "open_client returns after the welcome"
        return self._session.player

    @property
    def token(self) -> bytes:
        """The secret that names the player: give it to `open_client` to be the same one again."""
        return self._session.token

    @property
    def views(self) -> Views:
        """Everything told, by topic."""
        return self._session.views

    def view(self, topic: str) -> Value:
        """Return what a topic shows, None where it shows nothing."""
        told = self._session.views.shown.get(topic)
        return None if told is None else told.view

    async def send(self, command: Command) -> Value:
        """Return the result of a command; raise CommandRefused, OutcomeUnknown or ClientEnded.

        Its number is given here. When as many as allowed are unanswered this waits for a place.
        """
        await self._session.wait_place()
        return await self._session.give(command).wait()

    def ping_ms(self) -> int:
        """Return how long the last round trip of the network took, 0 where that is not known yet."""
        return self._session.lag.ms

    def signal(self, signal: Signal) -> None:
        """Send something that may be lost."""
        self._session.signal(signal)

    def reconnect_now(self) -> None:
        """Try to connect at once, if the client waits before its next attempt: the network may be back."""
        self._session.hurry()

    async def create(
        self,
        game: str,
        *,
        name: str = "",
        public: bool = True,
        options: dict[str, Value] | None = None,
        pace: Pace = "live",
        clock: dict[str, Value] | None = None,
        house: dict[str, Value] | None = None,
    ) -> Room:
        """Open a room and join it; raise RoomEnded where it has closed before we could see it.

        `pace` "slow" is for a game over days. `clock` is the turn clock of its games, as {"kind": "per_move",
        "move_ms": 30_000}; the kinds are those of docs/reference/protocol.md,
        and so is what a host decides (`house`).
        """
        return await self._enter(Create(0, game, name, public, options or {}, pace, clock, house or {}))

    async def join(self, room: str, *, password: str = "") -> Room:
        """Enter a room by its id or code; raise RoomEnded where it has closed before we could see it.

        Where it has a password and none came, CommandRefused has the code password_needed.
        """
        return await self._enter(Join(0, room, password))

    async def again(self, room: str, *, password: str = "") -> Room:
        """Play again with the people of a room that has closed; it may be that one of them has begun."""
        return await self._enter(Again(0, room, password))

    async def block(self, player: str) -> None:
        """Don't hear a player any more: `own["blocked"]` names who that is, and `shows` leaves them out."""
        await self.send(Block(0, player))

    async def unblock(self, player: str) -> None:
        """Hear a player again."""
        await self.send(Unblock(0, player))

    def shows(self, line: Value) -> bool:
        """Whether a line of chat or a signal is to be shown: its player is not blocked."""
        return all(line["player"] != blocked["id"] for blocked in self.own.get("blocked", ()))

    async def look(self, room: str) -> dict[str, Value]:
        """Return what is known of a room by its id or code, also after it has closed."""
        return dict(await self.send(Look(0, room)))

    @property
    def own(self) -> dict[str, Value]:
        """The player's own games and invitations, as the topic player/<id> shows them."""
        return dict(
            self.view(f"player/{self.player.id}")
            or {"games": [], "invitations": [], "found": [], "queue": None}
        )

    async def wait_own(self) -> dict[str, Value]:
        """Return `own` once it has come: it follows the welcome."""
        await self._wait_told(lambda: self.view(f"player/{self.player.id}") is not None)
        return self.own

    @property
    def notice(self) -> dict[str, Value] | None:
        """What the operator says to everybody, as {text, since_ms, until_ms}; None without."""
        return (self.view("server/notice") or {}).get("notice")

    @property
    def is_draining(self) -> bool:
        """Whether nothing new can begin, since the server is about to stop."""
        return bool((self.view("server/notice") or {}).get("draining"))

    async def search(self, game: str = "", *, cursor: str = "", **query: Any) -> list[dict[str, Value]]:
        """Return all public rooms that fit, newest first; `query` is fields of lobby.wire.messages.Search.

        That is one command a page; where there are many rooms, send Search yourself, and stop when you like.
        """
        rooms = list[dict[str, Value]]()
        while True:
            page = dict(await self.send(Search(0, game, **query, cursor=cursor)))
            rooms += page["rooms"]
            cursor = str(page["cursor"])
            if not cursor:
                return rooms

    async def enqueue(
        self, game: str, seats: int = 0, *, pace: Pace = "live", clock: dict[str, Value] | None = None
    ) -> None:
        """Wait for a rated game; `wait_found` brings the room."""
        await self.send(Enqueue(0, game, seats, pace, clock))

    async def dequeue(self) -> None:
        """Wait no more."""
        await self.send(Dequeue(0))

    async def wait_found(self) -> Room | None:
        """Return the room of the match, with one's seat in it; None if one does not wait any more."""
        await self.wait_own()
        while True:
            if found := self.own["found"]:
                return await self.join(str(found[0]["room"]))
            if self.own["queue"] is None:
                return None
            await self.wait_change()

    async def decline(self, room: str) -> None:
        """Turn down a match that was found, or an invitation."""
        await self.send(Decline(0, room))

    async def profile(self, player: str = "") -> dict[str, Value]:
        """Return how good a player is, oneself unless told, with the last games."""
        return dict(await self.send(Profile(0, player)))

    async def leaders(self, game: str, page: int = 0) -> list[dict[str, Value]]:
        """Return a page of the best players of a game."""
        return list((await self.send(Leaders(0, game, page)))["leaders"])

    async def quick_play(
        self,
        game: str,
        *,
        options: dict[str, Value] | None = None,
        pace: Pace = "live",
        clock: dict[str, Value] | None = None,
    ) -> Room:
        """Take a seat in the best open room, or a new one; raise RoomEnded where it has closed already."""
        return await self._enter(QuickPlay(0, game, options, pace, clock))

    async def set_name(self, name: str) -> str:
        """Change the player's name; return what it became."""
        return str((await self.send(SetName(0, name)))["name"])

    async def say(self, text: str) -> None:
        """Say a line in the chat of the lobby."""
        await self.send(Say(0, "", text))

    async def list_rooms(self, game: str) -> list[dict[str, Value]]:
        """Return the public rooms of a game, as the topic lobby/<game> lists them."""
        topic = f"lobby/{game}"
        try:
            await self.subscribe(topic)
        except CommandRefused as error:
            if error.code != "no_such_topic":
                raise
            raise CommandRefused("no_such_game", f"the server does not offer {game!r}") from error
        rooms = self.view(topic)["rooms"]
        await self.send(Unsubscribe(0, topic))
        return list(rooms)

    async def subscribe(self, topic: str) -> None:
        """Ask for a topic of the lobby; returns when its view is there. Raises OutcomeUnknown."""
        await self.send(Subscribe(0, topic))
        if not await self._wait_told(lambda: self.view(topic) is not None):
            raise OutcomeUnknown(f"the session expired before {topic} was told")

    def events(self) -> "Events":
        """Iterate over what happens, in order, until the client has ended. For one loop at a time."""
        return Events(self, self._events)

    async def wait_change(self) -> None:
        """Return after the next event; raise ClientEnded when none can come."""
        if self.ended is not None:
            raise ClientEnded(self.ended)
        await self._changed.wait()

    async def _enter(self, command: Create | Join | Again | QuickPlay) -> Room:
        result = await self.send(command)
        room_id = str(result["room"])
        room = self.rooms.setdefault(room_id, Room(self, room_id, str(result["code"])))
        # The answer may be an old one, said again after a cut, of a room that has closed meanwhile.
        if not await self._wait_told(lambda: room.is_shown) and room.ended is None:
            self.rooms.pop(room_id, None)
            room.ended = "not_allowed"
        if room.ended is not None:
            raise RoomEnded(room.ended)
        return room

    async def _wait_told(self, is_told: Callable[[], bool]) -> bool:
        """Return whether what an answer promised is shown; if not, the server has taken it back."""
        while not is_told():
            if self._session.is_settled:
                return False
            await self.wait_change()
        return True

    def _hear(self, event: Event) -> None:
        # Who sits down or stands up where others watch late hears other topics of the same room.
        if isinstance(event, TopicGone) and event.reason != "moved":
            room = self.rooms.pop(event.topic.removeprefix("room/"), None)
            if room is not None:
                room.ended, room.ended_detail = event.reason, event.detail
        if isinstance(event, Shown):
            for room in self.rooms.values():
                room.hear_tick()
        self._events.append(event)
        self._changed.set()
        self._changed = trio.Event()


class Events:
    """The iterator of `Client.events`. No async generator: a loop may break out of it without closing it."""

    def __init__(self, client: Client, waiting: deque[Event]) -> None:
        self._client = client
        self._waiting = waiting

    def __aiter__(self) -> "Events":
        return self

    async def __anext__(self) -> Event:
        await trio.lowlevel.checkpoint()
        while not self._waiting:
            if self._client.ended is not None:
                raise StopAsyncIteration
            await self._client.wait_change()
        return self._waiting.popleft()


@asynccontextmanager
async def open_client(
    server: str | Dialler,
    *,
    name: str = "",
    kind: Kind = "bot",
    token: bytes = b"",
    patience_seconds: float = 0.0,
    full_patience_seconds: float = 0.0,
    random: Random | None = None,
    transport: Wanted = "auto",
    tell_offline: Tell = unheard,
) -> AsyncIterator[Client]:
    """Connect, and stay connected while the block runs; then close, and leave no task behind.

    `server` is the URL of the server's page, or what reaches one in another way. `transport` "auto" is
    WebSocket where it gets through, and polling else.
    Raises ValueError for what is no URL, CannotConnect when the first attempt fails, or all attempts
    within the patience; after that the client comes back by itself until it ends for a reason
    (`client.ended`). With a server that is there and has no place now there is patience for
    `full_patience_seconds`, if that is more. While it waits so, `tell_offline` is told why; "" when it is in.
    """
    dialler = dial(server) if isinstance(server, str) else server
    client = Client(name=name, kind=kind, token=token or secrets.token_bytes(32))
    failure: Exception | None = None
    async with trio.open_nursery() as nursery:
        nursery.start_soon(stay_connected, client._session, dialler, random or Random(), transport)
        try:
            full_seconds = max(patience_seconds, full_patience_seconds)
            await _wait_online(client, patience_seconds, full_seconds, tell_offline)
            yield client
        except Exception as error:
            # Raised below: out of the nursery it would come as a group.
            failure = error
        client._session.end("closed by its owner")
        nursery.cancel_scope.cancel()
    if failure is not None:
        raise failure


async def _wait_online(
    client: Client, patience_seconds: float, full_patience_seconds: float, tell_offline: Tell
) -> None:
    began = trio.current_time()
    while client.state != "online":
        seconds = full_patience_seconds if client._session.is_turned_away else patience_seconds
        is_late = trio.current_time() >= began + seconds
        if client.ended is not None or (is_late and client.state == "offline"):
            waited = f"; waited for {seconds:g} s" if seconds and client.ended is None else ""
            raise CannotConnect(client._session.why + waited)
        if client.state == "offline":
            tell_offline(client._session.why)
        with trio.move_on_at(math.inf if is_late else began + seconds):
            await client.wait_change()
    tell_offline("")
