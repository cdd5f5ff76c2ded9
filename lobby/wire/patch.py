"""Changes between two views: `diff` makes one, `fold` applies it.

A change is a value:

    {"value": v}                                            the whole view is v now
    {"set": {key: v}, "delete": [key], "change": {key: change}}        for a dict
    {"splice": [[at, removed, [v, …]], …], "change": [[index, change], …]}   for a list

Every part may be missing; {} changes nothing. Splices apply one after the other, then `change`,
whose indices are those of the list after all splices. `diff` skips sub-values that are identical
(`is`), so a change costs in proportion to what was built anew. Views are never mutated.
"""

from collections.abc import Iterable, Iterator
from itertools import compress, count, repeat
from operator import is_not

from lobby.wire.align import are_plain, find_kept
from lobby.wire.values import Value, pack

Change = dict[str, Value]

# A change is up to three times as deep as the view, and a frame is at most values.DEPTH_MAX deep:
# further down the value is told whole.
DESCENT_MAX = 7

_NESTED = frozenset((dict, list))
_SHORT = 32  # items, or keys, that are compared one by one
# A few numbers, as the places of all who move, are told whole: to find which have stayed would save less than
# the frame around them takes, and where they lie between others it would take more.
_TRIFLE_BYTES = 32
_PART_BYTES_MIN = 10  # of [index, {"value": v}], the shortest change of an item in its place


def diff(before: Value, after: Value) -> Change:
    """Return the change that makes `after` out of `before`; {} where they are equal."""
    if type(before) is type(after) is dict:  # as views are, and hardly ever equal: not compared as a whole
        return {} if before is after else _diff_dicts(before, after, DESCENT_MAX - 1)
    return _diff(before, after, DESCENT_MAX)


def fold(view: Value, change: Value) -> Value:
    """Return the view after the change; raise ValueError where the change does not fit the view."""
    if type(change) is not dict:
        raise ValueError(f"a change must be a map, not {type(change).__name__}")
    if "value" in change:
        return change["value"]
    if not change:
        return view
    if type(view) is dict:
        return _fold_dict(view, change)
    if type(view) is list:
        return _fold_list(view, change)
    raise ValueError(f"a change of parts for a {type(view).__name__}")


def nest(change: Change, key: str, inner: Change) -> Change:
    """Return a change of a dict with one more: `inner` of the value at `key`, which `change` leaves alone."""
    if not inner:
        return change
    if "value" in inner:
        return {**change, "set": {**change.get("set", {}), key: inner["value"]}}
    return {**change, "change": {**change.get("change", {}), key: inner}}


def equal(one: Value, other: Value) -> bool:
    """Return whether two values are the same on the wire, where True is not 1."""
    if one is other:
        return True
    kind = type(one)
    if kind is not type(other) or one != other:
        return False
    if kind not in _NESTED or not one:
        return True
    if _packs_alike(one, other):
        return True
    pairs = zip(one, other, strict=True) if kind is list else ((one[key], other[key]) for key in one)
    return all(equal(value, its) for value, its in pairs)


def _packs_alike(one: Value, other: Value) -> bool:
    """Tell whether two values that Python takes for equal are the same to the last byte, as nearly always."""
    return pack(one) == pack(other)


def _diff(before: Value, after: Value, deeper: int) -> Change:
    if before == after and equal(before, after):  # looked at here, too: what changes is hardly ever equal
        return {}
    kind = type(after)
    if deeper and kind is type(before):
        if kind is dict:
            return _diff_dicts(before, after, deeper - 1)
        if kind is list:
            return _diff_lists(before, after, deeper - 1)
    return {"value": after}


def _diff_dicts(before: dict[str, Value], after: dict[str, Value], deeper: int) -> Change:
    put: dict[str, Value] = {}
    changed: dict[str, Change] = {}
    added = 0
    for key, value in after.items() if len(after) <= _SHORT else _not_same(before, after):
        if (old := before.get(key, _ABSENT)) is value:
            continue
        kind = type(value)
        if old is _ABSENT:
            added += 1
            put[key] = value
        elif kind not in _NESTED:  # as most are: looked at here, since a call for each costs more than that
            if kind is not type(old) or old != value:
                put[key] = value
        elif not value or not old or kind is not type(old):
            if value or old or kind is not type(old):
                put[key] = value  # nothing of it can have stayed
        elif inner := _diff(old, value, deeper):
            if "value" in inner:
                put[key] = value
            else:
                changed[key] = inner
    has_lost = len(before) + added > len(after)
    delete = [key for key in before if key not in after] if has_lost else []
    if len(put) == len(after) and (put or delete):
        return {"value": after}  # nothing of it has stayed
    change: Change = {"set": put} if put else {}
    if delete:
        change["delete"] = delete
    if changed:
        change["change"] = changed
    return change


_ABSENT = object()  # in place of a value: None is one


def _not_same(before: dict[str, Value], after: dict[str, Value]) -> Iterable[tuple[str, Value]]:
    """Return the entries of a long map that may have changed: those that are not the same object."""
    known = map(before.get, after, repeat(_ABSENT))
    return compress(after.items(), map(is_not, after.values(), known))


def _diff_lists(before: list[Value], after: list[Value], deeper: int) -> Change:
    if not before or not after or (len(before) == len(after) == 1 and type(after[0]) not in _NESTED):
        return {"value": after}  # as what is found below would be, too
    head = 0 if _differ(before[0], after[0]) else _count_equal(before, after)
    tail = 0 if _differ(before[-1], after[-1]) else _count_equal(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(new) <= _SHORT and are_plain(new) and len(pack(new)) <= _TRIFLE_BYTES:
        return {"splice": [[head, len(old), new]]} if head or tail else {"value": after}
    kept = find_kept(old, new)
    has_stayed = head or tail or kept
    by_parts: Change = {"splice": [*_splices(old, new, head, kept)]} if has_stayed else {"value": after}
    # Where one item only is new among others that moved, no change of items in their places is shorter.
    if len(old) != len(new) or len(new) - len(kept) == 1 < len(new):
        return by_parts
    longest = len(pack(by_parts))
    in_their_places = sum(map(equal, old, new)) if kept else 0
    if _PART_BYTES_MIN * (len(new) - in_their_places) > longest:
        return by_parts  # as where each of many short items has changed: to compare them is in vain
    in_place: Change = {"change": _diff_items(old, new, head, deeper)}
    return in_place if len(pack(in_place)) <= longest else by_parts


def _differ(one: Value, other: Value) -> bool:
    """Tell whether a look shows that two values differ: if both ends of a list do, as where all places move,
    nothing of it has stayed in its place."""
    return type(one) not in _NESTED and one != other


def _diff_items(old: list[Value], new: list[Value], first: int, deeper: int) -> list[Value]:
    """Return the changes of items that stay in their places, the first of which is at `first`."""
    changes = ([first + at, _diff(a, b, deeper)] for at, (a, b) in enumerate(zip(old, new, strict=True)))
    return [pair for pair in changes if pair[1]]


def _splices(old: list[Value], new: list[Value], first: int, kept: list[tuple[int, int]]) -> Iterator[Value]:
    """Yield the splices between the items that are kept, from front to back."""
    from_old = from_new = 0
    for place, at in [*kept, (len(old), len(new))]:
        if place > from_old or at > from_new:
            yield [first + from_new, place - from_old, new[from_new:at]]
        from_old, from_new = place + 1, at + 1


def _count_equal(before: list[Value], after: list[Value]) -> int:
    """Return how many items from the first on are equal."""
    shorter = min(len(before), len(after))
    same = next(compress(count(), map(is_not, before, after)), shorter) if shorter > _SHORT else 0
    while same < shorter and (before[same] is after[same] or equal(before[same], after[same])):
        same += 1
    return same


def _fold_dict(view: dict[str, Value], change: Change) -> dict[str, Value]:
    put, delete, changed = _take(change, set={}, delete=[], change={})
    result = {**view, **put}
    for key in delete:
        if type(key) is not str or key not in result:
            raise ValueError(f"there is no {key!r} to delete")
        del result[key]
    for key, inner in changed.items():
        if key not in result:
            raise ValueError(f"there is no {key!r} to change")
        result[key] = fold(result[key], inner)
    return result


def _fold_list(view: list[Value], change: Change) -> list[Value]:
    splices, changed = _take(change, splice=[], change=[])
    result = list(view)
    for splice in splices:
        at, removed, items = _read(splice, int, int, list)
        if not 0 <= at <= at + removed <= len(result):
            raise ValueError(f"no {removed} items at {at} in a list of {len(result)}")
        result[at : at + removed] = items
    for pair in changed:
        index, inner = _read(pair, int, dict)
        if not 0 <= index < len(result):
            raise ValueError(f"no item {index} in a list of {len(result)}")
        result[index] = fold(result[index], inner)
    return result


def _take(change: Change, /, **parts: Value) -> list[Value]:
    """Return the parts of a change, each of the type of its default."""
    if unknown := change.keys() - parts.keys():
        raise ValueError(f"a change has no part {next(iter(unknown))!r} here")
    taken = [change.get(name, default) for name, default in parts.items()]
    return _read(taken, *(type(default) for default in parts.values()))


def _read(items: Value, *types: type) -> list[Value]:
    if type(items) is not list or [type(item) for item in items] != [*types]:
        raise ValueError(f"expected {', '.join(kind.__name__ for kind in types)}, not {items!r:.60}")
    return items
