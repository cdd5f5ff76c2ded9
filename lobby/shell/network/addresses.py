"""Who is at the other end: the peer of the socket, or whom a trusted proxy names."""

import ipaddress
from functools import lru_cache

import trio

UNIX = "unix"
_SITE_BITS = 64  # what one customer of an IPv6 provider has, at least
_REMEMBERED = 4096  # texts that need not be read again: each connection asks for its address some five times


class Proxies:
    """The peers whose X-Forwarded-For is believed: addresses, networks, or "unix". Raises ValueError."""

    def __init__(self, trusted: tuple[str, ...]) -> None:
        self._unix = UNIX in trusted
        self._networks = [ipaddress.ip_network(entry) for entry in trusted if entry != UNIX]

    def trust(self, address: str) -> bool:
        """Return whether this peer is a proxy of ours."""
        if address == UNIX:
            return self._unix
        parsed = _parse(address)
        return parsed is not None and any(parsed in network for network in self._networks)

    def find_client(self, peer: str, forwarded: list[bytes]) -> str:
        """Return the address of the client, reading X-Forwarded-For from the right.

        Every proxy appends who connected to it; the first that is none of ours is the client, and what
        stands left of it is only a claim.
        """
        hops = [hop.strip() for hop in b",".join(forwarded).decode("latin-1").split(",") if hop.strip()]
        client = peer
        while hops and self.trust(client):
            named = _parse(_strip_port(hops.pop()))
            if named is None:
                break
            client = str(named)
        return client


def find_peer(transport: trio.abc.Stream) -> str:
    """Return the address at the other end, "unix" for a unix socket; raise OSError if it is gone."""
    inner = transport.transport_stream if isinstance(transport, trio.SSLStream) else transport
    if not isinstance(inner, trio.SocketStream):
        return "memory"
    return name_peer(inner.socket.getpeername())


def name_peer(name: object) -> str:
    """Return the address that the kernel's name for a peer says: host and port, or a path."""
    if not isinstance(name, tuple):
        return UNIX
    return str(_parse(name[0]) or name[0])


@lru_cache(_REMEMBERED)
def group(address: str) -> str:
    """Return what a limit per address counts: for IPv6 the network of 64 bits that the address is from."""
    parsed = _parse(address)
    if not isinstance(parsed, ipaddress.IPv6Address):
        return address
    return str(ipaddress.ip_network((parsed, _SITE_BITS), strict=False))


def is_local(address: str) -> bool:
    """Return whether it is this machine's own, or none: it tells nobody from anybody else."""
    parsed = _parse(address)
    return parsed is None or parsed.is_loopback


@lru_cache(_REMEMBERED)
def _parse(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _strip_port(hop: str) -> str:
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop
