"""The process itself: what the operator got wrong, where it listens, and how it ends."""

import resource
import signal
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import trio
import trio_websocket
from attrs import frozen

from lobby.wire.codec import decode_server, encode
from lobby.wire.messages import Welcome
from tests.end_to_end.process import Lobby, run_lobby
from tests.end_to_end.wire import PATIENCE_SECONDS, make_hello, open_wire

pytestmark = pytest.mark.end_to_end


@frozen
class Mistake:
    """Flags that can't be served, and a part of the line that says so."""

    name: str
    flags: list[str]
    says: str


def list_mistakes(folder: Path, taken_port: int) -> Iterator[Mistake]:
    """Yield what operators get wrong."""
    (folder / "file").write_text("")
    (folder / "unknown.toml").write_text("[room]\ngrace_secs = 3\n")
    (folder / "wrong.toml").write_text('[server]\nport = "many"\n')
    (folder / "no.toml").write_text("this is no toml\n")
    (folder / "bad_game.py").write_text("title = 'Bad'\n")
    (folder / "broken_game.py").write_text("def start(:\n")
    in_use = ["--port", str(taken_port)]
    yield Mistake("unknown flag", ["--sport", "1"], "--sport")
    yield Mistake("no number", ["--port", "many"], "many")
    yield Mistake("no port", ["--port", "70000"], "65535")
    yield Mistake("unknown key", ["--config", f"{folder}/unknown.toml"], "'grace_secs'")
    yield Mistake("wrong type", ["--config", f"{folder}/wrong.toml"], "port")
    yield Mistake("no TOML", ["--config", f"{folder}/no.toml"], "not TOML")
    yield Mistake("no config", ["--config", f"{folder}/none.toml"], "No such file")
    yield Mistake("port in use", in_use, "in use")
    # Root may write everywhere, but not below a file.
    yield Mistake("unwritable data", ["--data", f"{folder}/file/data"], "data directory")
    yield Mistake("no game", ["--game", f"{folder}/none.py"], "none.py")
    yield Mistake("bad game", ["--game", f"{folder}/bad_game.py"], "bad_game")
    yield Mistake("broken game", ["--game", f"{folder}/broken_game.py"], "broken_game")
    yield Mistake("half of TLS", ["--tls-cert", f"{folder}/file"], "tls_key")
    yield Mistake("bad TLS", ["--tls-cert", f"{folder}/file", "--tls-key", f"{folder}/file"], "TLS")


def test_what_the_operator_got_wrong_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    def run(mistake: Mistake) -> "subprocess.CompletedProcess[str]":
        return run_lobby("--port", "0", "--data", str(tmp_path / "data"), *mistake.flags)

    with socket.create_server(("127.0.0.1", 0)) as taken, ThreadPoolExecutor(max_workers=2) as several:
        mistakes = list(list_mistakes(tmp_path, taken.getsockname()[1]))
        for mistake, ended in zip(mistakes, several.map(run, mistakes), strict=True):
            assert ended.returncode == 2, (mistake, ended)
            assert ended.stderr.count("\n") == 1, (mistake, ended)
            assert mistake.says in ended.stderr, (mistake, ended)
            assert "Traceback" not in ended.stderr
            assert ended.stdout == ""


def test_port_0_prints_the_real_port_and_help_explains(lobby: Lobby) -> None:
    told = run_lobby("--help").stdout

    assert lobby.first_line == f"listening on http://127.0.0.1:{lobby.port}"
    assert lobby.port > 0
    assert '"status":"ok"' in lobby.get("/healthz")
    for flag in ("--host", "--port", "--unix", "--data", "--config", "--game", "--log-level", "--tls-cert"):
        assert flag in told


async def test_sigterm_says_goodbye_to_everybody_and_ends_in_time(lobby: Lobby) -> None:
    async with open_wire(lobby.url) as wire, open_wire(lobby.url) as silent:
        await wire.greet()
        assert lobby.process is not None
        lobby.process.send_signal(signal.SIGTERM)
        goodbye, close_code = await wire.hear_end()
        other, _ = await silent.hear_end()
    with trio.fail_after(PATIENCE_SECONDS):
        code = await trio.to_thread.run_sync(lobby.process.wait)

    assert (goodbye.code, other.code, close_code) == ("shutdown", "shutdown", 1001)
    assert goodbye.retry_ms is not None
    assert 500 <= goodbye.retry_ms <= 4500
    assert code == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_who_does_not_go_is_cut_off_within_shutdown_seconds(tmp_path: Path, number: signal.Signals) -> None:
    lobby = Lobby(tmp_path, "[server]\nshutdown_seconds = 2\n")
    lobby.start()
    with socket.create_connection(("127.0.0.1", lobby.port)) as stalled:
        stalled.sendall(b"GET / HTTP/1.1\r\nHost: half a head")
        assert lobby.process is not None
        lobby.process.send_signal(number)

        assert lobby.process.wait(timeout=5) == 0
    lobby.process.communicate()


def test_the_limit_of_descriptors_is_raised_as_far_as_connections_need_it(tmp_path: Path) -> None:
    lobby = Lobby(tmp_path, "[limits]\nconnections = 700\nrefusals = 44\n")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    try:
        lobby.start()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert lobby.process is not None
    limit = resource.prlimit(lobby.process.pid, resource.RLIMIT_NOFILE)
    lobby.stop()

    assert limit == (1000, hard)


def test_a_unix_socket_is_removed_or_reused_and_serves_pages_and_websockets(tmp_path: Path) -> None:
    path = str(tmp_path / "s")
    lobby = Lobby(tmp_path / "lobby", flags=["--unix", path])
    for _ in range(2):
        lobby.start()

        assert lobby.url == f"unix:{path}"
        assert trio.run(_visit_unix, path) == (b"HTTP/1.1 200 ", "new")
        lobby.kill()
    lobby.start()
    lobby.stop()


async def _visit_unix(path: str) -> tuple[bytes, str]:
    with trio.fail_after(PATIENCE_SECONDS):
        async with await trio.open_unix_socket(path) as stream:
            await stream.send_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            page = await stream.receive_some()
        async with await trio.open_unix_socket(path) as stream, trio.open_nursery() as nursery:
            wire = await trio_websocket.wrap_client_stream(nursery, stream, "x", "/ws")
            await wire.send_message(encode(make_hello()))
            raw = await wire.get_message()
            nursery.cancel_scope.cancel()
    assert isinstance(raw, bytes)
    welcome = decode_server(raw)
    assert isinstance(welcome, Welcome)
    return page[:13], welcome.session


def test_a_game_from_a_file_is_offered_and_a_second_start_needs_nothing_cleaned(tmp_path: Path) -> None:
    game = tmp_path / "first.py"
    game.write_text(GAME)
    lobby = Lobby(tmp_path / "lobby", flags=["--game", str(game)])
    for _ in range(2):
        lobby.start()

        assert '"id":"first"' in lobby.get("/api/games")
        lobby.stop()


GAME = """
from lobby.core.game import win
title, seats, version = "First come", (2, 2), 1
def start(seats, options, dice): return None
def moves(state, seat): return ["me"] if state is None else []
def play(state, seat, move, dice): return seat
def public(state): return state
def result(state): return None if state is None else win(state)
"""
