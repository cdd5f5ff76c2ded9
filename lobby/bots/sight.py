"""What a bot is told: what the player of its seat would see, and nothing else."""

from attrs import field, frozen

from lobby.wire.values import Value


@frozen
class Sight:
    """A position through the eyes of a seat that must act, of a game with `seats` players."""

    seat: int
    seats: int
    public: Value
    secret: Value = None
    moves: list[Value] | None = None  # the legal ones; None: the game does not list them
    options: dict[str, Value] = field(factory=dict)  # of the room, which everybody sees


class CantThink(Exception):
    """The bot can't choose here; the text says why."""
