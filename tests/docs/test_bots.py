"""The programs of the guide to bots that need no port: they are run as they stand there."""

import re
from pathlib import Path
from typing import Any

import pytest
from trio.testing import MockClock

from lobby.testing.serve import serve

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "howto" / "bots.md").read_text(encoding="utf-8")


async def test_the_program_in_real_time_plays_paddles_to_the_end(
    autojump_clock: MockClock, capsys: pytest.CaptureFixture[str]
) -> None:
    [program] = [text for text in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if "start_live" in text]
    names: dict[str, Any] = {"__name__": "paddler"}
    exec(compile(program, "paddler.py", "exec"), names)

    async with serve(str(ROOT / "examples" / "paddles"), seed=4) as server:
        await names["main"](server.dialler)

    assert re.search(r"^places: \[\d, \d\]$", capsys.readouterr().out, re.MULTILINE)
