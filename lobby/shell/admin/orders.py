"""What the operator has ordered and holds now: bans, mutes, notices, and that the server drains."""

import ipaddress
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial

from attrs import define, field

from lobby.core import because
from lobby.core.ids import PlayerId, RoomId
from lobby.core.refusal import Refusal
from lobby.shell.records import KeepOrder, OrderKind
from lobby.shell.timing.timers import Timers
from lobby.wire.messages import Goodbye
from lobby.wire.values import Value

DRAINING = Refusal("draining", "the server is about to stop: no new rooms and no new games")


def _tell_nobody(_: str) -> None:
    """Nobody listens yet."""


@define(eq=False)
class Orders:
    """Asked at every door. Orders end by the wall clock, as whoever gave them meant it."""

    timers: Timers
    wall_clock: Callable[[], float]  # seconds since the Unix epoch
    is_draining: bool = False
    noticed: Callable[[str], None] = _tell_nobody  # a notice has changed: of this room, of "" for everybody
    _held: dict[tuple[OrderKind, str], KeepOrder] = field(factory=dict)
    _prefixes: dict[tuple[int, int], int] = field(factory=dict)  # how many bans by IP version and length

    def restore(self, kept: Iterable[KeepOrder]) -> None:
        """Take in what was ordered before a restart."""
        for order in kept:
            self.take(order)

    def take(self, order: KeepOrder) -> None:
        """Something is ordered; it takes the place of what was of the same kind and target."""
        self.lift(order.kind, order.target)
        if order.is_over(self._now_ms()):
            return
        self._held[order.kind, order.target] = order
        self._count(order, 1)
        if order.kind == "notice":
            self._wait_for_end(order)
            self.noticed(order.target)

    def lift(self, kind: OrderKind, target: str) -> KeepOrder | None:
        """End an order; return it, None where there was none."""
        order = self._held.pop((kind, target), None)
        if order is None:
            return None
        self._count(order, -1)
        if kind == "notice":
            self.timers.cancel(("notice", target))
            self.noticed(target)
        return order

    def drain(self, is_draining: bool) -> None:
        """Let nothing new begin any more, or again."""
        self.is_draining = is_draining
        self.noticed("")

    def list(self, *kinds: OrderKind) -> list[KeepOrder]:
        """Return the orders of these kinds that hold, the oldest first."""
        for kind, target in [key for key, order in self._held.items() if order.is_over(self._now_ms())]:
            self.lift(kind, target)
        held = [order for order in self._held.values() if order.kind in kinds]
        return sorted(held, key=lambda order: (order.since_ms, order.kind, order.target))

    def says_same(self, order: KeepOrder) -> bool:
        """Tell whether an order holds already that ends when this one does, in the same words."""
        held = self._find(order.kind, order.target)
        return held is not None and (held.until_ms, held.text) == (order.until_ms, order.text)

    def find_ban(self, player: PlayerId | None, address: str) -> KeepOrder | None:
        """Return the ban that keeps a player or an address out; None is nobody that is known yet."""
        found = None if player is None else self._find("ban_player", player)
        return found or self._find_network(address)

    def names(self, player: PlayerId) -> bool:
        """Tell whether an order is about the player, who must be known again then."""
        return any(self._find(kind, player) is not None for kind in ("ban_player", "mute"))

    def find_mute(self, player: PlayerId) -> Refusal | None:
        """Return why a player may say nothing, None where anything may be said."""
        order = self._find("mute", player)
        if order is None:
            return None
        wait_ms = None if order.until_ms is None else max(1, order.until_ms - self._now_ms())
        detail = f"you may say nothing {until_text(order.until_ms)}"
        return because.muted("operator", detail, wait_ms)

    def find_new(self) -> Refusal | None:
        """Return why nothing new may begin, None where it may."""
        return DRAINING if self.is_draining else None

    def notice_in(self, room: RoomId | str) -> Value:
        """Return the notice that a room shows, or with "" everybody; None where there is none."""
        order = self._find("notice", room)
        if order is None:
            return None
        return {"text": order.text, "since_ms": order.since_ms, "until_ms": order.until_ms}

    def _find(self, kind: OrderKind, target: str) -> KeepOrder | None:
        order = self._held.get((kind, target))
        return None if order is None or order.is_over(self._now_ms()) else order

    def _find_network(self, address: str) -> KeepOrder | None:
        if not self._prefixes or (parsed := parse_network(address)) is None:
            return None
        for version, bits in self._prefixes:
            if version == parsed.version and bits <= parsed.prefixlen:
                network = parsed.supernet(new_prefix=bits)
                if (found := self._find("ban_address", str(network))) is not None:
                    return found
        return None

    def _count(self, order: KeepOrder, by: int) -> None:
        if order.kind != "ban_address":
            return
        network = ipaddress.ip_network(order.target)
        key = (network.version, network.prefixlen)
        self._prefixes[key] = self._prefixes.get(key, 0) + by
        if not self._prefixes[key]:
            del self._prefixes[key]

    def _wait_for_end(self, order: KeepOrder) -> None:
        if order.until_ms is not None:
            at_seconds = self.timers.now() + (order.until_ms - self._now_ms()) / 1000
            self.timers.set(("notice", order.target), at_seconds, partial(self._end, order))

    def _end(self, order: KeepOrder) -> None:
        """A notice ends, unless the wall clock was set back meanwhile."""
        if order.is_over(self._now_ms()):
            self.lift(order.kind, order.target)
        else:
            self._wait_for_end(order)

    def _now_ms(self) -> int:
        return int(self.wall_clock() * 1000)


Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_MAPPED_BITS = 96  # that stand before an address of version 4 where it is written as one of version 6


def parse_network(text: str) -> Network | None:
    """Return the network, or the address as one of its own; None for what is neither."""
    try:
        network = ipaddress.ip_network(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(network, ipaddress.IPv4Network) or network.prefixlen < _MAPPED_BITS:
        return network
    mapped = network.network_address.ipv4_mapped
    return network if mapped is None else ipaddress.ip_network((mapped, network.prefixlen - _MAPPED_BITS))


def covers(order: KeepOrder, network: Network) -> bool:
    """Tell whether an address that is banned by an order is all of this network, or more."""
    banned = parse_network(order.target)
    if isinstance(banned, ipaddress.IPv4Network) and isinstance(network, ipaddress.IPv4Network):
        return network.subnet_of(banned)
    if isinstance(banned, ipaddress.IPv6Network) and isinstance(network, ipaddress.IPv6Network):
        return network.subnet_of(banned)
    return False


def until_text(until_ms: int | None) -> str:
    """Return until when something holds, for people anywhere."""
    if until_ms is None:
        return "until that is lifted"
    return f"until {datetime.fromtimestamp(until_ms / 1000, UTC):%Y-%m-%d %H:%M} UTC"


def goodbye_of(order: KeepOrder) -> Goodbye:
    """Return what who is banned is told: until when, and neither who it is about nor why."""
    detail = f"you are not welcome here {until_text(order.until_ms)}"
    return Goodbye("banned", detail, until_ms=order.until_ms)
