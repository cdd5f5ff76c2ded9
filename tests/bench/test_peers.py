"""The rig of the benchmark works: the limit in C and our server carry what the generator says."""

import shutil

import pytest

from tests.bench.contestants import CONTESTANTS, compiled
from tests.bench.loading import run_load
from tests.bench.workloads import Bench, connected

needs_compiler = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")


@pytest.mark.end_to_end
@needs_compiler
@pytest.mark.parametrize("does", ["echo", "say", "command"])
@pytest.mark.parametrize("name", ["limit", "ours"])
def test_everything_that_is_said_comes_to_everybody_in_the_room(name: str, does: str) -> None:
    contestant = next(one for one in CONTESTANTS if one.id == name)
    members = 1 if does == "command" else 3
    with compiled() as tools:
        bench = Bench(tools, 0.5, 0.0, None, None)
        with connected(bench, contestant, does, 2, members) as (served, wires):
            for rate in (0.0, 20.0):
                hearers = members if does == "say" else 1
                loaded = run_load(
                    tools, served, contestant, wires,
                    speakers=2, seconds=0.5, warmup=0.0, rate=rate, hearers=hearers,
                )  # fmt: skip

                assert loaded.missing == 0
                assert loaded.delivered == loaded.said * hearers > 0
