"""Changes between two views: `diff` makes one, `fold` applies it.

A change is a value:

    {"value": v}                                            the whole view is v now
    {"set": {key: v}, "delete": [key], "change": {key: change}}        for a dict
    {"splice": [[at, removed, [v, …]], …], "change": [[index, change], …]}   for a list

Every part may be missing; {} changes nothing. Splices apply one after the other, then `change`,
whose indices are those of the list after all splices. `diff` skips sub-values that are identical
(`is`), so a change costs in proportion to what was built anew. Views are never mutated.
"""

from collections.abc import Sequence

from lobby.wire.values import Value

Change = dict[str, Value]


def diff(before: Value, after: Value) -> Change:
    """Return the change that makes `after` out of `before`; {} where they are equal."""
    if before is after:
        return {}
    if isinstance(before, dict) and isinstance(after, dict):
        return _diff_dicts(before, after)
    if isinstance(before, list) and isinstance(after, list):
        return _diff_lists(before, after)
    return {} if _same(before, after) else {"value": after}


def fold(view: Value, change: Change) -> Value:
    """Return the view after the change; raise ValueError where the change does not fit the view."""
    if "value" in change:
        return change["value"]
    if not change:
        return view
    if isinstance(view, dict):
        return _fold_dict(view, change)
    if isinstance(view, list):
        return _fold_list(view, change)
    raise ValueError(f"a change of parts for a {type(view).__name__}")


def _same(before: Value, after: Value) -> bool:
    # True == 1 in Python, but not on the wire.
    return type(before) is type(after) and bool(before == after)


def _diff_dicts(before: dict[str, Value], after: dict[str, Value]) -> Change:
    put: dict[str, Value] = {}
    deeper: dict[str, Change] = {}
    for key, value in after.items():
        if key not in before:
            put[key] = value
        elif before[key] is not value and (inner := diff(before[key], value)):
            if "value" in inner:
                put[key] = value
            else:
                deeper[key] = inner
    delete = [key for key in before if key not in after]
    return _parts(set=put, delete=delete, change=deeper)


def _diff_lists(before: list[Value], after: list[Value]) -> Change:
    if len(before) == len(after):
        inner = [[i, diff(a, b)] for i, (a, b) in enumerate(zip(before, after, strict=True)) if a is not b]
        changed = [pair for pair in inner if pair[1]]
        # A window that slid by one differs everywhere; a splice says the same in a few bytes.
        if 2 * len(changed) <= len(after) or len(after) == 1:
            return _parts(change=changed)
    return {"splice": _splice(before, after)}


def _splice(before: list[Value], after: list[Value]) -> list[Value]:
    """Return the splices: the shorter of one in the middle, and a window that slid forward."""
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    middle = [head, len(before) - head - tail, after[head : len(after) - tail]]
    shift = next((i for i, item in enumerate(before) if after and _same(item, after[0])), 0)
    kept = _common(before[shift:], after)
    if shift and shift + kept == len(before) and len(after) - kept < len(middle[2]):
        return [[0, shift, []], [kept, 0, after[kept:]]]
    return [middle]


def _common(before: Sequence[Value], after: Sequence[Value]) -> int:
    count = 0
    for a, b in zip(before, after, strict=False):
        if a is not b and not _equal(a, b):
            break
        count += 1
    return count


def _equal(before: Value, after: Value) -> bool:
    return _same(before, after) and not diff(before, after)


def _parts(**parts: Value) -> Change:
    return {name: part for name, part in parts.items() if part}


def _fold_dict(view: dict[str, Value], change: Change) -> dict[str, Value]:
    result = {**view, **change.get("set", {})}
    for key in change.get("delete", ()):
        del result[key]
    for key, inner in change.get("change", {}).items():
        result[key] = fold(result[key], inner)
    return result


def _fold_list(view: list[Value], change: Change) -> list[Value]:
    result = list(view)
    for at, removed, items in change.get("splice", ()):
        result[at : at + removed] = items
    for index, inner in change.get("change", ()):
        result[index] = fold(result[index], inner)
    return result
