"""A room as its member sees it: the folded views, and what can be done there."""

from typing import TYPE_CHECKING

import trio

from clients.errors import CommandRefused
from clients.fold import Told
from clients.live.foresight import Foresight
from clients.live.live import Live
from clients.live.picture import Picture
from clients.live.rules import Advance, AdvanceSecret, Predict, PredictSecret, Rules, Smooth
from clients.live.timeline import Timeline
from lobby.wire.messages import (
    AddBot,
    Ban,
    Channel,
    Consent,
    Invite,
    Kick,
    Leave,
    Mute,
    Offer,
    OfferKind,
    PassHost,
    Play,
    Ready,
    RemoveBot,
    Report,
    Resign,
    Say,
    SetHouse,
    SetOptions,
    SetRoom,
    Signal,
    Sit,
    Stand,
    Unban,
    Unmute,
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
        self._live: Live | None = None

    @property
    def view(self) -> dict[str, Value]:
        """People, seats and chat: topic room/<id>; for who watches late as they were then."""
        return self._client.view(f"room/{self.id}") or self._watched("room")

    @property
    def game(self) -> dict[str, Value]:
        """The public view, whose turn, the result: topic game/<id>; for who watches late as it was then.

        Empty where only those with a seat may see it.
        """
        return self._client.view(f"game/{self.id}") or self._watched("game")

    @property
    def live(self) -> dict[str, Value] | None:
        """A running real-time game, tick by tick, as {"board": …, "notes": […]}: topic live/<id>."""
        told = self._client.views.shown.get(f"live/{self.id}")
        return None if told is None else told.view

    @property
    def tick(self) -> int | None:
        """The number of the last tick that is shown, None where no real-time game runs."""
        told = self._client.views.shown.get(f"live/{self.id}")
        return None if told is None else told.number

    @property
    def live_seat(self) -> dict[str, Value] | None:
        """What only the own seat sees of a running real-time game, as {"secret": …, "notes": […]}."""
        told = self._live_own
        return None if told is None else told.view

    @property
    def crowd(self) -> dict[str, Value]:
        """Who is here without a seat: topic crowd/<id>."""
        return self._client.view(f"crowd/{self.id}") or {}

    @property
    def is_still(self) -> bool:
        """Whether time stands still here, since the server can't store anything now."""
        return "still_ms" in self.crowd

    @property
    def notice(self) -> dict[str, Value] | None:
        """What the operator says in this room, as {text, since_ms, until_ms}; None without."""
        return self.crowd.get("notice")

    @property
    def seat(self) -> dict[str, Value] | None:
        """Secrets, whose turn, legal moves of the own seat; None without one."""
        return next((told.view for told in self._told(f"seat/{self.id}/")), None)

    async def sit(self, seat: int | None = None) -> int:
        """Take a seat, or the first open one; who has a seat moves to another one. Return its number."""
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

    async def give(self, move: Value) -> int:
        """Give an input to a running real-time game; return the number of the first tick that holds it."""
        result = await self._client.send(Play(0, self.id, self.game.get("game", 0), self.tick or 0, move))
        return int(result["tick"])

    def start_live(
        self,
        *,
        predict: Predict | None = None,
        advance: Advance | None = None,
        smooth: Smooth | None = None,
        predict_secret: PredictSecret | None = None,
        advance_secret: AdvanceSecret | None = None,
        smooth_secret: Smooth | None = None,
    ) -> Live:
        """Follow the real-time game that runs: ask the result for `frame()`s, and give it each `input`.

        The rules foretell the own seat's things, as docs/howto/bots.md says; each returns a new value. Ask
        again for the next game.
        """
        game, seat, ping = self.game, self.seat, self._client.ping_ms
        own = seat["seat"] if seat is not None and seat["game"] == game["game"] else None
        rules = Rules(predict, advance, smooth, predict_secret, advance_secret, smooth_secret)
        foresight = None if own is None else Foresight(rules, own)
        picture = Picture(Timeline(game.get("tick_rate") or 1), foresight)

        async def send(move: Value, tick: int) -> int:
            result = await self._client.send(Play(0, self.id, game["game"], tick, move))
            return int(result["tick"])

        self._live = Live(picture, send, ping)
        self.hear_tick()
        return self._live

    def hear_tick(self) -> None:
        """Something is shown: a tick for who follows it, perhaps. For the client."""
        if self._live is not None:
            self._live.hear(self._client.views.shown.get(f"live/{self.id}"), self._live_own)

    async def say(self, text: str, to: Channel = "all") -> Channel:
        """Say a line in the room's chat, or in a channel of it; return who hears it.

        What a watcher says to all only watchers hear, while a game with secrets runs or one seen late.
        """
        result = await self._client.send(Say(0, self.id, text, to))
        heard: Channel = result["to"]
        return heard

    def talk(self, channel: str) -> list[Value]:
        """Return the last lines of a channel: seats, watchers, or team; none where one does not hear it."""
        prefix = f"talk/{self.id}/{channel}"
        return next((list(told.view["chat"]) for told in self._told(prefix)), [])

    async def offer_draw(self) -> int:
        """Offer the others a draw; return the offer's number. Whoever has been offered one agrees."""
        return await self._offer("draw")

    async def offer_undo(self) -> int:
        """Ask the others to let the own last move be taken back; 0: nobody had to be asked."""
        return await self._offer("undo")

    async def offer_swap(self, seat: int) -> int:
        """Ask who sits on another seat to swap; 0: nobody had to be asked."""
        result = await self._client.send(Offer(0, self.id, "swap", seat=seat))
        return int(result["offer"])

    async def answer(self, offer: int, *, agree: bool) -> None:
        """Agree to an offer out of `view["offers"]`, or not; who made it takes it back."""
        await self._client.send(Consent(0, self.id, offer, agree))

    async def resign(self) -> None:
        """Give the running game up, and keep the seat."""
        await self._client.send(Resign(0, self.id, self.game["game"] if self.game else 0))

    async def set_options(self, **options: Value) -> None:
        """Choose other options for the next game, as the host; what is left out has its default."""
        await self._client.send(SetOptions(0, self.id, options))

    async def change_options(self, **options: Value) -> None:
        """Choose some options for the next game, as the host; what is left out stays as it is by then."""
        await self._client.send(SetOptions(0, self.id, options, keep=True))

    async def set_room(self, **changes: Value) -> None:
        """Set the room up anew, as the host: `name`, `public`, `clock`, `pace`; what is left out stays.

        All but `public` can be changed only between games.
        """
        await self._client.send(SetRoom(0, self.id, changes))

    async def _offer(self, kind: OfferKind) -> int:
        seat = self.seat or {"game": 0, "position": 0}
        result = await self._client.send(Offer(0, self.id, kind, seat["game"], seat["position"]))
        return int(result["offer"])

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

    async def mute(self, player: str, minutes: int = 0) -> None:
        """Let a player say nothing here for so many minutes, or until `unmute`; as the host."""
        await self._client.send(Mute(0, self.id, player, minutes))

    async def unmute(self, player: str) -> None:
        """Let a player speak again, as the host."""
        await self._client.send(Unmute(0, self.id, player))

    async def report(self, player: str, text: str) -> None:
        """Tell the operator of the server about a player, with the last lines of the chat."""
        await self._client.send(Report(0, self.id, player, text))

    async def add_bot(self, kind: str = "", seat: int | None = None) -> int:
        """Give an open seat to a bot of the server, as the host; return its number. "": the best there is."""
        result = await self._client.send(AddBot(0, self.id, seat, kind))
        return int(result["seat"])

    async def remove_bot(self, seat: int) -> None:
        """Take the bot away from a seat, as the host."""
        await self._client.send(RemoveBot(0, self.id, seat))

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
        """Whether all that may be seen is there; always so in a loop over `changes`."""
        return bool(self.view and (self.game or not self._may_watch))

    @property
    def told(self) -> tuple[Told, ...]:
        """All that is shown of this room now."""
        kinds = ("room", "game", "watch", "crowd", "live")
        names = [f"{kind}/{self.id}" for kind in kinds]
        shown = self._client.views.shown
        own = [told for kind in ("seat", "talk", "live") for told in self._told(f"{kind}/{self.id}/")]
        return (*(shown[name] for name in names if name in shown), *own)

    @property
    def is_late(self) -> bool:
        """Whether room and game are shown as they were `house.delay_ms` before."""
        return self._client.view(f"watch/{self.id}") is not None

    @property
    def _may_watch(self) -> bool:
        return bool(self.view["house"]["watching"] != "closed")

    def _watched(self, part: str) -> dict[str, Value]:
        seen = self._client.view(f"watch/{self.id}")
        return seen[part] if seen else {}

    @property
    def _live_own(self) -> Told | None:
        return next(iter(self._told(f"live/{self.id}/")), None)

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
