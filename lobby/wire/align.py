"""Which items of a list have stayed, when others came, went or moved."""

from bisect import bisect_left
from itertools import count
from operator import is_

from lobby.wire.values import Value, pack

# What Python takes for equal is the same on the wire, of these types; bool is none of them, since True is 1.
_PLAIN = frozenset((int, str))


def find_kept(old: list[Value], new: list[Value]) -> list[tuple[int, int]]:
    """Return the places (in old, in new) of as many equal items as can stay in their order.

    That is the longest increasing run of old places, found with patience sorting.
    """
    if not old or not new or len(old) == len(new) == 1:
        return []  # there is nothing that could stay: the ends that are equal have been cut off
    if slid := _slide(old, new):
        return slid
    places = _places(old, new)
    ends: list[int] = []  # for each length, the lowest old place that a run of that length ends with
    runs: list[tuple[int, int, int]] = []  # old place, new place, and where in `runs` the run goes on
    tips: list[int] = []
    for at, place in places:
        length = bisect_left(ends, place)
        runs.append((place, at, tips[length - 1] if length else -1))
        ends[length : length + 1] = [place]
        tips[length : length + 1] = [len(runs) - 1]
    kept = []
    step = tips[-1] if tips else -1
    while step >= 0:
        place, at, step = runs[step]
        kept.append((place, at))
    return kept[::-1]


def _slide(old: list[Value], new: list[Value]) -> list[tuple[int, int]]:
    """Return what is kept of a window that slid, as chat does: the common case, and found at once."""
    for shift, item in enumerate(old):
        if item is new[0]:
            length = len(old) - shift
            slid = length <= len(new) and all(map(is_, old[shift:], new))
            # Where less than half of it stays, something else has happened.
            return [(shift + at, at) for at in range(length)] if slid and shift <= length else []
    return []


def _places(old: list[Value], new: list[Value]) -> list[tuple[int, int]]:
    """Return (place in new, place in old) of items that are in both, in the order of new."""
    if _PLAIN.issuperset(map(type, old)) and _PLAIN.issuperset(map(type, new)):
        known = dict(zip(old, count(), strict=False))
        # Where everything has changed, as the places of all who move, this is the only look at it.
        if known.keys().isdisjoint(new):
            return []
        return [(at, known[item]) for at, item in enumerate(new) if item in known]
    by_identity = {id(item): place for place, item in enumerate(old)}
    found = {at: by_identity[id(item)] for at, item in enumerate(new) if id(item) in by_identity}
    # Views share what has not changed; only the rest is compared by its bytes.
    taken = set(found.values())
    by_bytes = {pack(item): place for place, item in enumerate(old) if place not in taken}
    if by_bytes:
        rest = ((at, by_bytes.get(pack(item))) for at, item in enumerate(new) if at not in found)
        found |= {at: place for at, place in rest if place is not None}
    return sorted(found.items())
