"""The real server and the real client on a bad network, seed by seed: nothing lost, nothing twice."""

import os
import subprocess
import sys

import pytest

from tests.delivery.trace import Trace
from tests.simulation.run import run_seed

# More of them: `make sim SEEDS=10000`, or LOBBY_SEEDS=1000 here.
SEEDS = int(os.environ.get("LOBBY_SEEDS", "20"))
PRINT_DIGESTS = """
from tests.simulation.run import run_seed, set_up
set_up()
print([run_seed(seed, is_crashing=seed % 2 == 1).digest for seed in range(4)])
"""


@pytest.mark.seeds
@pytest.mark.parametrize("seed", range(SEEDS))
def test_nothing_is_lost_twice_or_out_of_order_and_all_see_the_truth(seed: int) -> None:
    run = run_seed(seed)

    assert not run.faults, f"again: make sim SEEDS=1 FROM={seed}\n" + "\n".join(run.faults[:5])


@pytest.mark.slow
def test_a_seed_alone_repeats_a_run_in_any_process_whatever_the_order_of_its_sets() -> None:
    digests = {print_digests(hash_seed) for hash_seed in ("1", "2")}

    assert len(digests) == 1, first_difference()


def print_digests(hash_seed: str) -> str:
    """Return what another process says of the first seeds."""
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-c", PRINT_DIGESTS]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=300)
    return done.stdout


def first_difference() -> str:
    """Return where two runs of a seed in this process part, if they do."""
    for seed in range(4):
        traces = Trace(is_kept=True), Trace(is_kept=True)
        for trace in traces:
            run_seed(seed, trace, is_crashing=seed % 2 == 1)
        for one, other in zip(traces[0].lines, traces[1].lines, strict=False):
            if one != other:
                return f"seed {seed}: {one!r} and {other!r}"
    return "only processes differ"
