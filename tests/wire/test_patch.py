"""Changes between views: what is folded is what was, to the type; a change that does not fit is refused."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobby.wire.patch import diff, equal, fold
from lobby.wire.values import DEPTH_MAX, Value, find_fault, pack
from tests.wire.strategies import keys, nested, scalars, similar_values, values


@given(before=similar_values, after=similar_values)
def test_folding_the_difference_gives_the_view_to_the_type(before: Value, after: Value) -> None:
    assert equal(fold(before, diff(before, after)), after)


@given(before=st.lists(similar_values, max_size=12), after=st.lists(similar_values, max_size=12))
def test_folding_the_difference_of_lists_gives_the_list(before: Value, after: Value) -> None:
    assert equal(fold(before, diff(before, after)), after)


@given(view=values)
def test_equal_views_have_no_difference(view: Value) -> None:
    assert diff(view, copy.deepcopy(view)) == {}


@given(before=similar_values, after=similar_values)
def test_neither_diff_nor_fold_changes_a_view(before: Value, after: Value) -> None:
    kept = copy.deepcopy((before, after))
    change = diff(before, after)
    kept_change = copy.deepcopy(change)
    fold(before, change)

    assert equal([before, after, change], [*kept, kept_change])


@given(before=values, after=values)
def test_a_change_is_a_value_and_survives_its_bytes(before: Value, after: Value) -> None:
    assert find_fault(diff(before, after)) is None


@given(view=similar_values, change=values)
def test_any_value_folds_or_raises_value_error(view: Value, change: Value) -> None:
    try:
        result = fold(view, change)
    except ValueError:
        return
    assert find_fault(result) is None


parts = st.fixed_dictionaries(
    {},
    optional={
        "set": similar_values,
        "delete": st.lists(keys) | similar_values,
        "change": st.dictionaries(keys, similar_values)
        | st.lists(st.tuples(st.integers(-2, 3), similar_values).map(list)),
        "splice": st.lists(st.tuples(st.integers(-2, 3), st.integers(-2, 3), st.lists(scalars)).map(list)),
    },
)


@given(view=nested(scalars), change=parts)
def test_a_change_that_nearly_fits_folds_or_raises_value_error(view: Value, change: Value) -> None:
    kept = copy.deepcopy(view)
    try:
        fold(view, change)
    except ValueError:
        assert equal(view, kept)
    assert equal(view, kept)


@pytest.mark.parametrize(
    ("view", "change", "fault"),
    [
        ({}, [], "a change must be a map, not list"),
        (1, {"set": {}}, "a change of parts for a int"),
        ({}, {"splice": []}, "no part 'splice' here"),
        ([], {"set": {}}, "no part 'set' here"),
        ({}, {"delete": ["a"]}, "no 'a' to delete"),
        ({}, {"delete": [[]]}, r"no \[\] to delete"),
        ({}, {"change": {"a": {}}}, "no 'a' to change"),
        ({}, {"change": []}, "expected dict, list, dict, not"),
        ([1], {"change": [[1, {}]]}, "no item 1 in a list of 1"),
        ([1], {"change": [[-1, {}]]}, "no item -1 in a list of 1"),
        ([1], {"change": [[True, {}]]}, "expected int, dict, not"),
        ([1], {"change": [[0]]}, "expected int, dict, not"),
        ([1], {"splice": [[0, 2, []]]}, "no 2 items at 0 in a list of 1"),
        ([1], {"splice": [[2, 0, []]]}, "no 0 items at 2 in a list of 1"),
        ([1], {"splice": [[0, -1, []]]}, "no -1 items at 0"),
        ([1], {"splice": [[0, 1, "x"]]}, "expected int, int, list, not"),
    ],
)
def test_a_change_that_does_not_fit_is_named(view: Value, change: Value, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        fold(view, change)


@pytest.mark.parametrize(
    ("before", "after"), [(1, True), (0, False), ([1], [True]), ({"a": 0}, {"a": False})]
)
def test_true_is_not_one(before: Value, after: Value) -> None:
    assert not equal(before, after)
    assert fold(before, diff(before, after)) is not before
    assert equal(fold(before, diff(before, after)), after)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, {"set": {"b": 2}}),
        ({"a": 1, "b": 2}, {"a": 1}, {"delete": ["b"]}),
        (
            {"a": 1, "b": {"c": 1, "d": 1}},
            {"a": 1, "b": {"c": 1, "d": 2}},
            {"change": {"b": {"set": {"d": 2}}}},
        ),
        ({"a": 1}, {"b": 1}, {"value": {"b": 1}}),
        ({"a": 1}, {}, {"value": {}}),
        ([1, 2, 3], [1, 5, 3], {"splice": [[1, 1, [5]]]}),
        ([1, ["a" * 9, 2], 3], [1, ["a" * 9, 7], 3], {"change": [[1, {"splice": [[1, 1, [7]]]}]]}),
        ([1, 2, 3], [1, 3], {"splice": [[1, 1, []]]}),
        ([1, 2], [1, 2, 3], {"splice": [[2, 0, [3]]]}),
        ([1, 2, 3], [2, 3, 4], {"value": [2, 3, 4]}),
        ([1, 7, 2, 8, 3], [1, 2, 9, 3], {"splice": [[1, 3, [2, 9]]]}),
        ([*range(500, 520)], [*range(501, 521)], {"splice": [[0, 1, []], [19, 0, [520]]]}),
        ([1, 2, 3], [3], {"splice": [[0, 2, []]]}),
        ([1, 2], [], {"value": []}),
        ([1, 2, 3], [4, 5, 6], {"value": [4, 5, 6]}),
        (1, "1", {"value": "1"}),
    ],
)
def test_a_change_says_little(before: Value, after: Value, change: Value) -> None:
    assert diff(before, after) == change


def test_a_sliding_window_costs_as_much_as_the_new_line() -> None:
    lines = [{"number": number, "text": f"line {number}", "name": "Ann"} for number in range(101)]
    change = diff({"chat": lines[:100]}, {"chat": lines[1:]})

    assert len(pack(change)) < len(pack(lines[100])) + 40


LINES: list[Value] = [{"id": number, "name": f"room {number}", "taken": 1} for number in range(100)]


@pytest.mark.parametrize(
    "after",
    [
        [{"id": 100, "name": "room 100", "taken": 1}, *LINES[:99]],
        [*LINES[50:51], *LINES[:50], *LINES[51:]],
        [*LINES[1:], LINES[0]],
        [*LINES[:20], *LINES[21:70], {**LINES[70], "taken": 2}, *LINES[71:]],
    ],
    ids=["in front", "to the front", "to the end", "one gone, one changed"],
)
@pytest.mark.parametrize("shared", [True, False])
def test_a_list_whose_items_moved_costs_as_much_as_those_that_did(after: list[Value], shared: bool) -> None:
    after = after if shared else copy.deepcopy(after)
    change = diff(LINES, after)

    assert equal(fold(LINES, change), after)
    assert len(pack(change)) < 80


@given(before=st.lists(st.integers(0, 8), max_size=9), after=st.lists(st.integers(0, 8), max_size=9))
def test_lists_of_few_different_items_fold_and_keep_what_they_can(before: Value, after: Value) -> None:
    change = diff(before, after)

    assert equal(fold(before, change), after)
    # At most one splice before, between and after the items of the new list, of seven bytes each.
    assert len(pack(change)) <= len(pack({"value": after})) + 7 * (len(after) + 1)


def test_one_square_of_a_board_costs_a_few_bytes() -> None:
    board: list[list[int | None]] = [[None] * 7 for _ in range(6)]
    after = [*board[:5], [None, None, None, 0, None, None, None]]

    assert len(pack(diff({"board": board}, {"board": after}))) < 50


def test_a_change_far_down_is_told_whole_so_that_a_frame_stays_shallow() -> None:
    before: Value = 0
    after: Value = 1
    for _ in range(16):
        before, after = [before, 0, 0], [after, 0, 0]
    change = diff(before, after)

    assert find_fault({"type": "patch", "change": change}) is None
    assert equal(fold(before, change), after)
    assert DEPTH_MAX == 32


def test_what_is_identical_is_not_looked_into() -> None:
    class Untouchable(list[int]):
        def __iter__(self) -> None:  # type: ignore[override]
            raise AssertionError("looked into")

    shared = Untouchable()

    assert diff({"a": shared, "b": 1}, {"a": shared, "b": 2}) == {"set": {"b": 2}}
