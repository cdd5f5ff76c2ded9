"""The real server as a process of its own, on a processor of its own, and what it uses of that."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen


@frozen
class Spent:
    """Processor time since the start of a process, in microseconds."""

    main: float  # the thread in which the rooms are
    others: float  # the store's thread, and the watchdog

    @property
    def all(self) -> float:
        """All of it."""
        return self.main + self.others

    def since(self, before: "Spent") -> "Spent":
        """Return what was spent since then."""
        return Spent(self.main - before.main, self.others - before.others)


@frozen
class Served:
    """A server that listens."""

    process: "subprocess.Popen[str]"
    port: int
    folder: Path

    @property
    def pid(self) -> int:
        """The process."""
        return self.process.pid

    def kill(self) -> None:
        """End it as by `kill -9`."""
        self.process.kill()
        self.process.wait()

    def read_spent(self) -> Spent:
        """Return the processor time of its threads, as the scheduler counts it."""
        threads = {
            int(task.name): int((task / "schedstat").read_text(encoding="ascii").split()[0]) / 1000
            for task in Path(f"/proc/{self.pid}/task").iterdir()
        }
        main = threads.pop(self.pid)
        return Spent(main, sum(threads.values()))

    def read_memory(self) -> int:
        """Return the bytes of memory that it holds."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def pinned(core: int | None) -> Iterator[None]:
    """Let what is started in this block stay on one processor; None: where it likes."""
    before = os.sched_getaffinity(0)
    if core is not None:
        os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def serving(config: str, *flags: str, core: int | None = None, under: Path | None = None) -> Iterator[Served]:
    """Run a server with these settings over a fresh folder, `under` another one; at the end it is killed, as
    by `kill -9`."""
    with (
        tempfile.TemporaryDirectory(dir=under) as name,
        serving_from(Path(name), config, *flags, core=core) as served,
    ):
        yield served


@contextmanager
def serving_from(folder: Path, config: str, *flags: str, core: int | None = None) -> Iterator[Served]:
    """Run a server with these settings over the data in a folder; at the end it is killed."""
    (folder / "lobby.toml").write_text(config, encoding="utf-8")
    data = folder / "data"
    words = ["--port", "0", "--data", str(data), "--config", str(folder / "lobby.toml"), *flags]
    with pinned(core):
        command = [sys.executable, "-m", "lobby", *words, "--log-level", "warning"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        port = int(process.stdout.readline().rpartition(":")[2])
        yield Served(process, port, data)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
