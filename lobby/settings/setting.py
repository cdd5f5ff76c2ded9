"""A setting: an attrs field that knows its text, unit and bounds, and refuses what is out of them."""

from collections.abc import Callable
from typing import Any, Literal, get_args, get_origin

import attrs
from attrs import field


def setting(
    default: Any,
    text: str,
    *,
    least: float | None = None,
    most: float | None = None,
    unit: str = "",
    check: Callable[[str], str | None] | None = None,
    may_be_empty: bool = True,
) -> Any:
    """Return an attrs field whose metadata hold what the reference page tells and the validator checks.

    `check` returns what is allowed in place of a text that is not. Bounds of a list are those of its length.
    """
    metadata = {
        "text": text,
        "least": least,
        "most": most,
        "unit": unit,
        "check": check,
        "may_be_empty": may_be_empty,
    }
    return field(default=default, metadata=metadata, validator=_check_setting)


def _check_setting(_: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
    _check_bounds(attribute, value)
    if not value and not attribute.metadata["may_be_empty"]:
        allowed = f"{describe_type(attribute.type)} with something in it"
        raise ValueError(f"{attribute.name}: got {value!r}, allowed is {allowed}")
    check = attribute.metadata["check"]
    for text in value if isinstance(value, tuple) else (value,):
        if check is not None and text and (allowed := check(text)):
            raise ValueError(f"{attribute.name}: got {text!r}, allowed is {allowed}")


def _check_bounds(attribute: "attrs.Attribute[Any]", value: Any) -> None:
    least, most = attribute.metadata["least"], attribute.metadata["most"]
    # Written so that "nan", which TOML has, is out of bounds too.
    measured = len(value) if isinstance(value, tuple) else value
    if least is not None and not least <= measured <= most:
        raise ValueError(f"{attribute.name}: got {measured}, allowed is {describe_bounds(attribute)}")


def describe_bounds(attribute: "attrs.Attribute[Any]") -> str:
    """Return what is allowed for a setting, with the unit."""
    least, most, unit = (attribute.metadata.get(key) for key in ("least", "most", "unit"))
    if least is None:
        return describe_type(attribute.type)
    return f"{describe_type(attribute.type)} from {least} to {most} {unit}".rstrip()


def describe_type(expected: Any) -> str:
    """Return what a value of the type is called in an error and on the reference page."""
    if get_origin(expected) is Literal:
        return " or ".join(f'"{choice}"' for choice in get_args(expected))
    names = {
        bool: "true or false",
        int: "a whole number",
        float: "a number",
        str: "a text",
        tuple[str, ...]: "a list of texts",
    }
    return names.get(expected, "a table")
