"""Bots through the real port of the real process: all games end, and nothing stays behind."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trio

from clients.bot import Task
from clients.crowd import Order, run_crowd
from clients.policy import Policy
from clients.tally import Tally
from tests.end_to_end.cutter import cut_connections
from tests.end_to_end.process import Lobby

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]

GUIDE = Path(__file__).parents[2] / "docs" / "howto" / "bots.md"


@pytest.fixture
def config() -> str:
    """Nothing is kept for who might come back: what stays behind is a leak."""
    return "[room]\nempty_seconds = 0\ngrace_seconds = 0\n"


Clients = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def clients(lobby: Lobby) -> Clients:
    """Run `python -m clients` with these arguments against the server."""

    def run(command: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        words = [sys.executable, "-m", "clients", command, "--url", lobby.url, *arguments]
        return subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)

    return run


@pytest.mark.parametrize(("game", "tables"), [("tic_tac_toe", 25), ("connect_four", 25), ("liars_dice", 9)])
def test_fifty_bots_finish_all_games_and_leave_nothing_behind(
    game: str, tables: int, lobby: Lobby, clients: Clients
) -> None:
    before = lobby.measure_idle()

    ended = clients("bot", "--game", game, "--count", "50", "--timeout", "100")

    assert ended.returncode == 0, ended
    assert f"{tables} of {tables} games finished" in ended.stdout
    assert "refused: 0" in ended.stdout
    assert lobby.settle(before) == before
    assert (before["lobby_rooms"], before["lobby_members"]) == (0, 0)
    assert json.loads(lobby.get("/api/rooms")) == []


def test_three_crowds_at_once_finish_all_their_games(lobby: Lobby) -> None:
    words = [sys.executable, "-m", "clients", "bot", "--url", lobby.url, "--count", "12", "--games", "3"]
    crowds = [
        subprocess.Popen([*words, "--game", game], stdout=subprocess.PIPE, text=True)
        for game in ("tic_tac_toe", "connect_four", "liars_dice")
    ]

    outputs = [crowd.communicate(timeout=120)[0] for crowd in crowds]

    assert [crowd.returncode for crowd in crowds] == [0, 0, 0], outputs


def test_a_policy_in_a_file_chooses_the_moves(lobby: Lobby, clients: Clients, tmp_path: Path) -> None:
    policy = tmp_path / "agent.py"
    policy.write_text("def act(view, moves, rng):\n    return moves[0]\n")

    ended = clients("bot", "--game", "tic_tac_toe", "--policy", f"{policy}:act")

    # Always the first free square: the first player has 0, 2, 4 and then 6.
    assert ended.returncode == 0, ended
    assert "wins: seat 0: 1 · draws: 0" in ended.stdout
    assert "moves: 7," in ended.stdout


def test_the_examples_of_the_guide_play_each_other(lobby: Lobby, clients: Clients, tmp_path: Path) -> None:
    agent, waiter, _ = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "agent.py").write_text(agent)
    (tmp_path / "waiter.py").write_text(waiter)
    words = [sys.executable, str(tmp_path / "waiter.py"), lobby.url]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        code = process.stdout.readline().split()[-1]
        ended = clients("bot", "--code", code, "--count", "1", "--policy", f"{tmp_path}/agent.py:act")
        output, _ = process.communicate(timeout=60)

    assert ended.returncode == 0, ended
    assert "policy at fault" not in ended.stdout
    assert re.fullmatch(r"places: \[\d, \d\]\n", output)


def test_a_policy_that_never_returns_is_played_over(lobby: Lobby, clients: Clients, tmp_path: Path) -> None:
    policy = tmp_path / "agent.py"
    policy.write_text("import time\ndef act(view, moves, rng):\n    time.sleep(3600)\n")

    ended = clients("bot", "--game", "tic_tac_toe", "--policy", f"{policy}:act", "--think-ms", "50")

    assert ended.returncode == 0, ended
    assert "policy at fault, a random move instead: slow: " in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["bot", "--game", "chess"], 2, "Error: no_such_game: the server does not offer 'chess'"),
        (["play", "--code", "ZZZZZ"], 2, "Error: no_such_room: no open room has the id or code 'ZZZZZ'"),
        (
            ["bot", "--game", "tic_tac_toe", "--policy", "no.py:act"],
            2,
            "Error: --policy: no.py: no such file",
        ),
        (["bot", "--game", "tic_tac_toe", "--url", "http://127.0.0.1:1"], 1, "Error: no connection to"),
        (["play", "--game", "tic_tac_toe", "--url", "gopher://x"], 2, "Error: --url: 'gopher://x' is no"),
    ],
)
def test_what_goes_wrong_is_one_line_and_an_exit_code(
    arguments: list[str], code: int, line: str, clients: Clients
) -> None:
    ended = clients(*arguments)

    assert ended.returncode == code
    assert ended.stderr.startswith(line)
    assert ended.stderr.count("\n") == 1


def test_a_bot_that_is_interrupted_leaves_its_room_and_says_so(lobby: Lobby) -> None:
    words = [
        sys.executable,
        "-m",
        "clients",
        "bot",
        "--url",
        lobby.url,
        "--game",
        "tic_tac_toe",
        "--count",
        "1",
    ]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        lobby.settle({"lobby_rooms": 1, "lobby_members": 1})
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=20)

    assert process.returncode == 1
    # The server may know of the room before the bot has heard of it.
    assert "stopped before all games were over" in said[0] or "before the server had answered" in said[1]
    nothing = {"lobby_rooms": 0.0, "lobby_members": 0.0}
    assert lobby.settle(nothing) == nothing


@pytest.mark.parametrize("config", ["[room]\nempty_seconds = 60\ngrace_seconds = 60\n"])
async def test_bots_whose_connections_are_cut_at_any_byte_lose_no_move(lobby: Lobby) -> None:
    tally = Tally(seed=7, say=lambda _: None)
    async with cut_connections(lobby.port, seed=tally.seed, bytes_max=6000) as cutter:
        task = Task(
            cutter.url, "connect_four", games=3, policy=Policy(), pace_ms=0, public=True, patience_seconds=30
        )
        await run_crowd(Order(task, count=12, seed=tally.seed), tally, trio.Event())

    assert tally.complete, (tally, cutter)
    assert tally.refused == {}
    assert cutter.cuts > 12, "each bot was cut off more than once"


@pytest.mark.shares_server(False)  # which is killed
@pytest.mark.parametrize("config", ['[store]\nkind = "memory"\n'], ids=["nothing is kept"])
def test_a_bot_whose_server_was_killed_comes_back_and_says_that_its_room_is_gone(lobby: Lobby) -> None:
    words = [sys.executable, "-m", "clients", "bot", "--url", lobby.url, "--count", "1"]
    with subprocess.Popen([*words, "--game", "tic_tac_toe"], stdout=subprocess.PIPE, text=True) as process:
        lobby.wait_seated(1)  # the bot's own room: the one that its scout opens is not listed
        lobby.kill()
        lobby.start(lobby.port)
        output, _ = process.communicate(timeout=30)

    assert process.returncode == 1
    # Where it was just saying that it is ready, that command ends, too: with the room, or without an answer.
    endings = (
        r"the room \w+ ended: not_allowed",
        "the room has ended for this player: not_allowed",
        "the session expired",
        r"no_such_room: no open room has the id '\w+'",
    )
    assert re.search(f"problem: Bot 1: ({'|'.join(endings)})", output), output


def test_a_person_in_a_terminal_plays_a_bot(lobby: Lobby) -> None:
    words = [sys.executable, "-m", "clients", "play", "--url", lobby.url, "--game", "connect_four"]
    with subprocess.Popen(
        [*words, "--name", "Ann"], text=True, bufsize=1, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        said = list(_play_in_terminal(process, lobby.url))

    assert process.returncode == 0
    assert "seats: 0 Ann · 1 open" in said
    assert "Ann drops in column 1" in said
    assert "  0 · · · · · ·" in said
    assert any(line.startswith("game 1 is over: ") for line in said)


def _play_in_terminal(process: "subprocess.Popen[str]", url: str) -> Iterator[str]:
    """Type what each line asks for: a bot is called, moves are the first that are offered."""
    assert process.stdin is not None and process.stdout is not None
    for line in process.stdout:
        yield line.rstrip("\n")
        if code := re.search(r"room (\w{6}):", line):
            words = [sys.executable, "-m", "clients", "bot", "--url", url, "--code", code[1], "--count", "1"]
            bot = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        elif "(ready)" in line and "Ann (ready)" not in line:
            process.stdin.write("/ready\n")
        elif line.startswith("your turn: "):
            process.stdin.write(line.split()[2] + "\n")
        elif "is over: " in line:
            process.stdin.write("/leave\n")
    assert bot.wait(20) == 0
