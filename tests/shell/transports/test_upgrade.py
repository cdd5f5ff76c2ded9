"""Whether a request may become a WebSocket."""

import pytest

from lobby.settings import ServerSection
from lobby.shell.transports.upgrade import find_foreign_origin, read_cookie

PUBLIC = ServerSection(
    public_url="https://play.example.org/games", allowed_origins=("https://friend.example",)
)
ANY = ServerSection(allowed_origins=("*",))
WITH_PORTS = ServerSection(
    public_url="HTTPS://Play.example.org:443/games", allowed_origins=("http://friend.example:80/",)
)


@pytest.mark.parametrize(
    ("host", "origin", "server"),
    [
        pytest.param(b"127.0.0.1:8765", None, ServerSection(), id="no browser"),
        pytest.param(b"127.0.0.1:8765", b"http://127.0.0.1:8765", ServerSection(), id="same origin"),
        pytest.param(b"Play.local", b"https://play.LOCAL", ServerSection(), id="same, TLS ended by a proxy"),
        pytest.param(b"backend:1", b"https://play.example.org", PUBLIC, id="public URL, Host rewritten"),
        pytest.param(b"backend:1", b"https://friend.example", PUBLIC, id="allowed"),
        pytest.param(b"backend:1", b"null", ANY, id="any"),
        pytest.param(b"b:1", b"https://play.example.org", WITH_PORTS, id="public URL with the usual port"),
        pytest.param(b"b:1", b"http://friend.example", WITH_PORTS, id="allowed, with the usual port"),
    ],
)
def test_pages_that_may_connect(host: bytes, origin: bytes | None, server: ServerSection) -> None:
    headers = {b"host": host} | ({b"origin": origin} if origin is not None else {})

    assert find_foreign_origin(headers, server) is None


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        (b"127.0.0.1:8765", b"http://127.0.0.1:9999"),
        (b"127.0.0.1:8765", b"https://evil.example"),
        (b"play.example.org", b"https://play.example.org.evil.example"),
        (b"a", b"null"),
        (b"a", b""),
        (b"a", b"\xff"),
    ],
)
def test_pages_that_may_not_connect_are_told_which_settings_matter(host: bytes, origin: bytes) -> None:
    fault = find_foreign_origin({b"host": host, b"origin": origin}, PUBLIC)

    assert fault is not None
    assert "allowed_origins" in fault


def test_where_a_public_url_is_set_no_other_name_of_the_address_counts() -> None:
    headers = {b"host": b"rebound.example:8765", b"origin": b"http://rebound.example:8765"}

    assert find_foreign_origin(headers, ServerSection()) is None
    assert find_foreign_origin(headers, PUBLIC) is not None


@pytest.mark.parametrize("server", [ServerSection(), PUBLIC])
def test_an_origin_without_a_name_is_foreign(server: ServerSection) -> None:
    for host in (b"", b"a"):
        for origin in (b"http://", b"https://", b"://", b""):
            assert find_foreign_origin({b"host": host, b"origin": origin}, server) is not None


@pytest.mark.parametrize(
    ("header", "token"),
    [
        (b"lobby_player=" + b"0a" * 32, b"\x0a" * 32),
        (b"x=1; lobby_player=" + b"0a" * 16 + b"; y=2", b"\x0a" * 16),
        (b"lobby_player=" + b"0a" * 15, b""),
        (b"lobby_player=" + b"0a" * 65, b""),
        (b"lobby_player=nothex", b""),
        (b"lobby_player", b""),
        (b"\xff\xfe;;==", b""),
        (b"", b""),
    ],
)
def test_a_cookie_is_a_token_of_16_to_64_bytes_or_nothing(header: bytes, token: bytes) -> None:
    assert read_cookie(header) == token
