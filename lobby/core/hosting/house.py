"""What a room's host decides about the room: who may come in and watch, and what players may do."""

from typing import Any, Literal, get_args

import attrs
from attrs import evolve, frozen

from lobby.core.because import refuse
from lobby.core.hosting.wished import Checks, check_wished
from lobby.core.refusal import Refusal
from lobby.wire.strict import BadValue
from lobby.wire.values import Value

Watching = Literal["open", "delayed", "closed"]
DELAY_MS_MAX = 3_600_000
COUNTDOWN_MS_MAX = 60_000
BOT_KIND_CHARACTERS = 40


@frozen
class House:
    """The wishes of the host. All can be changed while the room lives, but those in `FIXED`."""

    locked: bool = False  # nobody new may enter; who is a member may come back
    password_hash: str = ""  # "": none; in no view, list or film
    watching: Watching = "open"  # whether others may watch, and whether at once
    delay_ms: int = 0  # how much later watchers see a game that is watched `delayed`
    undo: bool = True  # moves may be taken back, where the game and the others allow it
    lend: str = ""  # the kind of bot that plays on for who is lost; "": none does
    rated: bool = False  # its results count
    countdown_ms: int = 0  # from all being ready to the start, where several people sit; 0: at once
    rotate: bool = True  # who was second begins the rematch, where the game allows it
    watchers_heard: bool = True  # what watchers say to all is heard by who sits, too


USUAL = House()
FIXED = frozenset({"rated"})  # as wished for at the opening
OF_THE_DOOR = frozenset({"locked", "password_hash"})  # who may come in
_HIDDEN = "password_hash"


def check_wish(wish: Value, password_characters: int) -> dict[str, Value]:
    """Return what somebody wishes for, checked; raise BadValue. A password comes as it was typed."""
    if type(wish) is not dict or "password" not in wish:
        return _refuse_hash(structure(wish))
    password, rest = wish["password"], {name: wish[name] for name in wish if name != "password"}
    if type(password) is not str or len(password) > password_characters:
        # Not what came: it may be the right one for another room.
        raise BadValue(f"password: allowed is a text of 0 to {password_characters} characters")
    return {**_refuse_hash(structure(rest)), "password": password}


def _refuse_hash(wish: dict[str, Value]) -> dict[str, Value]:
    if _HIDDEN in wish:
        raise BadValue(f"{_HIDDEN}: unknown, allowed is password")
    return wish


def structure(wish: Value) -> dict[str, Value]:
    """Return what a host wishes for, checked; raise BadValue. The password has been hashed before."""
    return check_wished(wish, _CHECKS, _ALLOWED)


def find_clash(house: House) -> Refusal | None:
    """Return why wishes can't hold together, None where they can."""
    if house.rated and house.watching == "delayed":
        detail = "house: rated games can't be watched late: their ratings are told at once"
        return refuse("malformed", detail, "rated_not_late")
    if house.rated and house.lend:
        return Refusal("malformed", "house: no bot is lent in rated games: their results count for who plays")
    return None


def change(house: House, changes: dict[str, Value]) -> House:
    """Return the house after changes that `structure` has let through."""
    known: dict[str, Any] = {name: value for name, value in changes.items() if name in _NAMES}
    return evolve(house, **known) if known else house


def plain(house: House) -> dict[str, Value]:
    """Return what differs from the defaults, as it is stored; what `change` takes of a new house."""
    values = attrs.asdict(house)
    return {name: value for name, value in values.items() if value != getattr(USUAL, name)}


def view(house: House) -> Value:
    """Return what everybody in the room may know of it."""
    values: dict[str, Value] = attrs.asdict(house)
    return {"password": bool(values.pop(_HIDDEN)), **values}


def _is_bool(value: Value) -> bool:
    return type(value) is bool


_NAMES = frozenset(attribute.name for attribute in attrs.fields(House))
_CHECKS: Checks = {
    "locked": (_is_bool, "true or false"),
    "password_hash": (lambda value: type(value) is str, "a text"),
    "watching": (lambda value: value in get_args(Watching), " or ".join(get_args(Watching))),
    "delay_ms": (
        lambda value: type(value) is int and 0 <= value <= DELAY_MS_MAX,
        f"a whole number from 0 to {DELAY_MS_MAX} ms",
    ),
    "undo": (_is_bool, "true or false"),
    "lend": (
        lambda value: type(value) is str and len(value) <= BOT_KIND_CHARACTERS,
        f"a text of at most {BOT_KIND_CHARACTERS} characters",
    ),
    "rated": (_is_bool, "true or false"),
    "countdown_ms": (
        lambda value: type(value) is int and 0 <= value <= COUNTDOWN_MS_MAX,
        f"a whole number from 0 to {COUNTDOWN_MS_MAX} ms",
    ),
    "rotate": (_is_bool, "true or false"),
    "watchers_heard": (_is_bool, "true or false"),
}
# As hosts name them: the hash is made of a password.
_ALLOWED = ", ".join(name.removesuffix("_hash") for name in _CHECKS)
