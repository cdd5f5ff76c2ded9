"""What hosts wish for, as a map of names and values: looked at name by name."""

from collections.abc import Callable, Mapping

from lobby.wire.strict import BadValue
from lobby.wire.values import Value

# By name: whether a value is fine, and what is allowed in words.
Checks = Mapping[str, tuple[Callable[[Value], bool], str]]


def check_wished(wish: Value, checks: Checks, allowed_names: str) -> dict[str, Value]:
    """Return what is wished for; raise BadValue with what came and what is allowed."""
    if type(wish) is not dict:
        raise BadValue(f"{wish!r:.60}, allowed is a map of {allowed_names}")
    for name, value in wish.items():
        if name not in checks:
            raise BadValue(f"{name[:40]}: unknown, allowed are {allowed_names}")
        is_fine, allowed = checks[name]
        if not is_fine(value):
            raise BadValue(f"{name}: {value!r:.60}, allowed is {allowed}")
    return dict(wish)
