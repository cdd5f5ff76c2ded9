"""How bans and mutes end: whoever is meant, and what is said where there was none."""

from collections.abc import Sequence

from attrs import frozen

from lobby.core.ids import PlayerId
from lobby.shell.admin.book import Book
from lobby.shell.admin.orders import Network, Orders, covers
from lobby.shell.admin.people import find_network, find_player
from lobby.shell.admin.requests import NotDone, unchanged
from lobby.shell.people.registry import Registry
from lobby.shell.records import KeepOrder, OrderKind

_STATES: dict[OrderKind, str] = {"ban_player": "banned", "mute": "muted"}
_SHOWN = 60


@frozen(eq=False)
class Lifting:
    """Speaks of players by the names that they had then or have now."""

    registry: Registry
    orders: Orders
    book: Book

    async def lift(self, target: str, *kinds: OrderKind) -> str:
        """End what holds about a target; return what became of it. Raise NotDone where nobody is meant."""
        state = _STATES[kinds[0]]
        found = self._about(target, kinds)
        if not found:
            network = _network(target) if "ban_address" in kinds else None
            who, found = await self._look_up(target, kinds) if network is None else self._part_of(network)
            if not found:
                return unchanged(f"{who} is not {state}")
        if len({order.target for order in found}) > 1:
            names = ", ".join(order.target for order in found)
            raise NotDone(f"several are called {target[:_SHOWN]!r}, name one: {names}")
        await self.book.lift(found)
        return f"{_name(found[0])} is {state} no longer"

    def _about(self, target: str, kinds: Sequence[OrderKind]) -> list[KeepOrder]:
        return [order for order in self.orders.list(*kinds) if _is_about(order, target)]

    async def _look_up(self, target: str, kinds: Sequence[OrderKind]) -> tuple[str, list[KeepOrder]]:
        """Return who has this id or name now, and what holds about them."""
        player = (await find_player(self.registry, target)).player
        return f"{player.name} ({player.id})", self._about(PlayerId(player.id), kinds)

    def _part_of(self, network: Network) -> tuple[str, list[KeepOrder]]:
        """Return the name of an address that is free; raise NotDone where a larger network is banned."""
        for order in self.orders.list("ban_address"):
            if covers(order, network):
                raise NotDone(f"{network} is banned as part of {order.target}; name that to lift its ban")
        return str(network), []


def _name(order: KeepOrder) -> str:
    return f"{order.name} ({order.target})" if order.name else order.target


def _is_about(order: KeepOrder, target: str) -> bool:
    if target == order.target or (order.name and order.name.casefold() == target.casefold()):
        return True
    return order.kind == "ban_address" and str(_network(target)) == order.target


def _network(text: str) -> Network | None:
    """Return the network that a ban of this text would be about, None for what is none."""
    try:
        return find_network(text)
    except NotDone:
        return None
