"""What a text among the settings may be, where it names a place in the network."""

import ipaddress
from urllib.parse import urlsplit


def check_url(text: str) -> str | None:
    parts = urlsplit(text)
    return None if parts.scheme in {"http", "https"} and parts.netloc else "a URL with http:// or https://"


def check_origin(text: str) -> str | None:
    parts = urlsplit(text)
    is_origin = parts.scheme and parts.netloc and parts.path in {"", "/"}
    return None if text == "*" or is_origin else 'an origin as "https://example.org", or "*"'


def check_network(text: str) -> str | None:
    try:
        ipaddress.ip_network("127.0.0.1" if text == "unix" else text)
    except ValueError:
        return 'an address, a network as "10.0.0.0/8", or "unix"'
    return None


def check_host_port(text: str) -> str | None:
    host, _, port = text.rpartition(":")
    return None if host and port.isdecimal() and int(port) < 1 << 16 else 'as "127.0.0.1:9100"'
