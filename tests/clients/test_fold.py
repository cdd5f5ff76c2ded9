"""The fold of what the server tells: nothing missed, nothing shown by halves."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from clients.fold import Told, Views, ask, hear, must_ask
from lobby.wire.messages import CaughtUp, Done, Gone, Patch, Pong, ServerMessage, Snapshot
from lobby.wire.patch import Change, diff
from lobby.wire.values import Value, hash_view
from tests.wire.strategies import values

SEAT, GAME = "seat/x/0/3", "game/x"


def hear_all(*messages: ServerMessage, views: Views | None = None) -> Views:
    views = views or Views()
    for message in messages:
        views = hear(views, message)
    return views


def shown(views: Views) -> dict[str, Value]:
    return {topic: told.view for topic, told in views.shown.items()}


@given(st.lists(values, min_size=1), st.booleans())
def test_folded_changes_show_what_was_told(told: list[Value], hashed: bool) -> None:
    views = hear(Views(), Snapshot(GAME, "e", 0, told[0]))
    for number, (before, after) in enumerate(pairwise(told), 1):
        digest = hash_view(after) if hashed else None
        views = hear(views, Patch(GAME, number, number - 1, diff(before, after), hash=digest))

    assert shown(views) == {GAME: told[-1]}
    assert not must_ask(views)


@given(st.lists(values, min_size=2, max_size=6), st.data())
def test_frames_that_were_lost_are_asked_for_and_then_the_views_are_right(
    told: list[Value], data: st.DataObject
) -> None:
    snapshot = Snapshot(GAME, "e", 0, told[0])
    pairs = enumerate(pairwise(told), 1)
    ring = [Patch(GAME, number, number - 1, diff(before, after)) for number, (before, after) in pairs]
    lost = data.draw(st.sets(st.sampled_from(range(len(ring)))), label="lost")
    views = hear_all(snapshot, *(patch for index, patch in enumerate(ring) if index not in lost))

    views, offsets = ask(views)
    views = hear_all(*(patch for patch in ring if patch.number > offsets[GAME][1]), CaughtUp(), views=views)

    assert shown(views) == {GAME: told[-1]}
    assert not must_ask(views)


def test_a_patch_on_another_frame_is_not_folded_and_is_asked_for() -> None:
    views = hear_all(Snapshot(GAME, "e", 1, "one"), Patch(GAME, 3, 2, {"value": "three"}))

    assert shown(views) == {GAME: "one"}
    assert must_ask(views)
    assert ask(views)[1] == {GAME: ("e", 1)}


def test_a_patch_of_a_topic_that_was_never_told_is_asked_for() -> None:
    views = hear_all(Patch(GAME, 3, 2, {"value": "three"}))

    assert must_ask(views)
    assert ask(views)[1] == {}


def test_while_an_answer_is_on_its_way_nothing_is_asked_again() -> None:
    views, _ = ask(hear_all(Snapshot(GAME, "e", 1, "one"), Patch(GAME, 3, 2, {"value": "three"})))
    views = hear(views, Patch(GAME, 4, 3, {"value": "four"}))

    assert not must_ask(views)
    assert must_ask(hear(views, CaughtUp()))


def test_a_view_whose_hash_differs_is_not_named_and_gets_a_snapshot() -> None:
    views = hear_all(Snapshot(GAME, "e", 1, "one"), Patch(GAME, 2, 1, {"value": "two"}, hash=7))

    assert shown(views) == {GAME: "one"}
    assert ask(views)[1] == {}


def test_a_change_that_does_not_fit_is_not_folded_and_gets_a_snapshot() -> None:
    changes: list[Change] = [{"delete": ["no"]}, {"set": 3}, {"splice": [1]}, {"change": None}]
    for change in [*changes, {"change": {"no": {}}}]:
        views = hear_all(Snapshot(GAME, "e", 1, {"a": 1}), Patch(GAME, 2, 1, change))

        assert shown(views) == {GAME: {"a": 1}}
        assert must_ask(views)
        assert ask(views)[1] == {}


def test_a_frame_that_came_twice_changes_nothing() -> None:
    patch = Patch(GAME, 2, 1, {"splice": [[0, 0, ["two"]]]})
    views = hear_all(Snapshot(GAME, "e", 1, []), patch, patch)

    assert shown(views) == {GAME: ["two"]}
    assert not must_ask(views)


def test_a_step_is_shown_when_its_last_frame_is_there() -> None:
    first = hear_all(Snapshot(SEAT, "e", 1, "hand"), Snapshot(GAME, "e", 1, "table"))
    half = hear(first, Patch(SEAT, 2, 1, {"value": "new hand"}, more=True))
    whole = hear(half, Patch(GAME, 2, 1, {"value": "new table"}))

    assert shown(half) == {SEAT: "hand", GAME: "table"}
    assert shown(whole) == {SEAT: "new hand", GAME: "new table"}


def test_only_a_frame_of_the_same_room_ends_a_step() -> None:
    first = hear_all(Snapshot(SEAT, "e", 1, "hand"), Patch(SEAT, 2, 1, {"value": "new hand"}, more=True))
    others = [
        Snapshot("crowd/x", "c", 1, 7),
        Snapshot("lobby/chat", "l", 1, []),
        Snapshot("game/y", "e", 1, "y"),
    ]
    half = hear_all(*others, views=first)

    assert shown(half) == {SEAT: "hand", "crowd/x": 7, "lobby/chat": [], "game/y": "y"}
    assert shown(hear(half, Snapshot(GAME, "e", 2, "table")))[SEAT] == "new hand"


def test_an_answer_ends_the_steps_before_it() -> None:
    views = hear_all(Snapshot(GAME, "e", 1, "table"), Snapshot(SEAT, "e", 2, "hand", more=True))

    assert shown(views) == {GAME: "table"}
    assert shown(hear(views, Done(1))) == {GAME: "table", SEAT: "hand"}


def test_of_a_step_with_a_frame_missing_nothing_is_shown_before_it_is_there() -> None:
    views = hear_all(
        Snapshot(SEAT, "e", 1, "hand"),
        Snapshot(GAME, "e", 1, "table"),
        Patch(SEAT, 3, 2, {"value": "new hand"}, more=True),
        Patch(GAME, 3, 1, {"value": "new table"}),
    )
    assert shown(views) == {SEAT: "hand", GAME: "table"}

    views, _ = ask(views)
    views = hear_all(Snapshot(SEAT, "e", 3, "new hand"), views=views)
    assert shown(views) == {SEAT: "hand", GAME: "table"}

    assert shown(hear(views, CaughtUp())) == {SEAT: "new hand", GAME: "new table"}


def test_after_a_new_connection_nothing_is_shown_before_all_is_caught_up() -> None:
    views, offsets = ask(hear_all(Snapshot(SEAT, "e", 1, "hand"), Snapshot(GAME, "e", 1, "table")))
    views = hear(views, Patch(GAME, 2, 1, {"value": "new table"}))

    assert offsets == {SEAT: ("e", 1), GAME: ("e", 1)}
    assert shown(views)[GAME] == "table"
    assert shown(hear(views, CaughtUp()))[GAME] == "new table"


def test_a_snapshot_of_a_new_epoch_replaces_whatever_its_number() -> None:
    views = hear_all(Snapshot(GAME, "old", 9, "before"), Snapshot(GAME, "new", 1, "after"))

    assert views.shown == {GAME: Told("new", 1, "after")}


def test_a_topic_that_is_gone_is_neither_shown_nor_named() -> None:
    views = hear_all(Snapshot(SEAT, "e", 1, "hand"), Snapshot(GAME, "e", 1, "table"), Gone(SEAT, "freed"))

    assert shown(views) == {GAME: "table"}
    assert ask(views)[1] == {GAME: ("e", 1)}


def test_with_a_room_all_its_topics_are_gone_and_those_of_no_other() -> None:
    views = hear_all(
        Snapshot(SEAT, "e", 1, "hand"),
        Snapshot(GAME, "e", 1, "table"),
        Snapshot("game/y", "e", 1, "another table"),
        Gone("room/x", "left"),
    )

    assert shown(views) == {"game/y": "another table"}
    assert ask(views)[1] == {"game/y": ("e", 1)}


def test_a_message_that_tells_nothing_changes_nothing() -> None:
    views = hear_all(Snapshot(GAME, "e", 1, "table"))

    assert hear(views, Pong(1)) is views


def test_a_view_that_can_not_be_right_is_named_as_damaged_until_it_is_asked_for() -> None:
    views = hear(Views(), Snapshot("lobby/chess", "e", 1, {"a": 1}))
    views = hear(views, Patch("lobby/chess", 2, 1, {"set": {"a": 2}}, hash=7))

    assert views.damaged == {"lobby/chess"}
    assert ask(views)[0].damaged == frozenset()


def test_a_gap_is_no_damage() -> None:
    views = hear(Views(), Snapshot("lobby/chess", "e", 1, {"a": 1}))

    assert hear(views, Patch("lobby/chess", 5, 4, {})).damaged == frozenset()
