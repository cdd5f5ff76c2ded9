"""The server under test: the real process on one port and one data folder, killed and started again."""

import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import trio
from attrs import define, field

START_SECONDS = 60.0
LOOK_SECONDS = 0.002  # what another process does can't be waited for, only looked at

# Everything that would slow the clients down is far away, and so is every end that comes by itself.
CONFIG = """[server]
comeback_ms = 50
comeback_spread_ms = 100
[limits]
frames_per_second = 1000000
frames_burst = 1000000
chat_per_second = 1000
chat_burst = 1000
rooms_per_player = 1000
[access]
joins_burst = 100000
joins_per_minute = 100000
openings_burst = 1000000
openings_per_minute = 1000000
address_openings_burst = 1000000
address_openings_per_minute = 1000000
[talk]
seats_burst = 1000
seats_per_minute = 10000
names_burst = 100000
names_per_minute = 100000
houses_burst = 100000
houses_per_minute = 100000
[room]
chat_lines = 40
grace_seconds = 300
move_limit_seconds = 600
empty_seconds = 600
[game]
hook_seconds = 5
"""
# Rooms come back one by one, so that clients are there before them, and so is the next kill; and after each
# commit all that is in the journal is put in its place.
SLOWLY = """[store]
journal_kib = 0
restore_slice_ms = 0
restore_pause_ms = 150
"""


class DidNotStart(Exception):
    """The server ended, or did not listen in time; the text is what it has logged last."""


@define(eq=False)
class Server:
    """One server after the other. `module` is what Python runs in place of `lobby`; `is_slow`: rooms take
    their time to come back after a start, and commits have company."""

    folder: Path
    module: str
    is_slow: bool = False
    port: int = 0
    starts: int = 0
    start_seconds: list[float] = field(factory=list)  # of those that were let listen
    _process: trio.Process | None = None

    @property
    def url(self) -> str:
        """Where its page is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def data(self) -> Path:
        """Everything that survives."""
        return self.folder / "data"

    @property
    def log(self) -> str:
        """All that all of them have logged."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    async def begin(self) -> None:
        """Start the process, and return at once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        config = self.folder / "lobby.toml"
        config.write_text(CONFIG + SLOWLY * self.is_slow, encoding="utf-8")
        words = [sys.executable, "-m", self.module, "--config", str(config), "--data", str(self.data)]
        self.starts += 1
        with (self.folder / "log").open("ab") as log:
            self._process = await trio.lowlevel.open_process(
                [*words, "--port", str(self.port), "--log-level", "warning"],
                stdout=subprocess.PIPE,
                stderr=log,
            )

    async def wait_listening(self) -> None:
        """Return when it says that it listens; raise DidNotStart."""
        assert self._process is not None
        assert self._process.stdout is not None
        line, began = b"", trio.current_time()
        with trio.move_on_after(START_SECONDS):
            while not line.endswith(b"\n") and (data := await self._process.stdout.receive_some()):
                line += data
        if not line.startswith(b"listening on "):
            raise DidNotStart(f"{line.decode()}\n{self.log[-2000:]}")
        self.start_seconds.append(trio.current_time() - began)
        self.port = int(line.split(b":")[-1])

    async def kill(self) -> None:
        """End it with SIGKILL, if there is one; returns when it is gone."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()
        await self._close()

    async def wait_write(self) -> None:
        """Return in the moment in which a commit is on its way: the database's journal has just grown."""
        await trio.to_thread.run_sync(partial(_wait_change, self.data / "lobby.sqlite-wal"))

    async def _close(self) -> None:
        process, self._process = self._process, None
        assert process is not None
        assert process.stdout is not None
        await process.stdout.aclose()


def _wait_change(file: Path) -> None:
    """Look without a pause: a commit is over in a millisecond."""
    before = _stamp(file)
    for _ in range(200_000):
        if _stamp(file) != before:
            return


def _stamp(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
