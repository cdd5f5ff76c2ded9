"""The command line: what it says, how it fails, how it ends."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path
from threading import Thread

import pytest
import trio
from wsproto.frame_protocol import Opcode

from lobby.cli import main
from lobby.core.events import Opened, Row
from lobby.core.history.lines import write_lines
from lobby.core.history.log import pack_row
from lobby.core.ids import Code, PlayerId, RoomId
from lobby.replaying import show_steps
from lobby.shell.records import KeepFilm, KeepResult
from lobby.shell.stores.sqlite import SqliteStore
from lobby.testing.storing import append, write
from lobby.version import read_version
from lobby.wire.codec import decode_server, encode
from lobby.wire.messages import Goodbye, Hello
from tests.golden.logs import log_of, read_log
from tests.shell.broken_game import MENDED, write_game
from tests.shell.echo import UPGRADE, frame, parse, write_head

# For what never comes: a machine that has other things to do takes many times as long as one that has not.
TIMEOUT_SECONDS = 120
FILM = Path(__file__).parent / "golden" / "films" / "liars_dice-1.film"


def fail(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run with arguments that can't be right; return the one line that says so."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    return line


def test_help_explains_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--help"])

    assert not caught.value.code
    text = capsys.readouterr().out
    for option in (
        "host",
        "port",
        "unix",
        "data",
        "config",
        "game",
        "log-level",
        "tls-cert",
        "tls-key",
        "version",
    ):
        assert f"--{option}" in text


def test_a_mistake_on_the_command_line_is_one_line_and_code_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    config = tmp_path / "lobby.toml"
    config.write_text("[server]\nprot = 1\n")

    assert "No such option '--nope'" in fail(capsys, "--nope")
    assert "'abc' is not a valid integer" in fail(capsys, "--port", "abc")
    assert "port: got 99999" in fail(capsys, "--port", "99999")
    assert "No such command 'dance'" in fail(capsys, "dance")
    assert "'loud' is not one of" in fail(capsys, "--log-level", "loud")
    assert "tls_cert and tls_key are needed together" in fail(capsys, "--tls-cert", "x.pem")
    assert "none.toml: No such file" in fail(capsys, "--config", str(tmp_path / "none.toml"))
    assert "has no key 'prot'; did you mean 'port'?" in fail(capsys, "--config", str(config))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Run a command; return its exit code and what it says."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert isinstance(caught.value.code, int)
    return caught.value.code, capsys.readouterr().out


def test_a_sound_game_is_checked_with_code_0_and_a_broken_one_with_code_1(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sound = run(capsys, "check", "tic_tac_toe", "--games", "3", "--seed", "1")
    code, said = run(capsys, "check", str(write_game(tmp_path)), "--seed", "1")

    assert sound[0] == 0
    assert sound[1].startswith("tic_tac_toe: 3 games, ")
    assert code == 1
    assert f"{tmp_path}/stones.py:25" in said


def test_what_can_not_be_checked_or_repeated_is_one_line_and_code_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    game, report = tmp_path / "quiz.py", tmp_path / "report.txt"
    game.write_text("title = 3\n")
    report.write_text("no report")

    assert fail(capsys, "check", str(game)).startswith(f"lobby: {game}:1: `title` must be a text")
    assert "Missing argument 'GAME'" in fail(capsys, "check")
    assert "nowhere.txt: No such file" in fail(capsys, "repeat", "nowhere.txt")
    assert f"{report}: it has no whole block of evidence" in fail(capsys, "repeat", str(report))
    assert "Is a directory" in fail(capsys, "repeat", str(tmp_path))


def test_a_film_is_shown_frame_by_frame(capsys: pytest.CaptureFixture[str]) -> None:
    at_once = run(capsys, "replay", str(FILM), "--all")
    fast = run(capsys, "replay", str(FILM), "--speed", "100")

    assert at_once == fast
    assert at_once[0] == 0
    assert at_once[1].startswith("Liar's dice, game 1")
    assert at_once[1].count("— ") == 18


def test_a_film_is_stepped_through_forwards_and_backwards(capsys: pytest.CaptureFixture[str]) -> None:
    show_steps([["one"], ["two"], ["three"]], StringIO("\n\nb\n\n"))
    assert capsys.readouterr().out.split() == ["one", "two", "three"]

    show_steps([["one"], ["two"], ["three"]], StringIO("\nb\nb\nq\n"))
    assert capsys.readouterr().out.split() == ["one", "two", "one", "one"]


def test_what_is_no_film_is_one_line_and_code_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    film = tmp_path / "film"
    film.write_bytes(b"no film")

    assert fail(capsys, "replay", str(film)).startswith(f"lobby: {film}: no film: ")
    assert "nowhere.film: No such file" in fail(capsys, "replay", "nowhere.film")
    assert "Is a directory" in fail(capsys, "replay", str(tmp_path))
    assert "Missing argument 'FILE|LINK|ID'" in fail(capsys, "replay")
    assert "it holds one game; --number is for an export" in fail(
        capsys, "replay", str(FILM), "--number", "1"
    )
    assert "it holds one game; --room is for an export" in fail(capsys, "replay", str(FILM), "--room", "x")
    assert "not in the range 0.1<=x<=100" in fail(capsys, "replay", str(FILM), "--speed", "0")


def test_a_game_is_shown_out_of_an_export(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    export = tmp_path / "export.jsonl"
    steps = [*read_log(log_of("tic_tac_toe", 1).read_text(encoding="utf-8"))]
    export.write_text("\n".join(write_lines(pack_row(step.row) for step in steps)), encoding="utf-8")

    last = run(capsys, "replay", str(export), "--all")
    first = run(capsys, "replay", str(export), "--number", "1")

    assert last[1].startswith("Tic-tac-toe, game 3 at “A room”")
    assert first[1].startswith("Tic-tac-toe, game 1 at “A room”")


def test_an_export_that_can_not_be_shown_is_one_line_and_code_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    steps = [*read_log(log_of("tic_tac_toe", 1).read_text(encoding="utf-8"))]
    lines = [*write_lines(pack_row(step.row) for step in steps)]

    def complain(text: str, *flags: str) -> str:
        (tmp_path / "export.jsonl").write_text(text, encoding="utf-8")
        return fail(capsys, "replay", str(tmp_path / "export.jsonl"), *flags)

    whole = "\n".join(lines)
    assert "no export: line 1: Expecting property name" in complain("{")
    assert "a header with lobby_log comes first" in complain('{"step": 1}')
    assert "lobby_log is 9, this lobby reads 1" in complain('{"lobby_log": 9}')
    assert "the log does not begin with the opening" in complain(lines[0])
    assert "no game of the room has ended" in complain("\n".join(lines[:8]))
    assert "game 9 of the room has not ended; there are 1, 2, 3" in complain(whole, "--number", "9")
    assert "it has no room 'elsewhere'" in complain(whole, "--room", "elsewhere")
    assert "it has 2 rooms; choose with --room one of room, room" in complain(f"{whole}\n{whole}")
    assert "the log is of tic_tac_toe version 1" in complain(whole, "--game", "connect_four")
    assert "nowhere.py" in complain(whole, "--game", "nowhere.py")
    assert "the log is of tic_tac_toe version 2" in complain(whole.replace('"version":1', '"version":2'))
    assert "can't be played again: " in complain(whole.replace('"move":6', '"move":null'))


def test_an_export_of_one_game_shows_that_game(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    export = tmp_path / "export.jsonl"
    steps = [*read_log(log_of("tic_tac_toe", 1).read_text(encoding="utf-8"))]
    lines = write_lines((pack_row(step.row) for step in steps), game_number=2)
    export.write_text("\n".join(lines), encoding="utf-8")

    assert run(capsys, "replay", str(export))[1].startswith("Tic-tac-toe, game 2 at “A room”")
    assert run(capsys, "replay", str(export), "--number", "3")[1].startswith("Tic-tac-toe, game 3")


def test_a_film_is_found_by_its_id_in_a_data_directory(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    name = "a-game_of_22_characters"
    trio.run(keep_film, tmp_path, name)

    assert run(capsys, "replay", name, "--data", str(tmp_path))[1].startswith("Liar's dice, game 1")
    assert "no finished game of the id 'nobody" in fail(
        capsys, "replay", "nobody".ljust(22, "x"), "--data", str(tmp_path)
    )
    assert "there is no database" in fail(capsys, "replay", name, "--data", str(tmp_path / "nowhere"))


async def keep_film(folder: Path, name: str) -> None:
    """Store a finished game with a film."""
    store = SqliteStore(folder)
    await store.load()
    room = RoomId("room")
    opened = Opened(room, Code("ABCDE"), "", True, "chess", 3, {}, PlayerId("ann"), bytes(32), 0, 0, 0, 9)
    result = KeepResult(name, room, 1, "liars_dice", True, (), 5, b"")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        assert await append(store, 1, pack_row(Row(1, 0, (opened,))), result, room=room)
        assert await write(store, KeepFilm(name, FILM.read_bytes()))
        nursery.cancel_scope.cancel()


@contextmanager
def answering(status: int, body: bytes) -> Iterator[tuple[str, list[str]]]:
    """Serve one answer for every path; yield the URL, and what is asked for."""
    asked = list[str]()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))  # seconds until it sees that it shall stop
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


def test_a_film_is_fetched_by_the_link_of_its_page(capsys: pytest.CaptureFixture[str]) -> None:
    with answering(200, FILM.read_bytes()) as (url, asked):
        code, said = run(capsys, "replay", f"{url}/below/replay/abc_-9", "--all")

    assert (code, asked) == (0, ["/below/api/replays/abc_-9"])
    assert said.startswith("Liar's dice, game 1")


def test_a_film_that_does_not_come_is_one_line_and_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with answering(404, b'{"error": "no finished game\\u001b has the id x"}') as (url, _):
        assert fail(capsys, "replay", f"{url}/replay/x") == (
            f"lobby: {url}/replay/x: no finished game� has the id x"
        )
    assert "refused" in fail(capsys, "replay", f"{url}/replay/x")
    with answering(500, b"<html>") as (url, _):
        assert "answered with status 500" in fail(capsys, "replay", f"{url}/replay/x")
    with answering(200, b"<html>") as (url, _):
        assert "no film: " in fail(capsys, "replay", url)


def test_the_version_is_told_also_where_none_is_installed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(capsys, "--version")[1].startswith("lobby, version ")

    # Without the folders in which packages are installed: a checkout that was only copied.
    monkeypatch.setattr(sys, "path", [])
    assert read_version() == "unknown (a checkout that is not installed)"


def test_a_module_of_the_current_folder_is_a_game(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write_game(tmp_path, MENDED).rename(tmp_path / "stones_of_mine.py")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])

    code, said = run(capsys, "check", "stones_of_mine", "--games", "2")

    assert (code, said[:24]) == (0, "stones_of_mine: 2 games,")


@contextmanager
def start(tmp_path: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """Run a server; whatever becomes of the test, it has ended then."""
    command = [sys.executable, "-m", "lobby", "--data", str(tmp_path / "data"), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def serve(tmp_path: Path, *arguments: str) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """Run a server on a free port; yield its process and port."""
    with start(tmp_path, "--port", "0", *arguments) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.fullmatch(r"listening on https?://[^:]+:(\d+)\n", line)
        assert found, line
        yield process, int(found[1])


def end(process: "subprocess.Popen[str]", number: signal.Signals = signal.SIGTERM) -> int:
    """Send the signal; return the exit code when the process has ended."""
    process.send_signal(number)
    return process.wait(TIMEOUT_SECONDS)


def receive_all(client: socket.socket) -> bytes:
    data = b""
    while more := client.recv(65536):
        data += more
    return data


@pytest.mark.end_to_end
def test_what_can_not_be_served_is_one_line_and_code_2(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    taken = socket.create_server(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    mistakes = {
        f"can't listen on 127.0.0.1:{port}: the address is in use": ["--port", str(port)],
        f"can't write to the data directory {file}/x: Not a directory": ["--data", str(file / "x")],
        f"{file} and {file} are no TLS": ["--tls-cert", str(file), "--tls-key", str(file)],
        "can't read the TLS file /nowhere.pem": ["--tls-cert", "/nowhere.pem", "--tls-key", str(file)],
        "can't listen on unix:/nowhere/x: No such file": ["--unix", "/nowhere/x"],
        "nowhere.py": ["--game", "nowhere.py"],
    }
    with taken, ExitStack() as stack:
        processes = {
            text: stack.enter_context(start(tmp_path / f"{number}", *arguments))
            for number, (text, arguments) in enumerate(mistakes.items())
        }
        for text, process in processes.items():
            assert process.stdout is not None
            assert process.stderr is not None
            # What ends says nothing here, what serves all the same says a line: no time has to pass.
            assert process.stdout.readline() == ""
            (line,) = process.stderr.read().splitlines()
            assert process.wait(TIMEOUT_SECONDS) == 2
            assert line.startswith("lobby: ")
            assert text in line


@pytest.mark.end_to_end
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_says_goodbye_to_clients_and_ends_the_process(
    number: signal.Signals, tmp_path: Path
) -> None:
    hello = Hello((1, 1), bytes(16), bytes(16), "bot")
    with serve(tmp_path) as (process, port), socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(write_head(b"/ws", b"GET", UPGRADE) + frame(Opcode.BINARY, encode(hello)))
        data = client.recv(65536)
        process.send_signal(number)
        data += receive_all(client)
        client.close()

        assert process.wait(TIMEOUT_SECONDS) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    frames = parse(data.partition(b"\r\n\r\n")[2])
    goodbye = decode_server(frames[-2][1])
    assert isinstance(goodbye, Goodbye)
    assert goodbye.code == "shutdown"
    assert goodbye.retry_ms is not None
    assert frames[-1][0] is Opcode.CLOSE


def hang(port: int) -> socket.socket:
    """Return a connection with a request that does not end."""
    client = socket.create_connection(("127.0.0.1", port))
    client.sendall(write_head(b"/", b"POST", {b"Host": b"x", b"Content-Length": b"9"}))
    return client


@pytest.mark.end_to_end
def test_a_shutdown_ends_in_its_time_whatever_clients_do(tmp_path: Path) -> None:
    config = tmp_path / "lobby.toml"
    config.write_text("[server]\nshutdown_seconds = 1\n[limits]\nbody_seconds = 600\n")
    with serve(tmp_path, "--config", str(config)) as (process, port), hang(port):
        assert end(process) == 0


@pytest.mark.end_to_end
def test_a_second_signal_is_immediate(tmp_path: Path) -> None:
    config = tmp_path / "lobby.toml"
    config.write_text("[server]\nshutdown_seconds = 600\n[limits]\nbody_seconds = 600\n")
    with serve(tmp_path, "--config", str(config)) as (process, port), hang(port):
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        while "shutting down" not in process.stderr.readline():
            continue

        assert end(process) == 0


@pytest.mark.end_to_end
def test_on_every_network_the_address_for_others_is_told_with_a_code(tmp_path: Path) -> None:
    with serve(tmp_path, "--host", "0.0.0.0") as (process, port):
        end(process)
        assert process.stdout is not None
        text = process.stdout.read()

    if text:  # a machine without any network has no address to tell
        assert re.match(rf"from your network: http://[\d.]+:{port}\n", text)
        assert len(text.splitlines()) > 10
