"""Where a server is. Pure."""

from urllib.parse import urlsplit

from attrs import frozen


@frozen
class Address:
    """Where a server is, as its page's URL says it."""

    host: str
    port: int
    base: str = ""  # the path that it is published under, "" or as "/games"
    secure: bool = False

    @property
    def authority(self) -> str:
        """Host and port, as a Host header names them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def parse_address(url: str) -> Address:
    """Return where a server is; raise ValueError for what is no http(s) or ws(s) URL."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in {"http", "https", "ws", "wss"} or not parts.hostname:
        raise ValueError(f"{url!r} is no address like http://127.0.0.1:8765")
    secure = parts.scheme in {"https", "wss"}
    base = parts.path.rstrip("/").removesuffix("/ws")
    return Address(parts.hostname, parts.port or (443 if secure else 80), base, secure)
