"""Runs of load, against the real server in memory; the command against a real process."""

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trio
from click.testing import CliRunner
from trio.abc import Clock

from clients.cli import main
from clients.errors import CannotConnect, CommandRefused
from clients.load import LoadOrder, run_load
from clients.load_tally import LoadTally
from clients.policy import Policy
from clients.server_process import find_server
from tests.bench.served import serving
from tests.clients.lobby_in_memory import Server, run_server


async def run(server: Server, game: str = "tic_tac_toe", **order: Any) -> LoadTally:
    """Run a load of 10 seconds; return what was measured."""
    wanted = {"rooms": 3, "players": 4, "rate": 2.0, "duration_seconds": 10.0, **order}
    tally = LoadTally()
    await run_load(LoadOrder(server, game, **wanted), tally, trio.Event())
    return tally


async def test_every_line_is_heard_once_by_everybody_in_its_room(autojump_clock: Clock) -> None:
    async with run_server() as server:
        tally = await run(server)
        await trio.sleep(40)

        assert len(tally.said) == 3 * 4 * 2 * 10
        assert (tally.delivered, tally.lost) == (4 * len(tally.said), 0)
        assert (tally.duplicates, tally.unanswered, tally.refused, tally.problems) == (0, 0, {}, [])
        assert len(tally.answer_ms) == len(tally.said)
        assert server.app.manager.members == {}


@pytest.mark.parametrize("game", ["tic_tac_toe", "liars_dice"])
async def test_who_plays_is_heard_by_everybody_too(game: str, autojump_clock: Clock) -> None:
    async with run_server() as server:
        tally = await run(server, game, players=6, policy=Policy())

        assert len(tally.said) > 3 * 10
        assert (tally.delivered, tally.lost) == (6 * len(tally.said), 0)
        assert (tally.unanswered, tally.problems) == (0, [])


@pytest.mark.slow
async def test_lines_over_a_limit_are_refused_and_nothing_of_them_is_lost(autojump_clock: Clock) -> None:
    async with run_server() as server:
        tally = await run(server, rooms=1, players=2, rate=600.0, duration_seconds=3.0)

        assert set(tally.refused) == {"rate_limited"}
        assert tally.delivered == 2 * len(tally.answer_ms)
        assert tally.lost == 0


async def at_five(server: Server, happens: Callable[[], None], **order: Any) -> LoadTally:
    """Run a load in whose midst something happens."""
    tallies = []

    async def load() -> None:
        tallies.append(await run(server, **order))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(load)
        await trio.sleep(5)
        happens()
    return tallies[0]


async def test_clients_that_are_cut_come_back_and_nothing_is_lost(autojump_clock: Clock) -> None:
    async with run_server() as server:
        tally = await at_five(server, server.cut)

        assert tally.reconnects == 3 * 4
        assert (tally.lost, tally.duplicates, tally.problems) == (0, 0, [])


async def test_what_a_client_does_not_hear_is_lost(autojump_clock: Clock) -> None:
    async with run_server() as server:

        def make_mute() -> None:
            server.lines[-1].is_mute = True

        tally = await at_five(server, make_mute, rooms=1, players=3)

        assert tally.lost > 0
        assert tally.unanswered == 1


async def test_a_server_that_is_not_there_is_told_with_how_many_got_in(autojump_clock: Clock) -> None:
    async with run_server() as server:

        def refuse() -> None:
            server.is_reachable = len(server.lines) < 3

        server.heard_of_a_line = refuse
        with pytest.raises(CannotConnect, match=r"^\d of 12 clients got in; then: no server there"):
            await run(server)


async def test_an_unknown_game_is_refused(autojump_clock: Clock) -> None:
    async with run_server() as server:
        with pytest.raises(CommandRefused, match="no_such_game"):
            await run(server, "chess")


def test_the_process_that_listens_on_a_port_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        found = find_server("127.0.0.1", port)

    assert found is not None
    assert found.pid == os.getpid()
    used = found.read()
    assert used is not None
    assert used.memory_bytes > 1_000_000
    assert find_server("127.0.0.1", port) is None


@pytest.mark.parametrize(
    ("words", "status", "text"),
    [
        (["--url", "ftp://x"], 2, "--url: 'ftp://x' is no address like http://127.0.0.1:8765"),
        (["--fail-if", "p98>1"], 2, "--fail-if: 'p98' is not measured"),
        (["--policy", "gone.py:act"], 2, "--policy: gone.py: no such file, nor is it random"),
        (["--json", "/no/such/folder/x.json"], 2, "--json: there is no folder /no/such/folder"),
        (["--rooms", "0"], 2, "Invalid value for '--rooms'"),
        (["--url", "http://127.0.0.1:1"], 1, "0 of 20 clients got in; then: no connection to 127.0.0.1"),
    ],
)
def test_a_command_that_can_not_be_is_one_line(words: list[str], status: int, text: str) -> None:
    result = CliRunner().invoke(main, ["load", *words])

    assert result.exit_code == status, result.output
    assert text in result.output


@pytest.mark.end_to_end
def test_the_command_loads_a_real_server_and_tells_of_it(tmp_path: Path) -> None:
    file = tmp_path / "load.json"
    with serving("") as served:
        url = f"http://127.0.0.1:{served.port}"
        words = ["load", "--url", url, "--rooms", "2", "--duration", "1", "--json", str(file)]
        result = CliRunner().invoke(main, [*words, "--fail-if", "lost>=0"])

    assert result.exit_code == 1, result.output
    assert "failed: lost>=0: lost is " in result.output
    told = json.loads(file.read_text())
    assert told["server"]["pid"] == served.pid
    assert told["said"] == 2 * 2
    assert told["server"]["memory_bytes"] > 1_000_000
