"""Long polling through the real front: what is held, what wins, and what is lost on the way."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from lobby.settings import Config, LimitsSection
from lobby.shell.connection import Frame, Peer
from lobby.wire.codec import encode
from lobby.wire.messages import (
    CaughtUp,
    Create,
    Done,
    Goodbye,
    Hello,
    Join,
    Patch,
    Ping,
    Play,
    Pong,
    Say,
    ServerMessage,
    SetName,
    Signal,
    Signalled,
    Snapshot,
    Subscribe,
    Welcome,
)
from lobby.wire.poll import join_frames
from tests.shell.callers import call
from tests.shell.pollers import (
    Poller,
    Whole,
    await_answer,
    goodbye_of,
    open_site,
    post,
    read_answer,
    room_where,
    seat_pollers,
    send_post,
)

LIMITS = LimitsSection()


def poller(site: Whole, name: str = "Ann") -> Poller:
    return Poller(site, name, name.encode().ljust(16, b"."))


def kinds(told: list[ServerMessage]) -> list[type]:
    return [type(message) for message in told]


def move_of(player: Poller) -> Play:
    """Return the player's next move, as the next command."""
    seat = player.folded.seat
    number = player.command(Play, room_where(player), seat["game"], seat["position"], seat["moves"][0])
    move = player.folded.unanswered[number]
    assert isinstance(move, Play)
    return move


@attrs.define(eq=False)
class Held:
    """A poll that is held, until it has an answer."""

    told: list[ServerMessage] = attrs.field(factory=list)
    at_seconds: float = 0.0

    async def run(self, player: Poller, wait_ms: int, *more: Any) -> None:
        self.told = await player.poll(*more, wait_ms=wait_ms)
        self.at_seconds = trio.current_time()


async def test_a_first_poll_is_answered_at_once_with_a_new_session(autojump_clock: MockClock) -> None:
    async with open_site() as site:
        began = trio.current_time()
        told = await poller(site).poll()

        assert kinds(told) == [Welcome, Snapshot, CaughtUp]
        assert isinstance(told[0], Welcome)
        assert told[0].session == "new"
        assert told[0].limits.poll_bytes == LIMITS.body_bytes
        assert trio.current_time() - began < 0.1


async def test_commands_of_a_poll_are_answered_once_and_the_same_however_often_they_come(
    autojump_clock: MockClock,
) -> None:
    async with open_site() as site:
        ann = poller(site)
        await ann.poll()
        await ann.ask(Subscribe, "lobby/chat")
        body = ann.body(Say(2, "", "once"), last=2)
        answers = [read_answer(await post(site.connect(), body, 1000)) for _ in range(3)]

        assert all(Done(2, {"to": "all"}) in told for told in answers)
        await ann.poll()
        assert [line["text"] for line in ann.views["lobby/chat"]["chat"]] == ["once"]


async def test_a_poll_with_nothing_to_tell_is_held_for_as_long_as_it_asks(autojump_clock: MockClock) -> None:
    async with open_site() as site:
        ann = poller(site)
        await ann.poll()
        began = trio.current_time()

        assert kinds(await ann.poll(wait_ms=3000)) == [Welcome, CaughtUp]
        assert trio.current_time() - began == pytest.approx(3.0)


async def test_no_poll_is_held_for_longer_than_ping_ms(autojump_clock: MockClock) -> None:
    async with open_site() as site:
        ann = poller(site)
        await ann.poll()
        began = trio.current_time()
        await ann.poll(wait_ms=600_000)

        assert trio.current_time() - began == pytest.approx(LIMITS.ping_ms / 1000)


async def test_a_held_poll_is_woken_by_a_move_and_tells_the_whole_step(autojump_clock: MockClock) -> None:
    async with open_site() as site:
        ann, bob = await seat_pollers(site, "tic_tac_toe", "Ann", "Bob")
        mover, other = (ann, bob) if ann.folded.seat["turn"] else (bob, ann)
        held, began = Held(), trio.current_time()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(held.run, other, 8000)
            await wait_all_tasks_blocked()
            move_of(mover)
            await mover.poll(wait_ms=1000)

        assert held.at_seconds - began < 1
        changed = [message for message in held.told if isinstance(message, Patch)]
        assert {message.topic.split("/")[0] for message in changed} >= {"game", "seat"}
        assert changed[-1].topic.startswith("game/") and not changed[-1].more
        assert other.folded.seat["turn"]


async def test_a_newer_poll_takes_over_and_the_one_held_is_answered_at_once(
    autojump_clock: MockClock,
) -> None:
    async with open_site() as site:
        ann = poller(site)
        await ann.poll()
        held, began = Held(), trio.current_time()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(held.run, ann, 8000)
            await wait_all_tasks_blocked()
            assert await ann.ask(SetName, "Anna") == {"name": "Anna"}

        assert goodbye_of(held.told) == "taken_over"
        assert held.at_seconds - began < 1
        assert site.application.metrics.goodbyes["taken_over"] == 1


async def test_a_poll_that_was_overtaken_is_not_acted_on_and_disturbs_nobody(
    autojump_clock: MockClock,
) -> None:
    async with open_site() as site:
        ann = poller(site)
        await ann.poll()
        late = ann.body(SetName(1, "Late"))
        held = Held()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(held.run, ann, 3000)
            await wait_all_tasks_blocked()
            told = read_answer(await post(site.connect(), late))
            assert kinds(told) == [Goodbye]
            assert goodbye_of(told) == "taken_over"

        assert kinds(held.told) == [Welcome, CaughtUp]
        assert await ann.ask(SetName, "Early") == {"name": "Early"}


async def test_a_post_that_a_proxy_repeats_is_the_same_poll_again(autojump_clock: MockClock) -> None:
    async with open_site() as site:
        ann = poller(site)
        await ann.poll()
        await ann.ask(Subscribe, "lobby/chat")
        body = ann.body(Say(2, "", "once"), last=2)
        first, second = site.connect(), site.connect()
        await send_post(first, body, 8000)
        await send_post(second, body, 8000)
        answers = [read_answer(await client.read_response()) for client in (first, second)]

        assert sorted(goodbye_of(told) or "" for told in answers) in (["", ""], ["", "taken_over"])
        assert any(Done(2, {"to": "all"}) in told for told in answers if not goodbye_of(told))
        await ann.poll()
        assert [line["text"] for line in ann.views["lobby/chat"]["chat"]] == ["once"]


async def test_a_signal_in_a_post_that_is_sent_twice_is_told_once(autojump_clock: MockClock) -> None:
    async with open_site() as site:
        ann, bob = poller(site), poller(site, "Bob")
        await ann.poll()
        await bob.poll()
        room = (await ann.ask(Create, "tic_tac_toe"))["room"]
        await bob.ask(Join, room)
        body = ann.body(Signal(room, "typing"))
        told = []
        for _ in range(2):
            held = Held()
            async with trio.open_nursery() as nursery:
                nursery.start_soon(held.run, bob, 3000)
                await wait_all_tasks_blocked()
                read_answer(await post(site.connect(), body))
            told += held.told

        assert kinds(told).count(Signalled) == 1


async def test_what_an_aborted_poll_was_told_is_told_again(autojump_clock: MockClock) -> None:
    async with open_site() as site:
        ann, bob = poller(site), poller(site, "Bob")
        await ann.poll()
        await bob.poll()
        await ann.ask(Subscribe, "lobby/chat")
        gone = site.connect()
        await send_post(gone, ann.body(), 8000)
        await wait_all_tasks_blocked()
        await trio.aclose_forcefully(gone.stream)
        await bob.ask(Say, "", "into the void")
        await ann.poll()

        assert [line["text"] for line in ann.views["lobby/chat"]["chat"]] == ["into the void"]


async def test_from_websocket_to_polls_and_back_nothing_is_lost(autojump_clock: MockClock) -> None:
    async with open_site() as site:
        ann, bob = poller(site), poller(site, "Bob")
        await ann.poll()
        await bob.poll()
        await ann.ask(Subscribe, "lobby/chat")
        for round_ in range(3):
            socket = site.connect()
            await socket.upgrade()
            for frame in _frames_of(ann):
                await socket.say(frame)
            said = ann.command(Say, "", f"from the socket {round_}")
            await socket.say(encode(ann.folded.unanswered[said]))
            await wait_all_tasks_blocked()
            # The socket dies with what it was told; the poll must fetch all of it.
            await trio.aclose_forcefully(socket.stream)
            await bob.ask(Say, "", f"meanwhile {round_}")
            await ann.poll(wait_ms=100)
            assert await_answer(ann.folded, said) == {"to": "all"}

        texts = [line["text"] for line in ann.views["lobby/chat"]["chat"]]
        assert texts == [text for n in range(3) for text in (f"from the socket {n}", f"meanwhile {n}")]


def _frames_of(ann: Poller) -> list[bytes]:
    ann.attempt += 1
    own: dict[str, Any] = {"last": ann.folded.number, "offsets": dict(ann.offsets), "attempt": ann.attempt}
    return [encode(Hello((1, 1), ann.session, ann.session, "person", **own))]


async def test_a_websocket_takes_over_from_a_poll_and_an_overtaken_one_does_not(
    autojump_clock: MockClock,
) -> None:
    async with open_site() as site:
        ann = poller(site)
        await ann.poll()
        (late,) = _frames_of(ann)
        held = Held()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(held.run, ann, 8000)
            await wait_all_tasks_blocked()
            overtaken, newest = site.connect(), site.connect()
            await overtaken.upgrade()
            await overtaken.say(late)
            goodbye, code = await overtaken.read_end()
            assert (goodbye.code, code) == ("taken_over", 4001)
            assert not held.told, "the present connection is undisturbed"
            await newest.upgrade()
            await newest.say(_frames_of(ann)[0])

        assert goodbye_of(held.told) == "taken_over"


async def test_what_does_not_fit_into_an_answer_comes_with_the_next_ones(autojump_clock: MockClock) -> None:
    async with open_site(outbox_bytes=4096, chat_burst=100) as site:
        ann, bob = poller(site), poller(site, "Bob")
        await ann.poll()
        await bob.poll()
        await ann.ask(Subscribe, "lobby/chat")
        room = (await ann.ask(Create, "tic_tac_toe"))["room"]
        await bob.ask(Join, room)
        for number in range(30):
            await bob.ask(Say, ("", room)[number % 2], "x" * 400)
        answers = 0
        while len(ann.views["lobby/chat"]["chat"]) < 15 or len(ann.views[f"room/{room}"]["chat"]) < 15:
            before = dict(ann.offsets)
            told = await ann.poll()
            assert ann.offsets != before, "each answer brings the client further"
            assert sum(len(encode(message)) for message in told) <= 4096 + 16 * 1024
            answers += 1

        assert answers > 2
        await bob.poll()
        assert ann.views[f"room/{room}"] == bob.views[f"room/{room}"]


async def test_between_two_polls_the_player_is_there_and_gone_after_the_silence(
    autojump_clock: MockClock,
) -> None:
    async with open_site() as site:
        ann, bob = await seat_pollers(site, "tic_tac_toe", "Ann", "Bob")
        room = f"room/{room_where(ann)}"
        heard_at = trio.current_time()
        await ann.poll()
        while trio.current_time() < heard_at + LIMITS.silence_ms / 1000 - 1:
            await bob.poll(wait_ms=500)
            assert bob.views[room]["seats"][0]["status"] == "taken"
        while trio.current_time() < heard_at + LIMITS.silence_ms / 1000 + 1:
            await bob.poll(wait_ms=500)

        assert bob.views[room]["seats"][0]["status"] == "away"
        await ann.poll()
        await bob.poll()
        assert bob.views[room]["seats"][0]["status"] == "taken"


async def test_what_is_left_of_polls_goes_with_the_silence(autojump_clock: MockClock) -> None:
    async with open_site() as site:
        for name in ("Ann", "Bob"):
            await poller(site, name).poll()
        await poller(site, "Ann").poll()
        assert len(site.polls._buckets) == 2
        await trio.sleep(LIMITS.silence_ms / 1000 + 1)

        assert not site.polls._buckets
        assert not site.polls.live._connections
        assert site.application.registry.online == 0


async def test_a_shutdown_answers_held_polls_each_with_a_delay_of_its_own(autojump_clock: MockClock) -> None:
    async with open_site() as site:
        players = [poller(site, f"Ann {number}") for number in range(12)]
        held = [Held() for _ in players]
        resting = poller(site, "resting")
        for player in (resting, *players):
            await player.poll()
        began = trio.current_time()
        async with trio.open_nursery() as nursery:
            for player, one in zip(players, held, strict=True):
                nursery.start_soon(one.run, player, 8000)
            await wait_all_tasks_blocked()
            site.front.stop()

        delays = {one.told[-1].retry_ms for one in held if isinstance(one.told[-1], Goodbye)}
        assert all(goodbye_of(one.told) == "shutdown" for one in held)
        assert len(delays) > 6, delays
        assert trio.current_time() - began < 1
        assert not site.polls.live._connections


async def test_a_ping_in_a_poll_is_answered_and_a_resting_poll_hears_nothing(
    autojump_clock: MockClock,
) -> None:
    async with open_site() as site:
        ann, bob = await seat_pollers(site, "tic_tac_toe", "Ann", "Bob")
        await ann.poll()
        await bob.poll(Signal(room_where(ann), "emote", "lost"))
        held = Held()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(held.run, ann, 8000)
            await wait_all_tasks_blocked()
            told = await bob.poll(Signal(room_where(ann), "emote", "heard"), Ping())

        assert [m.value for m in held.told if isinstance(m, Signalled)] == ["heard"]
        assert Pong in kinds(told)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", b"0 bytes are not one msgpack array"),
        (b"\xc1", b"1 bytes are not one msgpack array"),
        (b"\x90", b"a poll is a msgpack array with a hello in it"),
        (b"\x91\xa1x", b"item 0 of a poll is of type str, not binary"),
        (b"\x92\xc4\x00\x90", b"item 1 of a poll is of type list, not binary"),
        (b"\xc4\x01x", b"a poll is a msgpack array with a hello in it"),
        (b"\x91\xc4\x05x", b"bytes are not one msgpack array"),
        (b"\x91\xc4\x01xx", b"bytes are not one msgpack array"),
        (b"\xdd\x7f\xff\xff\xff", b"bytes are not one msgpack array"),
        (b"\x91" * 5000, b"bytes are not one msgpack array"),
    ],
)  # fmt: skip
async def test_a_body_that_is_no_array_of_binary_is_told_so_in_one_line(
    autojump_clock: MockClock, body: bytes, text: bytes
) -> None:
    async with open_site() as site:
        status, said = await post(site.connect(), body)

        assert status == 400
        assert text in said and said.count(b"\n") == 1
        assert not site.polls.live._connections


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([b"\xc1"], "malformed"),
        ([encode(Ping())], "hello_expected"),
        ([encode(Hello((2, 9), b"s" * 16, b"s" * 16, "bot"))], "unsupported_protocol"),
        ([encode(Hello((1, 1), b"s" * 16, b"s" * 16, "bot", attempt=-1))], "malformed"),
        ([encode(Hello((1, 1), b"s" * 16, b"s" * 16, "bot"))] * 2, "hello_expected"),
        ([encode(Hello((1, 1), b"s" * 16, b"s" * 16, "bot")), b"x" * 70_000], "too_large"),
        ([encode(Hello((1, 1), b"s" * 16, b"s" * 16, "bot")), encode(Say(5, "", "x"))], "out_of_order"),
    ],
)
async def test_a_peer_that_breaks_the_protocol_is_answered_with_the_reason(
    autojump_clock: MockClock, frames: list[bytes], code: str
) -> None:
    async with open_site() as site:
        told = read_answer(await post(site.connect(), join_frames(frames), 8000))

        assert goodbye_of(told) == code
        assert site.application.metrics.goodbyes[code] == 1
        assert not site.polls.live._connections


@pytest.mark.parametrize("wait", [b"-1", b"x", b"1.5", b"9" * 10, b"%C2%B2"])
async def test_a_wait_that_is_no_whole_number_is_refused(autojump_clock: MockClock, wait: bytes) -> None:
    async with open_site() as site:
        client = site.connect()
        await client.request(b"/poll?wait_ms=" + wait, b"POST", Content_Length=b"0")

        assert await client.read_response() == (400, b"wait_ms is a whole number of ms, 0 or more\n")


async def test_the_frames_of_a_session_are_counted_over_all_its_polls(autojump_clock: MockClock) -> None:
    async with open_site(frames_burst=20, frames_per_second=1) as site:
        ann = poller(site)
        said = 0
        while goodbye_of(await ann.poll(*[Ping()] * 7)) is None:
            said += 8

        assert 0 < said <= 20 + trio.current_time()
        await trio.sleep(5)
        assert goodbye_of(await ann.poll()) is None


async def test_who_polls_again_at_once_is_not_cut_off_where_much_happens(autojump_clock: MockClock) -> None:
    async with open_site(frames_per_second=50, frames_burst=50, chat_per_second=200, chat_burst=100) as site:
        ann, bob = poller(site), call(site.application, "Bob")
        await ann.poll()
        await ann.ask(Subscribe, "lobby/chat")
        polls, until = 0, trio.current_time() + 5

        async def keep_saying() -> None:
            number = 0
            while trio.current_time() < until:
                bob.command(Say, "", f"line {number}")
                number += 1
                await trio.sleep(0.01)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(keep_saying)
            while trio.current_time() < until:
                assert goodbye_of(await ann.poll(wait_ms=8000)) is None
                polls += 1

        await ann.poll()
        assert ann.views["lobby/chat"]["chat"][-1]["text"] == f"line {len(bob.answers) - 1}"
        assert 5 * 10 < polls <= 50 + 5 * 50


async def test_another_secret_neither_takes_over_nor_uses_up_what_the_session_may_say(
    autojump_clock: MockClock,
) -> None:
    async with open_site(frames_burst=10, frames_per_second=1) as site:
        ann = poller(site)
        await ann.poll()
        held = Held()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(held.run, ann, 2000)
            await wait_all_tasks_blocked()
            thief = Hello((1, 1), ann.session, b"another".ljust(16), "bot", attempt=99)
            told = read_answer(await post(site.connect(), join_frames([encode(thief)] * 5)))
            assert kinds(told) == [Goodbye]
            assert goodbye_of(told) == "bad_session"

        assert kinds(held.told) == [Welcome, CaughtUp]


def _with_server(**values: Any) -> Config:
    return Config(server=attrs.evolve(Config().server, **values))


def _read_headers(head: bytes) -> dict[str, str]:
    lines = head.decode().lower().split("\r\n")[1:-2]
    return dict(line.split(": ", 1) for line in lines)


@pytest.mark.parametrize(
    ("allowed", "origin", "expected"),
    [
        ((), b"http://lobby.test", "http://lobby.test"),
        (("https://page.example",), b"https://page.example", "https://page.example"),
        (("*",), b"https://page.example", "*"),
    ],
)
async def test_pages_of_allowed_origins_may_poll_and_read_the_answer(
    autojump_clock: MockClock, allowed: tuple[str, ...], origin: bytes, expected: str
) -> None:
    async with open_site(_with_server(allowed_origins=allowed)) as site:
        client = site.connect()
        await client.request(b"/poll", b"OPTIONS", Origin=origin, Access_Control_Request_Method=b"POST")
        asked = await client.read_until(b"\r\n\r\n")
        await send_post(client, poller(site).body(), Origin=origin)
        told = await client.read_until(b"\r\n\r\n")

        assert b" 204 " in asked and b" 200 " in told
        assert _read_headers(asked)["access-control-allow-methods"] == "post"
        for head in (_read_headers(asked), _read_headers(told)):
            assert head["access-control-allow-origin"] == expected
            # Never together with "*": any page could then play in the name of whoever looks at it.
            assert ("access-control-allow-credentials" in head) == (expected != "*")


@pytest.mark.parametrize("method", [b"POST", b"OPTIONS"])
async def test_a_page_of_a_foreign_origin_may_not_poll(autojump_clock: MockClock, method: bytes) -> None:
    async with open_site() as site:
        client = site.connect()
        body = poller(site).body()
        head = {"Origin": b"https://evil.example", "Content_Length": str(len(body)).encode()}
        await client.request(b"/poll", method, **head)
        await client.send(body)
        status, _ = await client.read_response()

        assert status == 403
        assert not site.application.registry.sessions


async def test_another_method_is_told_what_is_allowed(autojump_clock: MockClock) -> None:
    async with open_site() as site:
        client = site.connect()
        await client.request(b"/poll")
        head = await client.read_until(b"\r\n\r\n")

        assert head.startswith(b"HTTP/1.1 405 ")
        assert b"\r\nallow: POST, OPTIONS\r\n" in head


@attrs.define(eq=False)
class Watched:
    """A door that remembers whom it was opened to."""

    door: Any
    peers: list[Peer] = attrs.field(factory=list)

    def open(self, connection: Any, peer: Peer) -> Any:
        self.peers.append(peer)
        return self.door.open(connection, peer)


@pytest.mark.parametrize(
    ("origin", "cookie"),
    [(b"http://lobby.test", b"c" * 32), (b"https://page.example", b""), (None, b"c" * 32)],
)
async def test_the_peer_has_its_real_address_and_its_cookie_unless_just_anybody_may_ask(
    autojump_clock: MockClock, origin: bytes | None, cookie: bytes
) -> None:
    config = _with_server(
        allowed_origins=("*",), trusted_proxies=("unix",), public_url="http://lobby.test/games"
    )
    async with open_site(config) as site:
        site.polls.door = watched = Watched(site.polls.door)
        headers: dict[str, Any] = {"Cookie": b"lobby_player=" + (b"c" * 32).hex().encode()}
        if origin is not None:
            headers["Origin"] = origin
        await post(site.connect(), poller(site).body(), **headers)

        assert watched.peers == [Peer("memory", cookie)]


@attrs.define(eq=False)
class Scripted:
    """A listener that does as the test says."""

    hears: Callable[[bytes], None]
    lost_count: int = 0

    def hear(self, data: bytes) -> None:
        self.hears(data)

    def drained(self, missed: dict[str, int], answers: list[int]) -> None:
        raise AssertionError("a poll drops what does not fit, and drains nothing")

    def lost(self) -> None:
        self.lost_count += 1


@attrs.define(eq=False)
class ScriptedDoor:
    """Opens to connections whose listeners do as the test says."""

    script: Callable[[Any, bytes], None]
    opened: list[tuple[Any, Scripted]] = attrs.field(factory=list)

    def open(self, connection: Any, peer: Peer) -> Scripted:
        listener = Scripted(lambda data: self.script(connection, data))
        self.opened.append((connection, listener))
        return listener


def _fail(connection: Any, data: bytes) -> None:
    raise RuntimeError("as the test wants it")


async def test_a_session_that_fails_ends_its_poll_with_a_reason_and_is_lost_once(
    autojump_clock: MockClock,
) -> None:
    async with open_site() as site:
        site.polls.door = door = ScriptedDoor(_fail)
        told = read_answer(await post(site.connect(), poller(site).body(), 8000))

        assert goodbye_of(told) == "internal"
        assert [listener.lost_count for _, listener in door.opened] == [1]


async def test_after_its_answer_a_poll_takes_nothing_more_and_is_lost_once(
    autojump_clock: MockClock,
) -> None:
    def greet(connection: Any, data: bytes) -> None:
        connection.write(Frame(b"\x80"))
        connection.write(Frame(encode(CaughtUp())))

    async with open_site() as site:
        site.polls.door = door = ScriptedDoor(greet)
        await post(site.connect(), poller(site).body())
        ((connection, listener),) = door.opened
        connection.write(Frame(b"\x80" * 100))
        assert not connection.frames
        assert listener.lost_count == 0
        connection.end(Goodbye("taken_over", ""))
        connection.end(Goodbye("shutdown", ""))
        await trio.sleep(60)

        assert listener.lost_count == 1


async def test_who_never_catches_up_is_answered_after_ping_ms(autojump_clock: MockClock) -> None:
    async with open_site() as site:
        site.polls.door = ScriptedDoor(lambda connection, data: connection.write(Frame(encode(Pong(1)))))
        began = trio.current_time()
        told = read_answer(await post(site.connect(), poller(site).body(), 100))

        assert told == [Pong(1)]
        assert trio.current_time() - began == pytest.approx(LIMITS.ping_ms / 1000)


def _tell_much(connection: Any, data: bytes) -> None:
    for _ in range(10):
        connection.write(Frame(bytes(100_000)))


async def test_a_poll_whose_answer_is_never_taken_is_gone_after_the_silence(
    autojump_clock: MockClock,
) -> None:
    async with open_site(outbox_bytes=4_000_000, response_seconds=300) as site:
        site.polls.door = door = ScriptedDoor(_tell_much)
        client = site.connect_unix()
        await send_post(client, poller(site).body(), 8000)
        await trio.sleep(LIMITS.silence_ms / 1000 - 1)
        assert [listener.lost_count for _, listener in door.opened] == [0]
        await trio.sleep(2)

        assert [listener.lost_count for _, listener in door.opened] == [1]
        await trio.aclose_forcefully(client.stream)
