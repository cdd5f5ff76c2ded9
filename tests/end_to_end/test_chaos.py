"""One short walk through everything at once; `python -m tests.end_to_end.chaos --count N` takes many."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.end_to_end.chaos import take_walk

pytestmark = pytest.mark.end_to_end

SEED = 3


def test_two_games_come_to_their_ends_over_kills_and_cuts_and_all_pages_show_the_truth(
    new_context: Callable[[], BrowserContext], tmp_path: Path
) -> None:
    take_walk(new_context, tmp_path, SEED)
