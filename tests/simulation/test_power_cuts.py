"""Servers that are killed, also by power cuts, over disks that hang and fail: nothing lost, nothing twice."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from lobby.core.step import Step
from lobby.shell.host import Host
from lobby.shell.stores.memory import MemoryStore
from tests.simulation.run import run_seed

# More of them: `make sim SEEDS=10000 CRASHES=1`, or LOBBY_CRASHING_SEEDS=1000 here.
CRASHING_SEEDS = int(os.environ.get("LOBBY_CRASHING_SEEDS", "20"))
SEEDS_MAX = 40  # what needs more seeds than these is hardly tested


@pytest.mark.seeds
@pytest.mark.parametrize("seed", range(CRASHING_SEEDS))
def test_nothing_is_lost_or_done_twice_over_kills_power_cuts_and_hanging_disks(seed: int) -> None:
    run = run_seed(seed, is_crashing=True)

    again = f"again: make sim SEEDS=1 FROM={seed} CRASHES=1\n"
    assert not run.faults, again + "\n".join(run.faults[:5])


def without_commits(patch: pytest.MonkeyPatch) -> None:
    """A command is answered as soon as its step is made, stored or not."""
    real = Host.append

    def append(host: Host, step: Step, *args: Any, reply: Any, **kwargs: Any) -> None:
        if reply is not None:
            reply(step.result)
        real(host, step, *args, reply=None, **kwargs)

    patch.setattr(Host, "append", append)


def without_syncs(patch: pytest.MonkeyPatch) -> None:
    """A commit is told as soon as it is written: a power cut takes along what was told."""

    async def commit_batch(store: MemoryStore) -> None:
        batch = store.take_jobs(len(store.jobs))
        outcomes = [store._do(job) for job in batch]
        for tell in outcomes:
            tell()
        await store._delay()
        await store._hang()
        store._disk.sync()

    patch.setattr(MemoryStore, "_commit_batch", commit_batch)


@pytest.mark.slow
@pytest.mark.parametrize("switch_off", [without_commits, without_syncs])
def test_what_is_told_before_it_is_synced_is_found_out(
    switch_off: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    switch_off(monkeypatch)

    found = (fault for seed in range(SEEDS_MAX) for fault in run_seed(seed, is_crashing=True).faults)

    assert next(found, None), f"{SEEDS_MAX} seeds find nothing {switch_off.__name__.replace('_', ' ')}"
