"""The front: heads, bodies, limits, addresses, and what abrupt clients do."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest
import trio
from trio.testing import MockClock

from lobby.settings import Config
from lobby.shell.http.asgi import Receive, Scope, Send
from tests.shell.echo import Server, open_server, write_head


async def exchange(server: Server, data: bytes) -> bytes:
    """Send bytes on a new connection, end it on our side, and return all that comes back."""
    client = server.connect()
    await client.send(data)
    assert isinstance(client.stream, trio.abc.HalfCloseableStream)
    await client.stream.send_eof()
    return await client.read_all()


def with_server(**values: Any) -> Callable[[Config], Config]:
    """Return what changes the section [server] of a configuration."""
    return lambda config: attrs.evolve(config, server=attrs.evolve(config.server, **values))


_trust_unix = with_server(trusted_proxies=("unix",))


async def test_a_request_is_answered_and_the_connection_goes_on(autojump_clock: MockClock) -> None:
    async with open_server() as server:
        client = server.connect()
        for path in (b"/one", b"/two"):
            await client.request(path)
            status, body = await client.read_response()

            assert status == 200
            assert body == b"GET " + path + b" memory http 0"


async def test_pipelined_requests_are_answered_in_order(autojump_clock: MockClock) -> None:
    async with open_server() as server:
        client = server.connect()
        head = write_head(b"/1", b"GET", {b"Host": b"x"}) + write_head(b"/2", b"GET", {b"Host": b"x"})
        await client.send(head)

        assert (await client.read_response())[1].startswith(b"GET /1")
        assert (await client.read_response())[1].startswith(b"GET /2")


async def test_a_head_in_single_bytes_is_a_head(autojump_clock: MockClock) -> None:
    async with open_server() as server:
        client = server.connect()
        for byte in write_head(b"/slow", b"GET", {b"Host": b"x"}):
            await client.send(bytes([byte]))

        assert (await client.read_response())[0] == 200


async def test_head_gets_no_body(autojump_clock: MockClock) -> None:
    async with open_server() as server:
        client = server.connect()
        await client.request(b"/", b"HEAD")
        assert await client.read_status() == 200
        await client.request(b"/next")

        assert await client.read_status() == 200


async def test_a_body_within_the_limit_reaches_the_application(autojump_clock: MockClock) -> None:
    async with open_server() as server:
        client = server.connect()
        await client.request(b"/", b"POST", Content_Length=b"5")
        await client.send(b"12345")

        assert (await client.read_response())[1].endswith(b" 5")


async def test_who_waits_for_100_continue_gets_it(autojump_clock: MockClock) -> None:
    async with open_server() as server:
        client = server.connect()
        await client.request(b"/", b"POST", Content_Length=b"2", Expect=b"100-continue")
        assert await client.read_status() == 100
        await client.send(b"ok")

        assert (await client.read_response())[1].endswith(b" 2")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        pytest.param(b"nonsense\r\n\r\n", 400, id="no HTTP"),
        pytest.param(
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(20) + b"\r\n\r\n", 400, id="TLS"
        ),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", 400, id="no Host"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, id="two Hosts"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n", 400, id="control character"),
        pytest.param(b"GET http://x/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, id="absolute target"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400, id="bad length"),
        pytest.param(b"GET / HTTP/1.1\r\nHos", 400, id="ends in the head"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 9000 + b"\r\n\r\n", 431, id="long head"),
        pytest.param(b"GET /" + b"x" * 9000, 431, id="endless line"),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 33793\r\n\r\n", 413, id="announced body"
        ),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n8401\r\n"
            + b"x" * 0x8401
            + b"\r\n0\r\n\r\n",
            413,
            id="chunked body",
        ),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501, id="unknown encoding"
        ),
        pytest.param(b"GET /ws HTTP/1.1\r\nHost: a\r\n\r\n", 426, id="plain GET on /ws"),
        pytest.param(b"POST /ws HTTP/1.1\r\nHost: a\r\n\r\n", 405, id="POST on /ws"),
    ],
)
async def test_a_bad_request_gets_its_status_in_one_line(
    data: bytes, status: int, autojump_clock: MockClock
) -> None:
    async with open_server(head_bytes=4096, frame_bytes=1024, body_bytes=33_792) as server:
        answer = await exchange(server, data)

    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert body.count(b"\n") == 1


async def test_a_plain_get_on_ws_says_what_to_do_and_the_connection_goes_on(
    autojump_clock: MockClock,
) -> None:
    async with open_server() as server:
        client = server.connect()
        await client.request(b"/ws")
        head = await client.read_until(b"\r\n\r\n")
        assert b"Upgrade: websocket" in head
        await client.read_until(b"\n")
        await client.request(b"/")

        assert (await client.read_response())[0] == 200


async def test_a_slow_head_gets_408(autojump_clock: MockClock) -> None:
    async with open_server(head_seconds=10) as server:
        client, began = server.connect(), trio.current_time()
        await client.send(b"GET / HT")

        assert await client.read_status() == 408
        assert trio.current_time() - began == pytest.approx(10)


async def test_a_slow_body_gets_408(autojump_clock: MockClock) -> None:
    async with open_server() as server:
        client = server.connect()
        await client.request(b"/", b"POST", Content_Length=b"5")
        await client.send(b"12")

        assert await client.read_status() == 408


async def test_who_says_nothing_at_all_is_closed_without_a_word(autojump_clock: MockClock) -> None:
    async with open_server(head_seconds=10) as server:
        began = trio.current_time()

        assert await server.connect().read_all() == b""
        assert trio.current_time() - began == pytest.approx(10)


async def test_an_idle_connection_is_kept_for_its_time_only(autojump_clock: MockClock) -> None:
    async with open_server(keep_alive_seconds=30) as server:
        client = server.connect()
        await client.request()
        await client.read_response()
        began = trio.current_time()

        assert await client.read_all() == b""
        assert trio.current_time() - began == pytest.approx(30)


async def test_the_last_request_of_a_connection_is_told_so(autojump_clock: MockClock) -> None:
    async with open_server(requests_per_connection=2) as server:
        client = server.connect()
        await client.request()
        await client.read_response()
        await client.request()

        assert b"connection: close" in (await client.read_until(b"\r\n\r\n")).lower()
        assert await client.read_all()


async def test_over_the_limit_of_all_connections_the_answer_is_503(autojump_clock: MockClock) -> None:
    async with open_server(connections=1) as server:
        first = server.connect()
        await trio.testing.wait_all_tasks_blocked()
        second = server.connect()
        answer = await second.read_all()
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After: " in answer
        await first.request()

        assert (await first.read_response())[0] == 200


async def test_far_over_the_limit_connections_are_just_closed(autojump_clock: MockClock) -> None:
    async with open_server(connections=1, refusals=1) as server:
        clients = [server.connect() for _ in range(4)]
        answers = [await client.read_all() for client in clients]

        assert sorted(answer[:13] for answer in answers) == [b"", b"", b"", b"HTTP/1.1 503 "]


async def test_over_the_limit_of_an_address_the_answer_is_429(autojump_clock: MockClock) -> None:
    async with open_server(connections_per_address=1) as server:
        first = server.connect()
        await trio.testing.wait_all_tasks_blocked()
        second = server.connect()

        assert await second.read_status() == 429
        await first.request()
        assert (await first.read_response())[0] == 200


async def test_a_trusted_proxy_names_the_client_and_limits_count_the_client(
    autojump_clock: MockClock,
) -> None:
    async with open_server(change=_trust_unix) as server:
        client = server.connect_unix()
        await client.request(b"/", X_Forwarded_For=b"1.2.3.4, 198.51.100.7", X_Forwarded_Proto=b"https")

        assert (await client.read_response())[1] == b"GET / 198.51.100.7 https 0"


async def test_limits_behind_a_trusted_proxy_count_the_clients_that_it_names(
    autojump_clock: MockClock,
) -> None:
    async with open_server(change=_trust_unix, connections_per_address=1) as server:
        first, second, third = (server.connect_unix() for _ in range(3))
        await first.upgrade(X_Forwarded_For=b"198.51.100.7")
        await second.request(b"/", X_Forwarded_For=b"198.51.100.8")
        await third.request(b"/", X_Forwarded_For=b"198.51.100.7")

        assert (await second.read_response())[0] == 200
        assert await third.read_status() == 429
        await trio.aclose_forcefully(first.stream)


async def test_what_an_untrusted_peer_claims_about_its_address_is_not_believed(
    autojump_clock: MockClock,
) -> None:
    async with open_server() as server:
        client = server.connect()
        await client.request(b"/", X_Forwarded_For=b"198.51.100.7", X_Forwarded_Proto=b"https")

        assert (await client.read_response())[1] == b"GET / memory http 0"


async def test_a_public_path_called_as_ours_for_games_may_be_there_or_not(autojump_clock: MockClock) -> None:
    change = with_server(public_url="https://example.org/games")
    async with open_server(change=change) as server:
        client = server.connect()
        for path in (b"/games/quiz/view.js", b"/games/quiz/@7/assets/a.css", b"/assets/a.js", b"/r/ABC"):
            for target in (b"/games" + path, path):
                await client.request(target)
                assert (await client.read_response())[1] == b"GET " + path + b" memory https 0"


async def test_the_path_of_the_public_url_may_be_there_or_not(autojump_clock: MockClock) -> None:
    change = with_server(public_url="https://example.org/games/")
    async with open_server(change=change) as server:
        client = server.connect()
        for target, path in [
            (b"/games/r/ABC", b"/r/ABC"),
            (b"/r/ABC", b"/r/ABC"),
            (b"/games", b"/"),
            (b"/gamesters", b"/gamesters"),
        ]:
            await client.request(target)
            assert (await client.read_response())[1] == b"GET " + path + b" memory https 0"


@pytest.mark.parametrize("sent", [b"", b"GET", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"])
async def test_a_client_that_vanishes_leaves_nothing_behind(sent: bytes, autojump_clock: MockClock) -> None:
    async with open_server() as server:
        client = server.connect()
        if sent:
            await client.send(sent)
        await trio.testing.wait_all_tasks_blocked()
        await trio.aclose_forcefully(client.stream)


async def test_an_application_that_raises_is_a_500_and_only_that_connection_ends(
    autojump_clock: MockClock,
) -> None:
    async def fail(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("as the test wants it")

    async with open_server(fail) as server:
        client = server.connect()
        await client.request()
        assert (await client.read_response())[0] == 500
        assert await client.read_all() == b""
        other = server.connect()
        await other.request()

        assert (await other.read_response())[0] == 500


async def test_an_application_that_raises_in_the_middle_ends_the_connection(
    autojump_clock: MockClock,
) -> None:
    async def begin(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"9")]})
        await send({"type": "http.response.body", "body": b"123", "more_body": True})
        raise RuntimeError("as the test wants it")

    async with open_server(begin) as server:
        client = server.connect()
        await client.request()

        assert (await client.read_all()).endswith(b"\r\n\r\n123")


async def test_an_application_learns_that_its_client_is_gone(autojump_clock: MockClock) -> None:
    errors = []

    async def pour(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            while True:
                await send({"type": "http.response.body", "body": b"x" * 1000, "more_body": True})
        except OSError as error:
            errors.append(error)
            raise

    async with open_server(pour) as server:
        client = server.connect()
        await client.request()
        await client.read_until(b"xxx")
        await trio.aclose_forcefully(client.stream)
    assert len(errors) == 1


async def test_after_a_shutdown_idle_connections_end_and_running_requests_are_answered(
    autojump_clock: MockClock,
) -> None:
    begun, go_on = trio.Event(), trio.Event()

    async def wait(scope: Scope, receive: Receive, send: Send) -> None:
        begun.set()
        await go_on.wait()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    async with open_server(wait) as server:
        idle, busy = server.connect(), server.connect()
        await busy.request()
        await begun.wait()
        server.front.stop()
        assert await idle.read_all() == b""
        go_on.set()

        assert (await busy.read_response()) == (200, b"ok")
        assert await busy.read_all() == b""
