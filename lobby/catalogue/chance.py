"""Whether chance has a say in a game: whether any of its hooks ever looks at the dice that it is given."""

import dis
from collections.abc import Callable, Mapping
from typing import Any, Final

# Where the dice stand among the parameters of each hook that changes a state.
_DICE_AT: Final = {"start": 2, "play": 3, "expire": 1, "tick": 2}


def has_chance(hooks: Mapping[str, Callable[..., Any] | None]) -> bool:
    """Tell whether dice may be drawn; False is certain, and where the code can't be looked at it is True."""
    given = ((hooks.get(name), at) for name, at in _DICE_AT.items())
    return any(_may_draw(hook, at) for hook, at in given if hook is not None)


def _may_draw(hook: Callable[..., Any], at: int) -> bool:
    function = getattr(hook, "__func__", hook)
    code = getattr(function, "__code__", None)
    at += function is not hook  # of a method the first parameter is its object
    if code is None or hasattr(function, "__wrapped__") or at >= code.co_argcount:
        return True
    dice = code.co_varnames[at]
    if not {"locals", "vars", "eval", "exec"}.isdisjoint(code.co_names):
        return True
    return any(_names(step, dice) for step in dis.get_instructions(code))


def _names(step: dis.Instruction, variable: str) -> bool:
    """Tell whether an instruction takes a variable; some take two at once."""
    if step.opname == "MAKE_CELL":
        return False  # what a function inside takes is loaded for it besides
    return variable == step.argval or (isinstance(step.argval, tuple) and variable in step.argval)
