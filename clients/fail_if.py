"""When a run of load has failed: 'p99>50ms or lost>0', as people write it. Pure."""

import operator
import re
from collections.abc import Callable, Mapping

from attrs import frozen

PERCENTILES = ("p50", "p90", "p99", "p99.9", "max")
COUNTS = ("lost", "duplicates", "refused", "unanswered", "reconnects", "problems")
# What can be asked for, with the unit that a number without one has. A bare percentile is of the delivery.
UNITS = {
    **{f"{prefix}{name}": "ms" for prefix in ("", "delivery.", "answer.") for name in PERCENTILES},
    **dict.fromkeys(COUNTS, ""),
    "cpu": "%",
    "memory": "MB",
}
_FACTORS = {
    "ms": {"ms": 1.0, "s": 1000.0, "us": 0.001},
    "": {"": 1.0},
    "%": {"%": 1.0},
    "MB": {"MB": 1.0, "kB": 0.001, "GB": 1000.0},
}
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
}
_TERM = re.compile(r"\s*([a-z0-9.]+)\s*(>=|<=|==|>|<)\s*([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z%]*)\s*")


@frozen
class Term:
    """One comparison."""

    text: str
    name: str
    operator: str
    value: float

    def find(self, figures: Mapping[str, float]) -> str | None:
        """Return what is so, for people to read, where the comparison is true or its figure is not known."""
        if self.name not in figures:
            return f"{self.text}: {self.name} is not known"
        found = figures[self.name]
        if not _OPERATORS[self.operator](found, self.value):
            return None
        return f"{self.text}: {self.name} is {found:.6g}{' ' if UNITS[self.name] else ''}{UNITS[self.name]}"


@frozen
class Condition:
    """Terms of which all those of one group must be true: "a and b or c" is two groups."""

    groups: tuple[tuple[Term, ...], ...]

    def find(self, figures: Mapping[str, float]) -> str | None:
        """Return why the run has failed, None where it has not. What is not known counts as failed."""
        for group in self.groups:
            found = [term.find(figures) for term in group]
            if all(found):
                return " and ".join(text for text in found if text)
        return None


def read_condition(text: str) -> Condition:
    """Return the condition; raise ValueError with what is wrong and what is allowed."""
    groups = [re.split(r"\band\b", group) for group in re.split(r"\bor\b", text)]
    return Condition(tuple(tuple(_read_term(term) for term in group) for group in groups))


def _read_term(text: str) -> Term:
    found = _TERM.fullmatch(text)
    if found is None:
        raise ValueError(f"{text.strip()!r} is no comparison like p99>50ms or lost>0")
    name, sign, number, unit = found.groups()
    if name not in UNITS:
        raise ValueError(f"{name!r} is not measured; that is: {', '.join(UNITS)}")
    factors = _FACTORS[UNITS[name]]
    if unit and unit not in factors:
        raise ValueError(f"{unit!r} is no unit of {name}; allowed: {', '.join(factors) or 'none'}")
    return Term(text.strip(), name, sign, float(number) * factors[unit or UNITS[name]])
