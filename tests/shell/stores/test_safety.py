"""Blocks and reports in both stores."""

from pathlib import Path
from typing import Any

import pytest
import trio

from lobby.core.ids import PlayerId
from lobby.settings import RetentionSection, StoreSection
from lobby.shell import asking
from lobby.shell.questions import FindPlayers, KnownPlayer, ListReports
from lobby.shell.records import KeepBlocks, KeepPlayer, KeepReport
from lobby.shell.store import Store
from lobby.shell.stores.memory import MemoryStore
from lobby.shell.stores.sqlite import SqliteStore
from lobby.wire.values import pack

ANN, BOB = PlayerId("ann"), PlayerId("bob")
REPORTS = [KeepReport(f"report{n}", 1000 + n, b"data") for n in range(3)]


async def tidy(store: Store, settings: RetentionSection, now_ms: int) -> Any:
    """Let a store tidy up once; return what has gone."""
    told, done = list[Any](), trio.Event()

    def take(answer: Any) -> None:
        told.append(answer)
        done.set()

    store.tidy(settings, now_ms, take)
    with trio.fail_after(10):
        await done.wait()
    return told[0]


@pytest.mark.parametrize("kind", ["sqlite", "memory"])
async def test_blocks_and_reports_are_kept_until_their_time_is_over(tmp_path: Path, kind: str) -> None:
    store: Store = SqliteStore(tmp_path, StoreSection(), 64) if kind == "sqlite" else MemoryStore()
    people = [KeepPlayer(player, player.encode(), player, "person") for player in (ANN, BOB)]
    blocks = [KeepBlocks(player, pack([["cy", "Cy"]])) for player in (ANN, BOB)]
    async with trio.open_nursery() as nursery:
        await store.load()
        nursery.start_soon(store.run)
        assert await asking.write(store, (*people, *blocks, *REPORTS, REPORTS[0]), 5)
        newest: Any = await asking.ask(store, ListReports(limit=2), 5)
        older: Any = await asking.ask(store, ListReports(before_ms=1002), 5)
        gone = await tidy(store, RetentionSection(reports=1), 2000)
        left: Any = await asking.ask(store, ListReports(), 5)
        known: Any = await asking.ask(store, FindPlayers(ids=(ANN, BOB)), 5)
        nursery.cancel_scope.cancel()

    assert known == tuple(KnownPlayer(who, own.data) for who, own in zip(people, blocks, strict=True))
    assert [report.id for report in newest] == ["report2", "report1"]
    assert [report.id for report in older] == ["report1", "report0"]
    assert (gone.rows, [report.id for report in left]) == (4, ["report2"]), "both were found to be idle, too"
