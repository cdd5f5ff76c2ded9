"""One server per data directory: a lock that ends with the process, however it ends."""

import errno
import os
from pathlib import Path

from attrs import define

from lobby.shell.store import CantStore
from lobby.shell.stores.files import give_away

try:
    import fcntl
except ImportError:  # Windows has no such locks
    fcntl = None  # type: ignore[assignment]


_FULL = (errno.ENOSPC, errno.EDQUOT)


class InUse(CantStore):
    """Another process uses the data directory."""


@define(eq=False)
class Lock:
    """A file in the data directory that only one process can hold; the number of the process is in it."""

    path: Path
    _descriptor: int | None = None

    def take(self) -> None:
        """Hold it; raise InUse where another process does, else CantStore."""
        if not hasattr(fcntl, "flock"):
            return
        while not self._try():
            pass  # whoever had it has taken the file away with it

    def _try(self) -> bool:
        """Hold the file of the moment; False where its name is another's by now."""
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise self._cant_write(error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip()
            os.close(descriptor)
            who = f"another server (process {holder})" if holder else "another server"
            raise InUse(f"{who} is using the data directory {self.path.parent}") from error
        if not self._is_there(descriptor):
            os.close(descriptor)
            return False
        try:
            give_away(self.path, self.path.parent)
            os.truncate(descriptor, 0)
            sign(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise self._cant_write(error) from error
        self._descriptor = descriptor
        return True

    def _is_there(self, descriptor: int) -> bool:
        """Tell whether a file that is held has its name still: else another one could be held beside it."""
        try:
            return os.path.samestat(os.fstat(descriptor), self.path.stat())
        except FileNotFoundError:
            return False

    def _cant_write(self, error: OSError) -> CantStore:
        return CantStore(f"can't write to the data directory {self.path.parent}: {error.strerror}")

    def remove(self) -> None:
        """Take the file away and let others have the folder; only who holds it may."""
        if self._descriptor is not None:
            self.path.unlink(missing_ok=True)
        self.release()

    def release(self) -> None:
        """Let others have it."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


def sign(descriptor: int) -> None:
    """Say whose it is. A full disk may have no room for that: what is on it can be read all the same."""
    try:
        os.write(descriptor, f"{os.getpid()}\n".encode())
    except OSError as error:
        if error.errno not in _FULL:
            raise
