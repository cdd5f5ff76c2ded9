"""A view between two others. Pure; the same as web/src/sdk/live/blend.ts, by docs/reference/live.json."""

import math

from lobby.wire.values import Value


def blend(before: Value, after: Value, part: float) -> Value:
    """Return what is between two views, `part` (0 to 1) of the way from `before` to `after`.

    Views hold no fractions, and neither does what is between them: an integer that stands at the same place
    in both goes evenly from the one to the other, rounded to the nearest, a half upwards. A place is a key of
    a dict, or an index in lists of equal length. All else is as in `after`: texts, booleans, what is new,
    lists that have become longer or shorter. So blend what are lengths or places, and not what are numbers of
    something (a cell, a seat): give this the parts of a view that move.
    """
    if before is after or part >= 1:
        return after
    if type(before) is int and type(after) is int:
        return math.floor(before + (after - before) * part + 0.5)
    if isinstance(before, dict) and isinstance(after, dict):
        return {key: blend(before[key], item, part) if key in before else item for key, item in after.items()}
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [blend(one, other, part) for one, other in zip(before, after, strict=True)]
    return after
