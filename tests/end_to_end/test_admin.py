"""`lobby admin` on the real server: over its socket, against real connections on both transports."""

import json
import os
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import trio
from click.testing import CliRunner

from lobby.cli import command
from lobby.wire.codec import decode_server, encode
from lobby.wire.messages import (
    Create,
    Done,
    Goodbye,
    Hello,
    Join,
    QuickPlay,
    Ready,
    Refused,
    Say,
    ServerMessage,
    Sit,
    Snapshot,
)
from lobby.wire.poll import join_frames, split_frames
from lobby.wire.values import INTEGER_MAX
from tests.end_to_end.process import Lobby
from tests.end_to_end.wire import Wire, make_hello, open_wire
from tests.test_operate import fail

pytestmark = pytest.mark.end_to_end

HOUR_MS = 3_600_000


def admin(lobby: Lobby, *words: str) -> str:
    """Carry out a command of the operator over the server's socket; return what it says."""
    done = CliRunner().invoke(command, ["admin", "--data", str(lobby.data), *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


async def run_admin(lobby: Lobby, *words: str) -> str:
    return await trio.to_thread.run_sync(lambda: admin(lobby, *words))


def poll(lobby: Lobby, hello: Hello) -> list[ServerMessage]:
    """Return what a poll is answered that asks for what there is now."""
    asked = Request(f"{lobby.url}/poll?wait_ms=0", join_frames([encode(hello)]), method="POST")
    with urlopen(asked, timeout=30) as response:
        return [decode_server(frame) for frame in split_frames(response.read(), 1000)]


async def sit_down(wire: Wire, room: str, number: int) -> None:
    assert isinstance(await wire.ask(Sit(number, room)), Done)
    assert isinstance(await wire.ask(Ready(number + 1, room)), Done)


async def wait_snapshot(wire: Wire, topic: str) -> Snapshot:
    while True:
        message = await wire.hear()
        if isinstance(message, Snapshot) and message.topic == topic:
            return message


async def test_a_ban_ends_connections_and_holds_against_every_way_back(lobby: Lobby) -> None:
    token = os.urandom(32)
    mine = make_hello(name="Eve", token=token)
    async with open_wire(lobby.url) as ann, open_wire(lobby.url) as eve, open_wire(lobby.url) as other:
        await ann.greet(make_hello(name="Ann"))
        player = (await eve.greet(mine)).player
        await other.greet(make_hello(token=token))
        room = (await ann.ask(Create(1, "connect_four"))).result["room"]  # type: ignore[union-attr]
        await eve.ask(Join(1, room))
        await sit_down(ann, room, 2)
        await sit_down(eve, room, 2)

        said = await run_admin(lobby, "ban", "player", "Eve", "--until", "2h", "--reason", "cheats")

        assert said.startswith(f"Eve ({player.id}) is banned until ")
        assert said.endswith(", 2 connections ended\n")
        for wire in (eve, other):
            goodbye, close_code = await wire.hear_end()
            assert (goodbye.code, close_code, goodbye.retry_ms) == ("banned", 4006, None)
            assert goodbye.until_ms is not None
            assert 0 < goodbye.until_ms - time.time() * 1000 < 2.1 * HOUR_MS
            assert "cheats" not in goodbye.detail
        [listed] = json.loads(await run_admin(lobby, "rooms", "--json"))
        assert (listed["players"], listed["phase"]) == (["Ann"], "over")
        # Back by the same session, a new one with the token, and by polls of both.
        for hello in (mine, make_hello(token=token)):
            async with open_wire(lobby.url) as again:
                await again.say(hello)
                assert (await again.hear_end())[0].code == "banned"
            [ended] = await trio.to_thread.run_sync(poll, lobby, hello)
            assert isinstance(ended, Goodbye)
            assert ended.code == "banned"
    lobby.kill()
    lobby.start()
    async with open_wire(lobby.url) as again:
        await again.say(make_hello(token=token))
        assert (await again.hear_end())[0].code == "banned", "also after kill -9"
    assert await run_admin(lobby, "unban", "eve") == f"Eve ({player.id}) is banned no longer\n"
    repeated = await run_admin(lobby, "unban", "eve")
    assert repeated == f"Eve ({player.id}) is not banned; nothing has changed\n"
    async with open_wire(lobby.url) as again:
        assert (await again.greet(make_hello(token=token))).player.id == player.id


async def test_a_banned_address_gets_the_page_and_nothing_of_what_goes_on(lobby: Lobby) -> None:
    async with open_wire(lobby.url) as wire:
        await wire.greet()
        await run_admin(lobby, "ban", "address", "127.0.0.0/8")
        assert (await wire.hear_end())[0].until_ms is None
    with pytest.raises(HTTPError) as refused:
        lobby.get("/api/rooms")
    assert refused.value.code == 403
    assert "you are not welcome here until that is lifted" in refused.value.read().decode()
    assert "<title>" in lobby.get("/")
    assert json.loads(lobby.get("/healthz"))["status"] == "ok"
    assert "127.0.0.0/8" in await run_admin(lobby, "bans")
    await run_admin(lobby, "unban", "127.0.0.0/8")
    assert json.loads(lobby.get("/api/rooms")) == []


async def test_a_real_address_behind_a_trusted_proxy_is_what_is_banned(tmp_path: Path) -> None:
    lobby = Lobby(tmp_path, '[server]\ntrusted_proxies = ["127.0.0.1"]\n')
    lobby.start()
    try:
        await run_admin(lobby, "ban", "address", "203.0.113.7")
        for address, code in (("203.0.113.7", "banned"), ("203.0.113.8", None)):
            async with open_wire(lobby.url, [(b"x-forwarded-for", address.encode())]) as wire:
                await wire.say(make_hello())
                assert getattr(await wire.hear(), "code", None) == code
    finally:
        lobby.stop()


async def test_kick_close_mute_and_notice_reach_who_is_connected(lobby: Lobby) -> None:
    async with open_wire(lobby.url) as ann, open_wire(lobby.url) as bob:
        await ann.greet(make_hello(name="Ann"))
        await bob.greet(make_hello(name="Bob"))
        result = (await ann.ask(Create(1, "connect_four"))).result  # type: ignore[union-attr]
        room, code = result["room"], result["code"]
        await bob.ask(Join(1, room))

        assert "may come again" in await run_admin(lobby, "kick", code, "Bob", "--reason", "mind your words")
        while getattr(gone := await bob.hear(), "topic", "") != f"room/{room}" or not hasattr(gone, "reason"):
            pass
        assert (gone.reason, gone.detail) == ("operator", "mind your words")  # type: ignore[union-attr]
        await run_admin(lobby, "mute", "Bob", "--until", "30m")
        refused = await bob.ask(Say(2, "", "hello"))
        assert isinstance(refused, Refused)
        assert refused.code == "muted"
        await run_admin(lobby, "notice", "restart at six", "--until", "2h")
        assert (await wait_snapshot(bob, "server/notice")).view["notice"]["text"] == "restart at six"
        assert await run_admin(lobby, "close", code, "--reason", "too loud") == f"room {room} is closed\n"
        while getattr(gone := await ann.hear(), "topic", "") != f"room/{room}" or not hasattr(gone, "reason"):
            pass
        assert (gone.reason, gone.detail) == ("operator", "too loud")  # type: ignore[union-attr]
    async with open_wire(lobby.url) as late:
        await late.say(make_hello())
        assert (await wait_snapshot(late, "server/notice")).view["notice"]["text"] == "restart at six"
    lobby.kill()
    lobby.start()
    async with open_wire(lobby.url) as late:
        await late.say(make_hello())
        assert (await wait_snapshot(late, "server/notice")).view["notice"]["text"] == "restart at six"
    audit = (await run_admin(lobby, "audit")).splitlines()
    assert [line.split("  ")[2].split()[0] for line in audit[1:]] == [
        "close", "notice", "mute", "kick"
    ]  # fmt: skip
    assert f"({os.getuid()})" in audit[1]


async def test_drain_waits_for_the_last_game_and_lets_none_begin(lobby: Lobby) -> None:
    async with open_wire(lobby.url) as ann, open_wire(lobby.url) as bob:
        await ann.greet()
        await bob.greet()
        room = (await ann.ask(Create(1, "connect_four"))).result["room"]  # type: ignore[union-attr]
        await bob.ask(Join(1, room))
        await sit_down(ann, room, 2)
        await sit_down(bob, room, 2)
        told = list[str]()

        async def drain() -> None:
            # In a process of its own: two in this one would write over each other's output.
            command = [sys.executable, "-m", "lobby", "admin", "--data", str(lobby.data), "drain", "--wait"]
            done = await trio.run_process(command, capture_stdout=True, capture_stderr=True)
            told.append(done.stdout.decode())

        async with trio.open_nursery() as nursery:
            nursery.start_soon(drain)
            assert (await wait_snapshot(ann, "server/notice")).view["draining"] is True
            assert json.loads(lobby.get("/healthz"))["draining"] is True
            answer = await ann.ask(QuickPlay(4, "connect_four"))
            assert isinstance(answer, Refused)
            assert answer.code == "draining"
            assert not told
            await bob.cut()
            await run_admin(lobby, "close", room)
        assert told == ["drains, 1 game still running\nno game is running\n"]
    assert await run_admin(lobby, "drain", "--off") == "takes new rooms again\n"
    assert json.loads(lobby.get("/healthz"))["draining"] is False


MISTAKES = [
    (["kick", "QQQQQQ", "Ann"], "no open room has the id or code 'QQQQQQ'"),
    (["mute", "nobody"], "no player has the id or name 'nobody'"),
    (["ban", "address", "home"], "'home' is no address and no network, as 203.0.113.7 or 203.0.113.0/24"),
    (["notice"], "name the TEXT to show, or say --off"),
    (["drain", "--off", "--wait"], "--off and --wait don't go together"),
    (
        ["audit", "--limit", str(10**20)],
        f"Invalid value for '--limit': {10**20} is not in the range {-INTEGER_MAX}<=x<={INTEGER_MAX}.",
    ),
    (["audit", "--limit", "0"], "limit: got 0, allowed is 1 to 10000 deeds"),
]


def test_what_can_not_be_done_is_one_line_and_exit_code_2(
    lobby: Lobby, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, line in MISTAKES:
        assert fail(capsys, "admin", "--data", str(lobby.data), *words) == f"lobby: {line}"


def test_no_output_holds_a_secret(lobby: Lobby) -> None:
    token = os.urandom(32)
    hello = make_hello(name="Ann", token=token)

    async def be_there() -> str:
        async with open_wire(lobby.url) as ann:
            await ann.greet(hello)
            await ann.ask(Create(1, "connect_four", house={"password": "open sesame"}))
            outputs = [
                await run_admin(lobby, *words)
                for words in (["rooms", "--json"], ["players", "--json"], ["rooms"], ["players"], ["audit"])
            ]
            return "".join(outputs)

    said = trio.run(be_there)

    assert "Ann" in said
    for secret in ("sesame", "argon2", "hash", token.hex(), hello.secret.hex(), hello.session.hex()):
        assert secret not in said
