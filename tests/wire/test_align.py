"""Of two lists the most items that can stay in their order are found: held against trying everything."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from lobby.wire.align import find_kept
from lobby.wire.values import Value, pack


def longest_by_trying(old: list[int], new: list[int]) -> int:
    for length in range(len(old), 0, -1):
        for part in combinations(old, length):
            rest = iter(new)
            if all(item in rest for item in part):
                return length
    return 0


@given(old=st.permutations(range(8)), new=st.permutations(range(3, 11)), slid=st.integers(0, 8))
def test_no_more_items_could_stay(old: list[int], new: list[int], slid: int) -> None:
    for after in (new, [*old[slid:], *new[:2]]):
        kept = find_kept(old, after)

        assert all(old[place] == after[at] for place, at in kept)
        assert kept == sorted(kept)
        assert len({at for _, at in kept}) == len(kept)
        if len(set(after)) == len(after):
            assert len(kept) == longest_by_trying(old, after)


def test_between_nothing_and_something_nothing_stays() -> None:
    assert find_kept([], [1]) == find_kept([1], []) == find_kept([1], [2]) == []


ALIKE = st.lists(
    st.sampled_from([0, 1, 1000, "", "1", "one", True, False, None, b"1", [1], [True]]), max_size=9
)


@given(old=ALIKE, new=ALIKE)
def test_what_stays_is_the_same_on_the_wire_whatever_python_takes_for_equal(
    old: list[Value], new: list[Value]
) -> None:
    kept = find_kept(old, new)

    assert all(pack(old[place]) == pack(new[at]) for place, at in kept)
    is_trimmed = len(old) == len(new) == 1  # of two lists that differ
    assert kept or is_trimmed or not {*map(pack, old)} & {*map(pack, new)}
