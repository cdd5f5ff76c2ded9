"""A line of chat costs what it is long: the frame tells the line, and nothing else is looked at."""

from typing import Any

import pytest

from lobby.core.announce import announce
from lobby.core.inputs import SayLine, TakeSeat
from lobby.core.outputs import Added
from lobby.core.step import Step, take
from lobby.core.topic import Bounds, Draft, Topic, Total
from lobby.core.views import view_room
from lobby.wire.codec import decode_server
from lobby.wire.messages import Patch
from lobby.wire.patch import fold
from tests.core.table import ANN, Table

KEPT = 3


def say(table: Table, topic: Topic, text: str) -> Draft:
    """Let Ann say a line, which is drafted, and not told yet."""
    before = table.room
    step = take(before, SayLine(ANN, text, "all"), before.now_ms + 10)
    assert isinstance(step, Step)
    (added,) = announce(before, step.room, step.row)
    assert isinstance(added, Added)
    table.room = step.room
    return topic.lengthen(step.row.number, added)


def lay() -> tuple[Table, Topic]:
    table = Table.lay(chat_lines=KEPT)
    table.give(TakeSeat(ANN, None))
    view = view_room(table.room)
    return table, Topic("room/room", "e", table.room.step, view, Bounds(100, 100_000, Total(100_000)))


@pytest.mark.parametrize("told_at_once", [True, False])
def test_a_line_is_told_alone_and_makes_the_view_of_the_room(*, told_at_once: bool) -> None:
    table, topic = lay()
    view: Any = topic.view

    for count in range(2 * KEPT):
        draft = say(table, topic, f"line {count}")
        patch = decode_server(draft.frame.payload)
        assert isinstance(patch, Patch)
        view = fold(view, patch.change)
        assert view == draft.view == view_room(table.room)
        added = patch.change["change"]["chat"]["splice"][-1]
        assert [line["text"] for line in added[2]] == [f"line {count}"]
        if told_at_once:
            topic.tell(draft)


def test_the_oldest_line_goes_when_there_are_as_many_as_are_kept() -> None:
    table, topic = lay()

    for count in range(KEPT + 1):
        topic.tell(say(table, topic, f"line {count}"))

    assert [line["text"] for line in topic.view["chat"]] == [f"line {count}" for count in range(1, KEPT + 1)]
