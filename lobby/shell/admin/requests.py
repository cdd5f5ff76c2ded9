"""What an operator may ask of a running server: the union `Request`, and how it is read off the socket."""

from typing import Final, get_args

from attrs import frozen

from lobby.shell.admin.orders import until_text
from lobby.wire.codec import tag_of
from lobby.wire.strict import BadValue, Structurer
from lobby.wire.values import Value


class NotDone(Exception):
    """What an operator asked for can't be done; the text is one line that says why."""


def unchanged(why: str) -> str:
    """Return what became of a deed that was done before: it is as it was asked for, so that is no fault."""
    return f"{why}; nothing has changed"


@frozen
class ListRooms:
    """Which rooms there are, of one game or of all."""

    game: str | None = None


@frozen
class ListPlayers:
    """Who is known, with addresses; `online`: only who is connected."""

    online: bool = False


@frozen
class Kick:
    """A player shall leave a room, and may come again."""

    room: str
    player: str
    reason: str = ""


@frozen
class Ban:
    """A player, or with `is_address` an address or network, is kept out of the server."""

    target: str
    is_address: bool
    until_ms: int | None  # wall clock; None: for ever
    reason: str = ""  # for operators


@frozen
class Unban:
    """A player, an address or a network may come again."""

    target: str


@frozen
class ListBans:
    """Who is banned or muted."""


@frozen
class Mute:
    """A player may say nothing, anywhere."""

    player: str
    until_ms: int | None
    reason: str = ""


@frozen
class Unmute:
    """A player may speak again."""

    player: str


@frozen
class CloseRoom:
    """A room shall be no more."""

    room: str
    reason: str = ""


@frozen
class SetNotice:
    """All, or who is in a room, shall read a line; "" takes it away."""

    text: str
    room: str | None = None
    until_ms: int | None = None


@frozen
class Drain:
    """Nothing new shall begin any more, or again."""

    on: bool = True


@frozen
class CountGames:
    """How many games are still waited for, while the server drains."""


@frozen
class ListAudit:
    """What operators have done, newest first."""

    limit: int = 50


Request = (
    ListRooms
    | ListPlayers
    | Kick
    | Ban
    | Unban
    | ListBans
    | Mute
    | Unmute
    | CloseRoom
    | SetNotice
    | Drain
    | CountGames
    | ListAudit
)

_BY_TAG: Final = {tag_of(request): request for request in get_args(Request)}
_structurer: Final = Structurer(forbid_extra_keys=True)


def write_request(request: Request) -> dict[str, Value]:
    """Return a request as it travels."""
    return {"what": tag_of(type(request)), **_structurer.unstructure(request)}


def read_request(asked: dict[str, Value]) -> Request:
    """Return the request; raise NotDone."""
    fields = dict(asked)
    wanted = _BY_TAG.get(str(fields.pop("what", "")))
    if wanted is None:
        raise NotDone(f"the server knows no such command: {str(asked)[:100]}")
    try:
        request: Request = _structurer.structure(fields, wanted)
    except BadValue as error:
        raise NotDone(f"{tag_of(wanted)}: {error}") from error
    return request


def describe(request: Request) -> str:
    """Return a request as it is written down: the command that asks for it."""
    fields = dict(_structurer.unstructure(request))
    if isinstance(request, Drain):
        return "drain" if request.on else "drain --off"
    if isinstance(request, SetNotice) and not request.text:
        fields["text"] = "--off"
        del fields["until_ms"]
    words = [_NAMES.get(type(request), tag_of(type(request)).removeprefix("list_"))]
    words += [str(fields[name]) for name in ("room", "target", "player", "text") if fields.get(name)]
    if "until_ms" in fields:
        words.append(until_text(fields["until_ms"]))
    return " ".join([*words, *([f"({fields['reason']})"] if fields.get("reason") else [])])


_NAMES: Final[dict[type, str]] = {CloseRoom: "close", SetNotice: "notice"}
