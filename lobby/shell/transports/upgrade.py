"""Whether a request may become a WebSocket: what is checked before anything is agreed."""

import base64
import binascii
from collections.abc import Iterable

from attrs import frozen
from starlette.requests import cookie_parser

from lobby.settings import ServerSection

COOKIE = "lobby_player"
_COOKIE_BYTES = range(16, 65)
_KEY_BYTES = 16
_VERSION = b"13"
_USUAL_PORTS = {"http": ":80", "https": ":443"}

Headers = Iterable[tuple[bytes, bytes]]


@frozen
class Upgrade:
    """A request that may become a WebSocket."""

    key: bytes  # Sec-WebSocket-Key, checked
    cookie: bytes  # the player's token, b"" without

    @property
    def opening(self) -> bytes:
        """The request in the one form that the library gets to see.

        Whatever a stranger wrote besides (extensions, protocols, a Host that is no name) never reaches it.
        """
        lines = (b"GET /ws HTTP/1.1", b"Host: lobby", b"Connection: Upgrade", b"Upgrade: websocket")
        return b"\r\n".join(
            (*lines, b"Sec-WebSocket-Version: 13", b"Sec-WebSocket-Key: " + self.key, b"", b"")
        )


@frozen
class NoUpgrade:
    """A request that gets an ordinary answer instead."""

    status: int
    text: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


def read_upgrade(
    method: bytes, version: bytes, headers: Headers, server: ServerSection
) -> Upgrade | NoUpgrade:
    """Return the checked upgrade that a request to /ws asks for, or the answer that it gets instead."""
    named = {name.lower(): value for name, value in headers}
    if method != b"GET":
        return NoUpgrade(405, "only GET opens a WebSocket", ((b"Allow", b"GET"),))
    if not _asks_for_websocket(named) or version != b"1.1":
        return NoUpgrade(426, "this is a WebSocket endpoint: connect to it with ws:// or wss://", _OFFER)
    if named.get(b"sec-websocket-version") != _VERSION:
        return NoUpgrade(426, "only version 13 of the WebSocket protocol is spoken", _OFFER)
    key = named.get(b"sec-websocket-key", b"")
    if not _is_key(key):
        return NoUpgrade(400, "Sec-WebSocket-Key must be 16 bytes in base64")
    if fault := find_foreign_origin(named, server):
        return NoUpgrade(403, fault)
    return Upgrade(key, read_cookie(named.get(b"cookie", b"")))


def find_foreign_origin(named: dict[bytes, bytes], server: ServerSection) -> str | None:
    """Return why the page that asks may not connect, or None. Who sends no Origin is no browser.

    A page of another site could otherwise play in the name of whoever looks at it, with the cookie.
    """
    origin = named.get(b"origin")
    if origin is None or "*" in server.allowed_origins or trusts_origin(named, server):
        return None
    said = origin.decode("latin-1").lower()
    return f"pages of {said[:100]} may not connect here; see public_url and allowed_origins"


def trusts_origin(named: dict[bytes, bytes], server: ServerSection) -> bool:
    """Tell whether the page that asks is the server's own, or of an origin that the operator names."""
    said = named.get(b"origin", b"").decode("latin-1").lower()
    own = {server.public_url} if server.public_url else _read_host(named)
    return said in {_find_origin(url) for url in (*server.allowed_origins, *own)}


def _read_host(named: dict[bytes, bytes]) -> set[str]:
    """Return the URLs of the host that is asked, as long as nobody has said what it is called.

    Whoever lets a name of theirs lead to our address makes it the Host; a public_url shuts them out.
    """
    host = named.get(b"host", b"").decode("latin-1")
    return {f"http://{host}", f"https://{host}"} if host else set()


def _find_origin(url: str) -> str:
    """Return the origin of a URL as a browser writes it: in small letters, without the usual port."""
    scheme, _, rest = url.lower().partition("://")
    place = rest.partition("/")[0]
    return f"{scheme}://{place.removesuffix(_USUAL_PORTS.get(scheme, ''))}"


def read_cookie(header: bytes) -> bytes:
    """Return the player's token from a Cookie header, b"" where there is none that could be ours."""
    text = cookie_parser(header.decode("latin-1")).get(COOKIE, "")
    try:
        token = bytes.fromhex(text)
    except ValueError:
        return b""
    return token if len(token) in _COOKIE_BYTES else b""


def _asks_for_websocket(named: dict[bytes, bytes]) -> bool:
    return b"websocket" in _split(named, b"upgrade") and b"upgrade" in _split(named, b"connection")


def _split(named: dict[bytes, bytes], name: bytes) -> list[bytes]:
    return [part.strip() for part in named.get(name, b"").lower().split(b",")]


def _is_key(key: bytes) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == _KEY_BYTES
    except binascii.Error:
        return False


_OFFER = ((b"Upgrade", b"websocket"), (b"Connection", b"Upgrade"), (b"Sec-WebSocket-Version", _VERSION))
