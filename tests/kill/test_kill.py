"""A short form of `make kill`, and the test of the rig: what a server that tells too early loses is found."""

import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.end_to_end

RUN_SECONDS = 240.0


def kill(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the rig."""
    command = [sys.executable, "-m", "tests.kill", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=RUN_SECONDS, check=False)


def figure(output: str, name: str) -> int:
    """Return what a row of the table says."""
    found = re.search(rf"^ *{name}  (\d+)", output, re.MULTILINE)
    assert found, output
    return int(found[1])


def test_nothing_is_lost_and_nobody_begins_anew_when_the_server_is_killed() -> None:
    done = kill("--count", "5", "--seed", "3")

    assert done.returncode == 0, done.stdout + done.stderr
    assert figure(done.stdout, "kills") == 5
    assert figure(done.stdout, "acknowledged") > 100
    assert figure(done.stdout, "acknowledged and lost") == 0


def test_a_server_that_tells_before_it_stores_is_found_out() -> None:
    done = kill("--count", "3", "--seed", "3", "--server", "tests.kill.careless")

    assert done.returncode == 1, done.stdout + done.stderr
    assert figure(done.stdout + done.stderr, "acknowledged and lost") > 0
    assert "its data and its log are kept in" in done.stdout
