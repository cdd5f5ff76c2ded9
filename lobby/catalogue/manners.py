"""What a game may say of its seats, and of what players may settle among themselves."""

from typing import Any

NAME_CHARACTERS = 30


class BadFact(Exception):
    """A fact is not what it may be; the text says what is allowed."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.name = name


def read_manners(thing: Any, seats_max: int) -> dict[str, Any]:
    """Return the facts as fields of a `Game`; raise BadFact."""
    return {
        "seat_names": _read_seat_names(thing, seats_max),
        "teams": _read_teams(thing, seats_max),
        "draws": _read_choice(thing, "draws", None, "players may agree on a draw"),
        "undo": _read_choice(thing, "undo", None, "moves may be taken back"),
        "rotate": _read_choice(thing, "rotate", True, "who was second begins the rematch"),
    }


def _read_seat_names(thing: Any, seats_max: int) -> tuple[str, ...]:
    names = getattr(thing, "seat_names", ())
    listed = tuple(names) if isinstance(names, list | tuple) else None
    if listed == ():
        return ()
    if listed is None or len(listed) != seats_max or not all(_is_name(name) for name in listed):
        allowed = f"a text of 1 to {NAME_CHARACTERS} characters for each of {seats_max} seats"
        raise BadFact("seat_names", f"`seat_names` must be {allowed}, not {names!r:.80}")
    return listed


def _is_name(name: object) -> bool:
    return type(name) is str and 1 <= len(name.strip()) <= NAME_CHARACTERS


def _read_teams(thing: Any, seats_max: int) -> tuple[int, ...]:
    teams = getattr(thing, "teams", ())
    listed = tuple(teams) if isinstance(teams, list | tuple) else None
    if listed == ():
        return ()
    if listed is None or len(listed) != seats_max or not _are_teams(listed):
        allowed = f"the team of each of {seats_max} seats, counted from 0 without a gap, such as (0, 1, 0, 1)"
        raise BadFact("teams", f"`teams` must be {allowed}, not {teams!r:.80}")
    return listed


def _are_teams(teams: tuple[Any, ...]) -> bool:
    if any(type(team) is not int for team in teams):
        return False
    return set(teams) == set(range(len(set(teams)))) and len(set(teams)) > 1


def _read_choice(thing: Any, name: str, usual: bool | None, what: str) -> bool | None:
    choice = getattr(thing, name, usual)
    if choice is usual or type(choice) is bool:
        return choice
    raise BadFact(name, f"`{name}` must be True or False, whether {what}, not {choice!r:.80}")
