"""The real process: `python -m lobby` with a configuration file and a data directory of its own."""

import itertools
import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from lobby.shell.control.client import command
from lobby.shell.store import CantStore

START_SECONDS = 120.0  # patience with a machine that has much else to do, no expectation
STOP_SECONDS = 15.0
SETTLE_SECONDS = 20.0
LOOK_EVERY_SECONDS = 0.05  # another process can't be waited for, only asked
IDLE_LOOKS = 5  # so many in a row that see the same

HELD = ("lobby_rooms", "lobby_members", "lobby_connections", "lobby_tasks")


def run_lobby(*flags: str) -> "subprocess.CompletedProcess[str]":
    """Run a server that is expected to end by itself."""
    return subprocess.run(
        [sys.executable, "-m", "lobby", *flags],
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )


class Lobby:
    """One server; it may be killed, and started again on its port with its data."""

    def __init__(
        self, folder: Path, config: str = "", flags: Iterable[str] = (), package: Path | None = None
    ) -> None:
        """`package` is a folder with another copy of the package; without it, the one of these tests runs."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "lobby.toml").write_text(config, encoding="utf-8")
        self.url = ""
        self.first_line = ""
        self.data = folder / "data"
        self._log = folder / "log"
        self._flags = ["--config", str(folder / "lobby.toml"), "--data", str(folder / "data"), *flags]
        self._package = package
        self.process: subprocess.Popen[str] | None = None

    @property
    def port(self) -> int:
        """The TCP port that it has, or had."""
        return int(self.url.rpartition(":")[2])

    @property
    def log(self) -> str:
        """All that it has logged."""
        return self._log.read_text(encoding="utf-8")

    def start(self, port: int = 0) -> None:
        """Start it, and return when it answers."""
        words = [sys.executable, "-m", "lobby", "--port", str(port), *self._flags]
        with self._log.open("a") as log:
            self.process = subprocess.Popen(
                words, stdout=subprocess.PIPE, stderr=log, text=True, cwd=self._package
            )
        assert self.process.stdout is not None
        guard = threading.Timer(START_SECONDS, self.process.kill)
        guard.start()
        self.first_line = self.process.stdout.readline().rstrip("\n")
        guard.cancel()
        found = re.fullmatch(r"listening on (\S+)", self.first_line)
        assert found, (self.first_line, self.log)
        self.url = found[1]

    def stop(self) -> None:
        """End it with SIGTERM; it must end well, and must not have stumbled over anything."""
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=STOP_SECONDS)
        finally:
            process.kill()
        assert process.returncode == 0, self.log
        self.check()

    def check(self) -> None:
        """It must not have stumbled over anything."""
        assert not re.search("traceback|exception", self.log, re.IGNORECASE), self.log

    def kill(self) -> None:
        """End it with SIGKILL: nothing is said, nothing is stored any more."""
        assert self.process is not None
        self.process.kill()
        self.process.communicate(timeout=STOP_SECONDS)
        self.process = None

    def clear(self) -> None:
        """Close every room, as its operator may: who comes next finds none."""
        parts: list[Any] = list(command(self.data, {"what": "list_rooms", "game": None}))
        for room in itertools.chain(*parts):
            with suppress(CantStore):  # it may have closed by itself since
                list(command(self.data, {"what": "close_room", "room": room["id"], "reason": ""}))

    def get(self, path: str) -> str:
        """Return what it answers over HTTP."""
        with urlopen(f"{self.url}{path}", timeout=START_SECONDS) as response:
            return str(response.read().decode())

    def measure(self, names: Iterable[str] = HELD) -> dict[str, float]:
        """Return what it holds now."""
        lines = (line.split() for line in self.get("/metrics").splitlines() if not line.startswith("#"))
        return {line[0]: float(line[1]) for line in lines if line[0] in set(names)}

    def measure_idle(self) -> dict[str, float]:
        """Return what it holds when nobody is there but who asks, and nothing is still ending.

        Tasks live on for a moment: the one that an operator's command had does, and no other gauge tells.
        """
        give_up = time.monotonic() + SETTLE_SECONDS
        looks = [self.measure()]
        while (looks[-IDLE_LOOKS:] != IDLE_LOOKS * looks[-1:]) or looks[-1]["lobby_connections"] != 1:
            assert time.monotonic() < give_up, looks
            time.sleep(LOOK_EVERY_SECONDS)
            looks.append(self.measure())
        return looks[-1]

    def wait_seated(self, players: int) -> None:
        """Return when the listed rooms have so many seats taken, or at the end of the patience."""
        give_up = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < give_up:
            if sum(room["taken"] for room in json.loads(self.get("/api/rooms"))) == players:
                return
            time.sleep(LOOK_EVERY_SECONDS)

    def settle(self, expected: dict[str, float]) -> dict[str, float]:
        """Return what it holds as soon as that is `expected`, or at the end of the patience."""
        give_up = time.monotonic() + SETTLE_SECONDS
        while (measured := self.measure(expected)) != expected and time.monotonic() < give_up:
            time.sleep(LOOK_EVERY_SECONDS)
        return measured


class Houses:
    """Servers that run on from test to test: one for each way to start it. At the end all must end well."""

    def __init__(self, make_folder: Callable[[], Path]) -> None:
        self._make_folder = make_folder
        self._running: dict[tuple[str, ...], Lobby] = {}

    def __enter__(self) -> "Houses":
        return self

    def __exit__(self, *_: object) -> None:
        with ExitStack() as stack:  # also where one of them has not ended well
            for lobby in self._running.values():
                stack.callback(lobby.stop)

    def find(self, config: str, flags: tuple[str, ...]) -> Lobby:
        """Return the server with this configuration and these flags; the first time it is started."""
        lobby = self._running.get((config, *flags))
        if lobby is None:
            lobby = Lobby(self._make_folder(), config, flags)
            lobby.start()
            self._running[config, *flags] = lobby
        return lobby
