"""What a game's hooks may cost: bytes, that the rules check, and time, that only the shell can take."""

from attrs import frozen


class OverBudget(BaseException):
    """The time of an action is over; raised in the midst of a hook.

    Not an Exception, so that a game that catches those does not catch this unawares.
    """


@frozen
class Budget:
    """What the operator allows a game."""

    state_bytes: int = 1 << 20
    view_bytes: int = 1 << 18  # of a view, of a secret, of a list of moves; each travels as a whole
    move_bytes: int = 1 << 13
    note_characters: int = 200
    notes: int = 20  # that one action may leave


STANDARD = Budget()
