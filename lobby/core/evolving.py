"""A changed copy of a frozen value, as attrs makes it, in half the time: a step makes several."""

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import attrs

if TYPE_CHECKING:
    # Of this one mypy knows which names and types a class allows.
    from attrs import evolve as evolve  # noqa: PLC0414
else:

    def evolve(value: Any, /, **changes: Any) -> Any:
        """Return a value of the same class with other fields; the class sees to it as when it is made."""
        kind = type(value)
        get, places = _KNOWN.get(kind) or _look_at(kind)
        fields = [*get(value)]
        for name, field in changes.items():
            fields[places[name]] = field
        return kind(*fields)


_KNOWN: Final[dict[type, tuple[Any, dict[str, int]]]] = {}


def _look_at(kind: type) -> tuple[Any, dict[str, int]]:
    """Return what gets all fields of a value at once, in the order in which the class takes them."""
    names = [attribute.name for attribute in attrs.fields(kind)]
    assert len(names) > 1, f"{kind.__name__} has no fields to choose from"
    assert all(attribute.init and not attribute.kw_only for attribute in attrs.fields(kind))
    _KNOWN[kind] = attrgetter(*names), {name: place for place, name in enumerate(names)}
    return _KNOWN[kind]
