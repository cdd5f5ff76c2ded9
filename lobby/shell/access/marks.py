"""Marks of addresses: by them a room knows again from where somebody came whom its host keeps out."""

from hashlib import blake2b

from lobby.shell.network.addresses import group, is_local

_MARK_BYTES = 12


def mark(key: bytes, address: str) -> str:
    """Return what a room remembers of an address: nothing that others could use, but those that follow it."""
    return blake2b(group(address).encode(), key=key, digest_size=_MARK_BYTES, person=b"address").hexdigest()


def tells_apart(address: str) -> bool:
    """Tell whether an address is somebody's: behind a proxy that nobody trusts all have its own."""
    return bool(address) and not is_local(address)
