"""Every store keeps the promises that hosts, sessions and a restart rely on."""

from pathlib import Path
from typing import Any

import pytest
from attrs import define

from lobby.shell.store import Store
from lobby.shell.stores.memory import MemoryStore
from lobby.shell.stores.sqlite import SqliteStore
from lobby.testing import stores


@define
class Memory:
    """What a process in memory leaves to the next one."""

    store: MemoryStore | None = None

    def start(self) -> Store:
        """See Disk.start."""
        self.store = MemoryStore() if self.store is None else self.store.after_crash()
        return self.store


@define
class Folder:
    """A data directory."""

    path: Path

    def start(self) -> Store:
        """See Disk.start."""
        return SqliteStore(self.path)


@pytest.mark.parametrize("check", stores.CHECKS)
async def test_the_memory_store_conforms(check: Any) -> None:
    await check(Memory())


@pytest.mark.parametrize("check", stores.CHECKS)
async def test_the_sqlite_store_conforms(check: Any, tmp_path: Path) -> None:
    await check(Folder(tmp_path))
