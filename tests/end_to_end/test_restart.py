"""The server is killed, or told to end, in the middle of games: it comes back, and so does everybody."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

import pytest
import trio
from playwright.sync_api import expect

from clients.client import Client, open_client
from clients.errors import CommandRefused
from clients.room import Room
from lobby.shell.stores.files import FILE
from tests.end_to_end.games import alternate, begin
from tests.end_to_end.person import People
from tests.end_to_end.process import Lobby, run_lobby

pytestmark = pytest.mark.end_to_end

# More of them: LOBBY_KILLS=100 pytest tests/end_to_end/test_restart.py
KILLS = int(os.environ.get("LOBBY_KILLS", "3"))
SEED = 7
QUICK = """[server]
comeback_ms = 50
comeback_spread_ms = 100
[limits]
chat_per_second = 1000
chat_burst = 1000
"""


async def end(lobby: Lobby, how: str) -> None:
    """Kill the server, or tell it to end, and start the next one on its port, with its data."""
    await trio.to_thread.run_sync(lobby.kill if how == "kill" else lobby.stop)
    await trio.to_thread.run_sync(lobby.start, lobby.port)


async def talk(room: Room, name: str, confirmed: list[str], enough: trio.Event) -> None:
    """Say one line after the other, and note each that the server has confirmed."""
    number = 0
    while not enough.is_set():
        number += 1
        await room.say(f"{name} {number}")
        confirmed.append(f"{name} {number}")
        await trio.sleep(0.05)  # all lines must be in the view at the end


def all_said_something(confirmed: list[str]) -> bool:
    """Tell whether both are back and go on."""
    return all(sum(line.startswith(name) for line in confirmed) >= 5 for name in ("Ann", "Bob"))


async def allowing(code: str, ask: Callable[[], Awaitable[object]]) -> None:
    """Ask for something that may be refused with this code, and with no other."""
    try:
        await ask()
    except CommandRefused as refused:
        if refused.code != code:
            raise


async def play(client: Client, room: Room, done: trio.Event) -> None:
    """Play games, at random, until it is enough."""
    random = Random(client.player.name)
    while not done.is_set():
        seat = room.seat
        if seat is not None and seat["turn"]:
            await room.play(random.choice(seat["moves"]))
        elif room.view["phase"] != "playing" and seat is not None:
            # The other one's word may have started the game meanwhile.
            await allowing("game_running", room.ready)
            await trio.sleep(0.05)
        else:
            await trio.sleep(0.01)


@pytest.mark.parametrize("config", [f"{QUICK}[room]\nchat_lines = 1000\n"], ids=["quick return"])
@pytest.mark.parametrize("how", ["kill", "stop"])
async def test_nothing_confirmed_is_lost_and_nobody_loses_a_seat(lobby: Lobby, how: str) -> None:
    random, confirmed, enough = Random(SEED), list[str](), trio.Event()
    with trio.fail_after(60 + 10 * KILLS):
        async with (
            open_client(lobby.url, name="Ann") as ann,
            open_client(lobby.url, name="Bob") as bob,
            trio.open_nursery() as nursery,
        ):
            room = await ann.create("connect_four")
            rooms = [room, await bob.join(room.code)]
            for client, own in zip((ann, bob), rooms, strict=True):
                await own.sit()
                nursery.start_soon(talk, own, client.player.name, confirmed, enough)
                nursery.start_soon(play, client, own, enough)
            for _ in range(KILLS):
                await trio.sleep(0.2 + random.random() / 2)
                await end(lobby, how)
                confirmed_before = len(confirmed)
                while not all_said_something(confirmed[confirmed_before:]):  # noqa: ASYNC110 -- a test
                    await trio.sleep(0.01)
            enough.set()
        chat = Counter(line["text"] for line in rooms[0].view["chat"] if line["kind"] == "said")
        seats = [seat["status"] for seat in rooms[0].view["seats"]]

    assert seats == ["taken", "taken"]
    assert len(confirmed) < 900, "the oldest lines have left the view"
    assert set(confirmed) <= set(chat), f"seed {SEED}: confirmed and lost"
    assert set(chat.values()) == {1}, f"seed {SEED}: said twice"


@pytest.mark.parametrize("config", [QUICK], ids=["quick return"])
def test_bots_finish_their_games_over_kills(lobby: Lobby) -> None:
    words = [sys.executable, "-m", "clients", "bot", "--url", lobby.url, "--game", "liars_dice"]
    many = ["--count", "8", "--games", "4", "--pace-ms", "20", "--timeout", "100"]
    with subprocess.Popen([*words, *many], stdout=subprocess.PIPE, text=True) as bots:
        for _ in range(2):
            lobby.wait_seated(4)
            lobby.kill()
            lobby.start(lobby.port)
        output, _ = bots.communicate(timeout=120)

    assert bots.returncode == 0, output
    assert "refused: 0" in output


@pytest.mark.parametrize("config", [QUICK], ids=["quick return"])
def test_two_pages_finish_their_game_without_a_reload(people: People, lobby: Lobby) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    code = ann.open_table("connect_four")
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    begin(ann, bob)
    ann.expects_cuts = bob.expects_cuts = True
    for person in (ann, bob):
        person.page.evaluate("window.isTheSame = true")
    alternate(ann, bob, ["column-0", "column-1", "column-0"])
    ann.say("before")

    lobby.kill()
    expect(ann.get("connection-state")).to_have_attribute("data-state", re.compile("reconnecting|offline"))
    lobby.start(lobby.port)
    for person in (ann, bob):
        person.wait_online()

    alternate(bob, ann, ["column-1", "column-0", "column-1", "column-0"])
    for person in (ann, bob):
        expect(person.get("result")).to_be_visible()
        expect(person.get("chat-line").first).to_contain_text("before")
        assert person.page.evaluate("window.isTheSame")


def test_a_second_server_on_the_same_data_is_refused_in_one_line(lobby: Lobby, tmp_path: Path) -> None:
    data = tmp_path / "lobby" / "data"

    second = run_lobby("--port", "0", "--data", str(data))

    assert second.returncode == 2
    assert re.fullmatch(
        r"lobby: another server \(process \d+\) is using the data directory .*\n", second.stderr
    )
    assert status_of(lobby) == "ok"


def test_a_damaged_database_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"something else" * 1000)

    refused = run_lobby("--port", "0", "--data", str(tmp_path))

    assert refused.returncode == 2
    assert refused.stderr == f"lobby: can't open the database {tmp_path / FILE}: file is not a database\n"


def status_of(lobby: Lobby) -> str:
    """Return what the server says of its health."""
    return str(json.loads(lobby.get("/healthz"))["status"])
