"""Whether there is room on a disk is found by making a file, which is gone again."""

import resource
from pathlib import Path

import pytest

from lobby.core.ids import PlayerId, RoomId
from lobby.shell.records import KeepFilm, KeepPlayer
from lobby.shell.stores.free_space import has_space, weigh
from lobby.shell.stores.inbox import Append, Forget, Job, Write

ROOM = RoomId("r")
PLAYER = KeepPlayer(PlayerId("four"), b"hash", "Ann", "bot")


def test_there_is_room_for_what_fits_and_nothing_is_left(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        found = [has_space(tmp_path, size) for size in (1, 50_000, 50_001)]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert found == [True, True, False]
    assert list(tmp_path.iterdir()) == []


def test_in_a_folder_that_has_gone_there_is_none(tmp_path: Path) -> None:
    assert not has_space(tmp_path / "gone", 1)


@pytest.mark.parametrize(
    ("job", "size"),
    [
        (Append(ROOM, 1, 1, b"row", print, (KeepFilm("id", b"film"),)), 3 + 2 + 4),
        (Write((PLAYER, PLAYER), print), 2 * (4 + 4 + 3 + 3)),
        (Forget(ROOM), 0),
    ],
)
def test_what_a_job_weighs_is_what_it_brings(job: Job, size: int) -> None:
    assert weigh([job]) == size
    assert weigh([job, job]) == 2 * size
