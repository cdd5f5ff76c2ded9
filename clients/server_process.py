"""The process of a server on this machine, found by its port, and what it uses. Linux; None elsewhere."""

import os
import socket
from pathlib import Path

from attrs import frozen

LISTEN = "0A"  # in /proc/net/tcp


@frozen
class Used:
    """What a process has used so far."""

    cpu_seconds: float
    memory_bytes: int


@frozen
class ServerProcess:
    """A process that listens."""

    pid: int
    name: str

    def read(self) -> Used | None:
        """Return what it has used; None once it is gone, or where it may not be looked at."""
        try:
            times = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
        except OSError:
            return None
        ticks = int(times[11]) + int(times[12])
        return Used(ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE"))


def find_server(host: str, port: int) -> ServerProcess | None:
    """Return the process that listens on the port, where the host is this machine and it may be seen."""
    if not _is_here(host):
        return None
    links = {f"socket:[{inode}]" for inode in _find_inodes(port)}
    for folder in sorted(Path("/proc").glob("[0-9]*")) if links else ():
        if _holds(folder, links):
            return ServerProcess(int(folder.name), _read_name(folder))
    return None


def _read_name(folder: Path) -> str:
    try:
        return (folder / "comm").read_text(encoding="utf-8").strip()
    except OSError:  # it has just ended
        return ""


def _is_here(host: str) -> bool:
    """Only an address of this machine can be bound."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.bind(address)
    except OSError:
        return False
    return True


def _find_inodes(port: int) -> list[str]:
    inodes = []
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        try:
            lines = table.read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == LISTEN and int(fields[1].rpartition(":")[2], 16) == port:
                inodes.append(fields[9])
    return inodes


def _holds(folder: Path, links: set[str]) -> bool:
    try:
        return any(str(entry.readlink()) in links for entry in (folder / "fd").iterdir())
    except OSError:  # it has ended, or is somebody else's
        return False
