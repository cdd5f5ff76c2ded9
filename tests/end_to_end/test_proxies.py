"""Behind real proxies with TLS, as docs/howto/deploy.md sets them up: pages, WebSockets, polls, addresses."""

import http.client
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from attrs import define, field
from playwright.sync_api import BrowserContext, expect

from lobby.wire.codec import decode_server, encode
from lobby.wire.messages import (
    CaughtUp,
    ClientMessage,
    Create,
    Done,
    Hello,
    Join,
    Patch,
    Say,
    ServerMessage,
    Snapshot,
    Welcome,
)
from lobby.wire.poll import join_frames, split_frames
from tests.end_to_end.games import begin, play_connect_four
from tests.end_to_end.person import People
from tests.end_to_end.proxies import SUB_PATH, Front, run_caddy, run_nginx
from tests.end_to_end.wire import PATIENCE_SECONDS, make_hello

pytestmark = pytest.mark.end_to_end

Behind: TypeAlias = AbstractContextManager[Front]
Run = Callable[[Path], Behind]
Headers = Sequence[tuple[str, str]]

POLLS_MAX = 10
_FRAMES_MAX = 400  # in one answer; more than any test hears
_LIMITED = "\n[limits]\nconnections_per_address = 2\n"


def nginx_with_a_name_over_unix(folder: Path) -> Behind:
    return run_nginx(folder)


def nginx_under_a_path_over_tcp(folder: Path) -> Behind:
    return run_nginx(folder, sub_path=SUB_PATH, unix=False)


def nginx_under_a_path_that_the_lobby_has_too(folder: Path) -> Behind:
    return run_nginx(folder, sub_path="/games")


def nginx_that_passes_no_websocket_on(folder: Path) -> Behind:
    return run_nginx(folder, sub_path=SUB_PATH, upgrades=False)


def caddy(folder: Path) -> Behind:
    return run_caddy(folder)


def caddy_under_a_path(folder: Path) -> Behind:
    return run_caddy(folder, sub_path=SUB_PATH)


ALL = [
    nginx_with_a_name_over_unix,
    nginx_under_a_path_over_tcp,
    nginx_under_a_path_that_the_lobby_has_too,
    nginx_that_passes_no_websocket_on,
    caddy,
    caddy_under_a_path,
]


@pytest.fixture(scope="module", name="front")
def _front(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with request.param(tmp_path_factory.mktemp("front")) as front:
        yield front


def each(*runs: Run) -> pytest.MarkDecorator:
    """Run a test behind each of the proxies."""
    return pytest.mark.parametrize("front", runs, indirect=True, ids=lambda run: run.__name__)


@pytest.fixture(name="visitors")
def _visitors(new_context: Callable[..., BrowserContext], front: Front) -> Iterator[People]:
    """People whose browsers take the proxy's certificate."""
    people = People(lambda: new_context(ignore_https_errors=True), front.url)
    yield people
    people.check()


@each(
    nginx_with_a_name_over_unix, nginx_under_a_path_over_tcp, nginx_under_a_path_that_the_lobby_has_too, caddy
)
def test_a_game_is_played_over_websockets(front: Front, visitors: People) -> None:
    ann, bob = visitors.come("Ann"), visitors.come("Bob")

    assert ann.page.evaluate("location.pathname").startswith(front.path)
    code = ann.open_table("connect_four")
    bob.join_by_link(code)
    ann.sit()
    bob.sit()
    begin(ann, bob)
    bob.say("hi")
    play_connect_four(ann, bob)

    for person in (ann, bob):
        expect(person.get("result")).to_be_visible()
        expect(person.get("chat-line").filter(has_text="hi")).to_have_count(1)
    (cookie,) = ann.page.context.cookies()
    assert (cookie["path"], cookie["secure"], cookie["httpOnly"]) == (f"{front.path}/", True, True)


@each(nginx_that_passes_no_websocket_on)
def test_where_no_websocket_comes_through_the_game_is_played_over_polls(
    front: Front, visitors: People
) -> None:
    ann, bob = visitors.come("Ann"), visitors.come("Bob")
    ann.expects_cuts = bob.expects_cuts = True

    bob.join_by_link(ann.open_table("connect_four"))
    ann.sit()
    bob.sit()
    begin(ann, bob)
    for number in range(3):
        bob.say(f"line {number}")
    play_connect_four(ann, bob)

    for person in (ann, bob):
        expect(person.get("result")).to_be_visible()
        expect(person.get("chat-line")).to_contain_text([f"line {number}" for number in range(3)])
        expect(person.get("connection-state")).to_have_attribute("data-transport", "polling")


# -- polls, by hand -----------------------------------------------------------------------------------------


@define(eq=False)
class Poller:
    """Somebody who polls through the proxy."""

    front: Front
    attempt: int = 0
    last: int = 0
    session: Hello = field(factory=make_hello)
    offsets: dict[str, tuple[str, int]] = field(factory=dict)

    def poll_until(self, is_it: Callable[[ServerMessage], bool], *messages: ClientMessage) -> Any:
        """Poll until such a message has come, and return it; what has no answer yet is said each time."""
        for _ in range(POLLS_MAX):
            for told in self.poll(*messages, wait_ms=8000):
                if is_it(told):
                    return told
        raise AssertionError(f"{POLLS_MAX} polls have not told it")

    def poll(self, *messages: ClientMessage, wait_ms: int = 0) -> list[ServerMessage]:
        """Poll once; return what the answer holds."""
        self.attempt += 1
        self.last = max([self.last, *(getattr(message, "number", 0) for message in messages)])
        hello = make_hello(
            session=self.session.session,
            secret=self.session.secret,
            attempt=self.attempt,
            last=self.last,
            offsets=self.offsets,
        )
        body = join_frames([encode(message) for message in (hello, *messages)])
        headers = [("Content-Type", "application/msgpack")]
        target = f"{self.front.path}/poll?wait_ms={wait_ms}"
        status, answer = request(self.front, "POST", target, body, headers)
        assert status == 200, answer
        told = [decode_server(frame) for frame in split_frames(answer, _FRAMES_MAX)]
        for message in told:
            if isinstance(message, Snapshot):
                self.offsets[message.topic] = (message.epoch, message.number)
            elif isinstance(message, Patch):
                self.offsets[message.topic] = (self.offsets[message.topic][0], message.number)
        return told


def request(
    front: Front,
    method: str,
    target: str,
    body: bytes = b"",
    headers: Headers = (),
    *,
    address: str = "127.0.0.1",
) -> tuple[int, bytes]:
    """Ask the proxy for something from one of this machine's addresses."""
    connection = http.client.HTTPSConnection(
        "localhost", front.port, timeout=PATIENCE_SECONDS, context=front.tls, source_address=(address, 0)
    )
    try:
        connection.request(method, target, body, dict(headers))
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


@each(*ALL)
def test_polls_are_held_and_answered_through_the_buffers_of_a_proxy(front: Front) -> None:
    ann, bob = Poller(front), Poller(front)
    welcome, *_, end = ann.poll()
    bob.poll()
    assert isinstance(welcome, Welcome) and isinstance(end, CaughtUp)

    created = ann.poll_until(lambda told: isinstance(told, Done), Create(1, "connect_four"))
    room = created.result["room"]
    bob.poll_until(lambda told: isinstance(told, Done), Join(1, room))
    said = Say(2, room, "hi"), Say(3, room, "x" * 400)
    bob.poll_until(lambda told: isinstance(told, Done) and told.number == 3, *said)
    topic = f"room/{room}"
    ann.poll_until(lambda told: getattr(told, "topic", "") == topic and "x" * 400 in str(told))

    assert ann.offsets[topic] == bob.offsets[topic]


@each(nginx_under_a_path_over_tcp, nginx_that_passes_no_websocket_on, caddy)
def test_pages_of_other_sites_may_neither_connect_nor_poll(front: Front) -> None:
    body = join_frames([encode(make_hello())])
    own = front.url.removesuffix(front.path)
    statuses = {
        origin: request(front, "POST", f"{front.path}/poll", body, [("Origin", origin)])[0]
        for origin in (own, "https://evil.example", f"{own}.evil.example", "null")
    }

    assert statuses == {own: 200, "https://evil.example": 403, f"{own}.evil.example": 403, "null": 403}


@each(*ALL)
def test_health_is_told_and_metrics_want_their_token(front: Front) -> None:
    token = [("Authorization", "Bearer a long random text")]

    assert request(front, "GET", f"{front.path}/healthz")[0] == 200
    assert request(front, "GET", f"{front.path}/metrics")[0] == 401
    assert request(front, "GET", f"{front.path}/metrics", headers=token)[0] == 200


@each(nginx_with_a_name_over_unix)
def test_nginx_sends_who_comes_without_tls_to_where_it_is(front: Front) -> None:
    with socket.create_connection(("127.0.0.1", front.plain_port), PATIENCE_SECONDS) as plain:
        plain.sendall(b"GET /r/ABCDE HTTP/1.0\r\nHost: localhost\r\n\r\n")
        answer = plain.makefile("rb").read()

    assert answer.startswith(b"HTTP/1.1 301 ")
    assert b"Location: https://localhost/r/ABCDE\r\n" in answer


@each(nginx_under_a_path_over_tcp)
def test_the_path_without_its_last_slash_leads_to_the_page(front: Front) -> None:
    assert request(front, "GET", SUB_PATH)[0] == 301
    assert request(front, "GET", f"{SUB_PATH}/")[0] == 200


# -- addresses ----------------------------------------------------------------------------------------------


def limited_nginx_over_unix(folder: Path) -> Behind:
    return run_nginx(folder, config=_LIMITED)


def limited_nginx_over_tcp(folder: Path) -> Behind:
    return run_nginx(folder, unix=False, config=_LIMITED)


def limited_caddy(folder: Path) -> Behind:
    return run_caddy(folder, config=_LIMITED)


@contextmanager
def upgraded(front: Front, address: str, headers: Headers = ()) -> Iterator[int]:
    """Open a WebSocket from an address, and yield the status of the answer; ends with the block."""
    raw = socket.create_connection(("127.0.0.1", front.port), PATIENCE_SECONDS, (address, 0))
    with front.tls.wrap_socket(raw, server_hostname="localhost") as stream:
        stream.sendall(_ask_for_websocket(front, headers))
        line = stream.recv(12)
        yield int(line[9:12])


def _ask_for_websocket(front: Front, headers: Headers) -> bytes:
    lines = [
        f"GET {front.path}/ws HTTP/1.1",
        f"Host: localhost:{front.port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        *(f"{name}: {value}" for name, value in headers),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


@each(limited_nginx_over_unix, limited_nginx_over_tcp, limited_caddy)
def test_connections_count_for_the_client_whatever_it_claims_to_be(front: Front) -> None:
    claim = [("X-Forwarded-For", "203.0.113.7")]
    with ExitStack() as open_ones:
        two = [open_ones.enter_context(upgraded(front, "127.0.0.2")) for _ in range(2)]
        third = open_ones.enter_context(upgraded(front, "127.0.0.2"))
        claiming = open_ones.enter_context(upgraded(front, "127.0.0.2", claim))
        claiming_local = open_ones.enter_context(
            upgraded(front, "127.0.0.2", [("X-Forwarded-For", "127.0.0.1")])
        )
        polled, _ = request(front, "POST", "/poll", b"", claim, address="127.0.0.2")
        neighbour = open_ones.enter_context(upgraded(front, "127.0.0.3"))
        neighbour_polled, _ = request(front, "GET", "/healthz", address="127.0.0.3")

    assert two == [101, 101]
    assert (third, claiming, claiming_local, polled) == (429, 429, 429, 429)
    assert (neighbour, neighbour_polled) == (101, 200)


@each(nginx_that_passes_no_websocket_on)
def test_who_asks_for_a_websocket_that_does_not_come_through_is_told_so(front: Front) -> None:
    with upgraded(front, "127.0.0.1") as status:
        assert status == 426


def test_over_a_unix_socket_only_its_group_may_come_in(tmp_path: Path) -> None:
    before = os.umask(0o007)
    try:
        with run_nginx(tmp_path) as front:
            assert request(front, "GET", "/healthz")[0] == 200
            assert (tmp_path / "lobby.sock").stat().st_mode & 0o777 == 0o770
    finally:
        os.umask(before)


@each(nginx_with_a_name_over_unix)
def test_a_restart_behind_the_proxy_is_a_bad_gateway_and_then_over(front: Front) -> None:
    front.lobby.stop()
    down, _ = request(front, "GET", "/healthz")
    front.lobby.start()
    up, _ = request(front, "GET", "/healthz")

    assert (down, up) == (502, 200)
