"""A log as lines is the same log when it is read again."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobby.core.events import Ended, Moved, Opened, Row, Said
from lobby.core.history.lines import BadLines, read_lines, write_lines
from lobby.core.history.log import pack_row
from lobby.core.ids import Code, PlayerId, RoomId

ANN = PlayerId("a" * 16)
OPENED = Opened(
    RoomId("r" * 12), Code("ABCDE"), "Ann's", True, "chess", 3, {"size": 8}, ANN, bytes(32), 5, 60, 0, 9, "e"
)
LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text() | st.binary()
KEYS = st.text() | st.sampled_from(["$bytes", "$dict"])
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=10)


def lines_of(*rows: Row, **about: Any) -> list[str]:
    return list(write_lines(map(pack_row, rows), **about))


@given(VALUES)
def test_what_is_written_is_read_again(move: Any) -> None:
    rows = [Row(1, 0, (OPENED,)), Row(2, 7, (Moved(0, move), Ended((1, 2), (3, 4)), Said(ANN, "Ann", "é\n")))]

    [(header, read)] = read_lines(lines_of(*rows, code="ABCDE"))

    assert read == rows
    assert {name: header[name] for name in ("room", "game", "version", "options", "code")} == {
        "room": OPENED.room,
        "game": "chess",
        "version": 3,
        "options": {"size": 8},
        "code": "ABCDE",
    }


def test_many_logs_may_stand_one_after_the_other() -> None:
    lines = lines_of(Row(1, 0, (OPENED,)))

    assert [len(rows) for _, rows in read_lines([*lines, *lines])] == [1, 1]


def test_each_line_is_json_by_itself() -> None:
    [_, line] = lines_of(Row(1, 0, (OPENED,)))

    assert json.loads(line)["events"][0]["secret"] == {"$bytes": "00" * 32}


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ([], "there are no lines"),
        (["{"], "line 1: "),
        (['{"step":1}'], "line 1: a header with lobby_log comes first"),
        (['{"lobby_log":2}'], "line 1: lobby_log is 2, this lobby reads 1"),
        (['{"lobby_log":1}', '{"step":2}'], "line 2: step 2 where 1 comes next"),
        (
            ['{"lobby_log":1}', '{"step":1,"at_ms":0,"events":[{"event":"Fell"}]}'],
            "no event is called 'Fell'",
        ),
        (['{"lobby_log":1}', '{"step":1,"at_ms":0,"events":[{"event":"Moved"}]}'], "line 2: "),
        (["7"], "line 1: "),
    ],
)
def test_what_is_no_log_is_told_with_its_line(lines: list[str], fault: str) -> None:
    with pytest.raises(BadLines, match=fault.replace("(", r"\(")):
        list(read_lines(lines))


def test_a_log_without_its_beginning_is_none() -> None:
    with pytest.raises(BadLines, match="does not begin with the opening"):
        lines_of(Row(2, 0, (Said(ANN, "Ann", "hello"),)))
