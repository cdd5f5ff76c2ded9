"""A room as its member sees it: the folded views, and what can be done there."""

from typing import TYPE_CHECKING

import trio

from clients.errors import CommandRefused
from clients.fold import Told
from lobby.wire.messages import (
    Ban,
    Invite,
    Kick,
    Leave,
    PassHost,
    Play,
    Ready,
    Say,
    SetHouse,
    Signal,
    Sit,
    Stand,
    Unban,
)
from lobby.wire.values import Value

if TYPE_CHECKING:
    from clients.client import Client


class Room:
    """One room. The views are those of docs/reference/protocol.md; never change them, they are shared."""

    def __init__(self, client: "Client", room_id: str, code: str) -> None:
        self.id = room_id
        self.code = code
        self.ended: str | None = None  # why the room is over for this player
        self.ended_detail = ""  # in the host's words, where the host did it
        self._client = client

    @property
    def view(self) -> dict[str, Value]:
        """People, seats and chat: topic room/<id>."""
        return self._client.view(f"room/{self.id}") or {}

    @property
    def game(self) -> dict[str, Value]:
        """The public view, whose turn, the result: topic game/<id>."""
        return self._client.view(f"game/{self.id}") or {}

    @property
    def crowd(self) -> dict[str, Value]:
        """Who is here without a seat: topic crowd/<id>."""
        return self._client.view(f"crowd/{self.id}") or {}

    @property
    def seat(self) -> dict[str, Value] | None:
        """Secrets, whose turn, legal moves of the own seat; None without one."""
        return next((told.view for told in self._told(f"seat/{self.id}/")), None)

    async def sit(self, seat: int | None = None) -> int:
        """Take a seat, or the first open one; return its number."""
        result = await self._client.send(Sit(0, self.id, seat))
        return int(result["seat"])

    async def stand(self) -> None:
        """Give the seat up and stay."""
        await self._client.send(Stand(0, self.id))

    async def ready(self, ready: bool = True) -> None:
        """Be ready for the next game; it starts when all who sit are."""
        await self._client.send(Ready(0, self.id, ready))

    async def play(self, move: Value, *, seat: dict[str, Value] | None = None) -> None:
        """Make a move on the position that `seat` (a view of before; default: the one of now) told.

        Whoever thinks for a while keeps the view that the thought began with: where the position has
        moved on since, the move is refused as stale and can't hit another one.
        """
        decided_on = self.seat if seat is None else seat
        if decided_on is None:
            raise CommandRefused("not_seated", "without a seat there is no move")
        await self._client.send(Play(0, self.id, decided_on["game"], decided_on["position"], move))

    async def say(self, text: str) -> None:
        """Say a line in the room's chat."""
        await self._client.send(Say(0, self.id, text))

    async def kick(self, player: str, reason: str = "") -> None:
        """Remove a player, as the host; the player may come again."""
        await self._client.send(Kick(0, self.id, player, reason))

    async def ban(self, player: str, reason: str = "", *, address: bool = False) -> int:
        """Keep a player out until the room closes, as the host; return how many addresses are, too."""
        result = await self._client.send(Ban(0, self.id, player, reason, address))
        return int(result["addresses"])

    async def unban(self, player: str) -> None:
        """Let a banned player come again, as the host."""
        await self._client.send(Unban(0, self.id, player))

    async def pass_host(self, player: str) -> None:
        """Make another member the host."""
        await self._client.send(PassHost(0, self.id, player))

    async def set_house(self, **changes: Value) -> None:
        """Decide otherwise about the room, as the host; the protocol's “House” says what can be changed."""
        await self._client.send(SetHouse(0, self.id, changes))

    async def invite(self, player: str) -> None:
        """Ask a player to come who was met in one of the last games."""
        await self._client.send(Invite(0, self.id, player))

    async def leave(self) -> None:
        """Leave the room, and the seat."""
        await self._client.send(Leave(0, self.id))

    def signal(self, kind: str, value: Value = None) -> None:
        """Tell all others in the room something that may be lost: typing, an emote."""
        self._client.signal(Signal(self.id, kind, value))

    def changes(self) -> "Changes":
        """Iterate over the room as it is now, then whenever what it shows has changed.

        Changes that come while the loop's body runs are one: the views are always the newest. Ends
        when the room is over for this player (`ended` says why); raises ClientEnded with the client.
        """
        return Changes(self)

    async def wait_change(self) -> None:
        """Return after the next event of the client; raise ClientEnded when none can come."""
        await self._client.wait_change()

    @property
    def is_shown(self) -> bool:
        """Whether both the people and the game are there to see; always so in a loop over `changes`."""
        return bool(self.view and self.game)

    @property
    def told(self) -> tuple[Told, ...]:
        """All that is shown of this room now."""
        names = (f"room/{self.id}", f"game/{self.id}", f"crowd/{self.id}")
        shown = self._client.views.shown
        return (*(shown[name] for name in names if name in shown), *self._told(f"seat/{self.id}/"))

    def _told(self, prefix: str) -> list[Told]:
        shown = self._client.views.shown
        return [told for topic, told in shown.items() if topic.startswith(prefix)]


class Changes:
    """The iterator of `Room.changes`. No async generator: a loop may break out of it without closing it."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._seen: tuple[Told, ...] | None = None

    def __aiter__(self) -> "Changes":
        return self

    async def __anext__(self) -> Room:
        await trio.lowlevel.checkpoint()
        while self._room.ended is None:
            now = self._room.told
            # A room that ends loses its topics one after the other; half a room is not shown.
            if now != self._seen and self._room.is_shown:
                self._seen = now
                return self._room
            await self._room.wait_change()
        raise StopAsyncIteration
