"""Who one is, kept in a file."""

from pathlib import Path

import pytest

from clients.identity import TOKEN_BYTES, keep_token


def test_a_player_is_made_once_and_found_again_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "me"

    token = keep_token(str(path))

    assert len(token) == TOKEN_BYTES
    assert keep_token(str(path)) == token
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("text", ["", "beef", "no hex at all", "é"])
def test_a_file_that_holds_no_player_is_told_and_left_as_it_is(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match="holds no player: that would be 64 hex digits"):
        keep_token(str(path))
    assert path.read_text(encoding="utf-8") == text


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"can't write .*No such file or directory"):
        keep_token(str(tmp_path / "nowhere" / "me"))
