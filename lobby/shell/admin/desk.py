"""The desk: carries out what an operator asks of a running server, and writes down who has done what."""

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from itertools import islice
from typing import assert_never

import trio
from attrs import frozen

from lobby.core.refusal import Refusal
from lobby.core.talk.text import clean
from lobby.shell.admin import requests
from lobby.shell.admin.book import Book, clean_reason
from lobby.shell.admin.effects import Effects, count_running
from lobby.shell.admin.lifting import Lifting
from lobby.shell.admin.orders import until_text
from lobby.shell.admin.people import find_closed, find_network, find_player, find_room, list_strangers
from lobby.shell.admin.requests import NotDone, describe, read_request, unchanged
from lobby.shell.admin.tables import Row, list_players, list_rooms, show_deed, show_order, show_stranger
from lobby.shell.manager import Manager
from lobby.shell.people.players import record_of
from lobby.shell.people.registry import Registry
from lobby.shell.records import KeepOrder, Record
from lobby.wire.values import Value

_PART_ROWS = 500


@frozen(eq=False)
class Desk:
    """One for each server. Only who may open the control socket gets here."""

    manager: Manager
    book: Book

    async def carry_out(self, asked: dict[str, Value], by: str) -> AsyncIterator[Value]:
        """Yield the parts of the answer; raise NotDone. `by`: whom of the operating system."""
        request, strangers = read_request(asked), False
        match request:
            case requests.ListRooms(game):
                rows = list_rooms(self.manager, game)
            case requests.ListPlayers(online):
                await self.book.write_down(by, describe(request), "done")  # it shows addresses
                rows = list_players(self.manager, online=online)
                strangers = not online
            case requests.ListBans():
                held = self.manager.orders.list("ban_player", "ban_address", "mute")
                rows = map(show_order, held)
            case requests.ListAudit(limit):
                rows = map(show_deed, await self.book.deeds(limit))
            case requests.CountGames():
                yield count_running(self.manager)
                return
            case _:
                yield await self._act(request, by)
                return
        async for part in _in_parts(rows):
            yield part
        if strangers:
            async with aclosing(list_strangers(self._registry)) as pages:
                async for page in pages:
                    yield [show_stranger(self.manager, kept) for kept in page]

    async def _act(self, request: "Deed", by: str) -> str:
        """Do what changes something, and write down what became of it; return that in one line."""
        try:
            outcome = await self._do(request, by)
        except NotDone as error:
            await self.book.write_down(by, describe(request), f"not done: {error}")
            raise
        await self.book.write_down(by, describe(request), outcome)
        return outcome

    async def _do(self, request: "Deed", by: str) -> str:
        match request:
            case requests.Kick():
                return await self._kick(request)
            case requests.CloseRoom():
                return await self._close(request)
            case requests.Ban():
                return await self._ban(request, by)
            case requests.Unban(target):
                return await self._lifting.lift(target, "ban_player", "ban_address")
            case requests.Mute():
                return await self._mute(request, by)
            case requests.Unmute(player):
                return await self._lifting.lift(player, "mute")
            case requests.SetNotice():
                return await self._set_notice(request, by)
            case requests.Drain(on):
                return self._drain(on)
            case _:
                assert_never(request)

    async def _kick(self, asked: requests.Kick) -> str:
        room, identity = find_room(self.manager, asked.room), await find_player(self._registry, asked.player)
        effects, player = self._effects, identity.player
        if room not in effects.rooms_of(identity):
            return unchanged(f"{player.name} ({player.id}) is not in that room")
        _check(await effects.expel(room, identity, clean_reason(asked.reason)))
        return f"{player.name} ({player.id}) is out of the room, and may come again"

    async def _close(self, asked: requests.CloseRoom) -> str:
        if (closed := await find_closed(self.manager, asked.room)) is not None:
            return unchanged(f"room {closed} is closed already")
        room = find_room(self.manager, asked.room)
        _check(await self._effects.close(room, clean_reason(asked.reason)))
        return f"room {room} is closed"

    async def _ban(self, asked: requests.Ban, by: str) -> str:
        if asked.is_address:
            network = find_network(asked.target)
            order = self.book.order("ban_address", str(network), asked.reason, asked.until_ms, by=by)
            is_new = await self._keep_new(order)
            ended = await self._effects.put_out_network(network, order)
            return _banned(str(network), order, ended, is_new=is_new)
        identity = await find_player(self._registry, asked.target)
        player = identity.player
        order = self.book.order(
            "ban_player", player.id, asked.reason, asked.until_ms, by=by, name=player.name
        )
        # Who never did anything is not stored yet, but must be known again.
        identity.is_known = True
        is_new = await self._keep_new(order, record_of(identity))
        ended = await self._effects.put_out(identity, order)
        return _banned(f"{player.name} ({player.id})", order, ended, is_new=is_new)

    async def _keep_new(self, order: KeepOrder, *records: Record) -> bool:
        """Have an order hold; return whether it did not, word for word, before."""
        if self.manager.orders.says_same(order):
            return False
        await self.book.keep(order, *records)
        return True

    async def _mute(self, asked: requests.Mute, by: str) -> str:
        identity = await find_player(self._registry, asked.player)
        player = identity.player
        order = self.book.order("mute", player.id, asked.reason, asked.until_ms, by=by, name=player.name)
        who = f"{player.name} ({player.id})"
        if self.manager.orders.says_same(order):
            return unchanged(f"{who} is muted already, {until_text(order.until_ms)}")
        identity.is_known = True
        await self.book.keep(order, record_of(identity))
        return f"{who} is muted {until_text(order.until_ms)}"

    async def _set_notice(self, asked: requests.SetNotice, by: str) -> str:
        room = "" if asked.room is None else find_room(self.manager, asked.room)
        text, where = clean(asked.text), f"in room {room}" if room else "to everybody"
        if not text:
            shown = [order for order in self.manager.orders.list("notice") if order.target == room]
            if not shown:
                return unchanged(f"no notice is shown {where}")
            await self.book.lift(shown)
            return f"the notice is shown {where} no longer"
        await self.book.keep(self.book.order("notice", room, text, asked.until_ms, by=by))
        return f"the notice is shown {where} {until_text(asked.until_ms)}"

    def _drain(self, on: bool) -> str:
        if not on and not self.manager.orders.is_draining:
            return unchanged("new rooms are taken already")
        was_draining = self.manager.orders.is_draining
        self.manager.orders.drain(on)
        self.manager.finding.matchmaker.go_on()
        if not on:
            return "takes new rooms again"
        running = f"{_count(count_running(self.manager), 'game')} still running"
        return unchanged(f"drains already, {running}") if was_draining else f"drains, {running}"

    @property
    def _lifting(self) -> Lifting:
        return Lifting(self._registry, self.manager.orders, self.book)

    @property
    def _registry(self) -> Registry:
        return self.manager.registry

    @property
    def _effects(self) -> Effects:
        return Effects(self.manager)


Deed = (
    requests.Kick
    | requests.Ban
    | requests.Unban
    | requests.Mute
    | requests.Unmute
    | requests.CloseRoom
    | requests.SetNotice
    | requests.Drain
)


async def _in_parts(rows: Iterator[Row]) -> AsyncIterator[Value]:
    """Yield rows a few hundred at a time: between them everybody else has a turn."""
    while part := list(islice(rows, _PART_ROWS)):
        await trio.lowlevel.checkpoint()
        yield part


def _check(result: Value | Refusal) -> None:
    if isinstance(result, Refusal):
        raise NotDone(f"{result.code}: {result.detail}")


def _banned(who: str, order: KeepOrder, ended: int, *, is_new: bool) -> str:
    """Return what became of a ban. One that held is carried out anew: a room may not have answered."""
    if not is_new:
        return unchanged(f"{who} is banned already, {until_text(order.until_ms)}")
    return f"{who} is banned {until_text(order.until_ms)}, {_count(ended, 'connection')} ended"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
