"""Refusals whose detail has numbers or names in it, said in English and in parts (lobby.wire.whys)."""

from math import ceil
from typing import Final, Literal

from attrs import frozen

from lobby.core.refusal import Refusal
from lobby.wire.messages import OfferKind
from lobby.wire.values import Value
from lobby.wire.whys import WHYS, Text, What

_TOLD: Final[dict[What, str]] = {
    "bans": "players are banned from the room",
    "blocked": "players are blocked by you",
    "blocks": "blocks",
    "chat": "lines of chat",
    "codes": "codes that no room has",
    "failures": "moves on which a game failed",
    "house": "changes of rooms as their host",
    "inputs": "inputs in one tick",
    "invitations": "invitations",
    "invited": "people are invited into the room",
    "joins": "joins",
    "looks": "rooms looked up",
    "muted": "players are mute in the room",
    "names": "names",
    "openings": "rooms opened",
    "passwords": "wrong passwords",
    "people": "people are in the room",
    "profiles": "looks at profiles",
    "queue": "players wait in the queue",
    "queue_entries": "entries into the queue",
    "quick_plays": "quick plays",
    "reports": "reports",
    "rooms": "rooms have you in them",
    "rooms_of_address": "rooms are open that came from your address",
    "rooms_of_server": "rooms are open on the server",
    "searches": "searches",
    "seats": "seats taken",
    "signals": "signals",
    "topics": "topics of the lobby are heard by you",
    "waiting_passwords": "passwords wait to be looked at",
}
_HAS: Final = {
    "there": "has seat {seat}",
    "coming": "is on the way to seat {seat}",
    "reserved": "has seat {seat}; it is kept for them",
}
_NOT_IN_REAL_TIME: Final = {
    "days": "not over days",
    "clocks": "without turn clocks",
    "delay": "which can be watched at once or not at all",
}
_OFFER_ENDS: Final[dict[OfferKind, str]] = {
    "draw": "it is answered, you take it back, or who was asked moves",
    "undo": "it is answered, you take it back, or somebody moves",
    "swap": "it is answered or you take it back",
}
_READ_AGAIN_MS: Final = 1000
_AFTER_GAME: Final = "try again after the game"
_UNITS: Final = ((1000, "a second"), (60_000, "a minute"), (3_600_000, "an hour"))


@frozen
class Rate:
    """So many at once, and `per_second` in the long run."""

    per_second: float
    burst: float

    @property
    def each_ms(self) -> int:
        """After so long one more may pass."""
        return max(1, round(1000 / self.per_second))

    def __str__(self) -> str:
        each_ms = 1000 / self.per_second
        unit_ms, unit = next((unit for unit in _UNITS if unit[0] >= each_ms), _UNITS[-1])
        return f"{self.burst:g} at once and {unit_ms / each_ms:.3g} {unit}"


def refuse(code: str, detail: str, why: str, **values: Value) -> Refusal:
    """Return a refusal with its detail in parts, which `why` of WHYS names."""
    assert why in WHYS, f"{why} stands in no table"
    return Refusal(code, detail, {"why": why, **values})


YOU_ARE_BANNED: Final = refuse("banned", "the host has banned you", "banned", reason="")


def too_often(what: What, rate: Rate, wait_seconds: float, scope: str = "player") -> Refusal:
    """Return that there were too many of something in too short a time."""
    wait_ms = ceil(wait_seconds * 1000)
    return refuse(
        "rate_limited",
        f"too many {_TOLD[what]}: {rate} are allowed for one {scope}; {try_again(wait_ms)}",
        "too_often",
        what=what,
        burst=int(rate.burst),
        each_ms=rate.each_ms,
        scope=scope,
        retry_ms=wait_ms,
    )


def at_most(code: str, what: What, most: int, then: str = "", retry_ms: int | None = None) -> Refusal:
    """Return that there are as many of something as allowed; `then`: what makes room for one more."""
    hint = then if retry_ms is None else try_again(retry_ms)
    detail = f"{most} {_TOLD[what]}, the most allowed{'; ' if hint else ''}{hint}"
    return refuse(code, detail, "most", what=what, most=most, retry_ms=retry_ms)


def too_long(code: str, text: Text, characters: int, least: int, most: int) -> Refusal:
    """Return that a text does not have as many characters as it may."""
    detail = f"a {text} of {characters} characters, allowed are {least} to {most}"
    return refuse(code, detail, "characters", text=text, characters=characters, least=least, most=most)


def unknown_room(asked: str, what: str = "id or code") -> Refusal:
    """Return that no open room is called what was asked for."""
    shown = asked[:40]
    return refuse("no_such_room", f"no open room has the {what} {shown!r}", "unknown_room", asked=shown)


def closed_by_operator() -> Refusal:
    """Return that a room is not opened anew, as it was not its people who ended it."""
    return refuse("room_closed", "the operator has closed this room for good", "closed_by_operator")


def no_seat(seat: int, count: int) -> Refusal:
    """Return that a room of `count` seats has none of that number."""
    detail = f"there is no seat {seat}, only 0 to {count - 1}"
    return refuse("no_such_seat", detail, "no_seat", seat=seat, last=count - 1)


def seat_in_game(seat: int) -> Refusal:
    """Return that nobody may sit down there before the game is over."""
    return refuse("game_running", f"seat {seat} belongs to the running game", "seat_in_game", seat=seat)


def match_for_others() -> Refusal:
    """Return that a match is no room to sit down in."""
    return refuse("room_full", "the match is for others", "match_for_others")


def no_draw(title: str) -> Refusal:
    """Return that a game knows no draw that players agree on."""
    return refuse("not_allowed", f"{title} knows no draw by agreement", "no_draw", game=title)


def nothing_to_undo(most: int) -> Refusal:
    """Return that none of the moves that are kept to be taken back is one's own."""
    detail = f"none of the last {most} moves that can be taken back is yours"
    return refuse("not_allowed", detail, "nothing_to_undo", most=most)


def unreadable(what: str) -> Refusal:
    """Return that the store can't say something now."""
    detail = f"{what} can't be read now; {try_again(_READ_AGAIN_MS)}"
    return refuse("store", detail, "unreadable", retry_ms=_READ_AGAIN_MS)


def halted() -> Refusal:
    """Return that a room waits for its game."""
    detail = "the server has no game now that can go on with the room; it is kept until it has"
    return refuse("game_failed", detail, "halted")


def no_free_seat(count: int) -> Refusal:
    """Return that nobody more can sit down in a room of `count` seats."""
    return refuse("room_full", f"all {count} seats are taken", "no_free_seat", seats=count)


def seat_taken(seat: int, name: str, how: Literal["there", "coming", "reserved"]) -> Refusal:
    """Return that a seat is somebody's: who is there, on the way, or has it kept for them."""
    detail = f"{name} {_HAS[how].format(seat=seat)}"
    return refuse("seat_taken", detail, "seat_taken", seat=seat, name=name, how=how)


def shown_later(detail: str, wait_ms: int | None = None) -> Refusal:
    """Return that something must wait until all who watch have seen the end of the game."""
    hint = "" if wait_ms is None else f"; {try_again(wait_ms)}"
    return refuse("game_running", detail + hint, "shown_later", retry_ms=wait_ms)


def muted(by: Literal["host", "operator"], detail: str, wait_ms: int | None) -> Refusal:
    """Return that a player may say nothing; None: until that is lifted."""
    return refuse("muted", detail, "muted", by=by, retry_ms=wait_ms)


def real_time(title: str, without: Literal["days", "clocks", "delay"]) -> Refusal:
    """Return what a real-time game has no use for."""
    detail = f"{title} is played in real time, {_NOT_IN_REAL_TIME[without]}"
    return refuse("not_allowed", detail, "real_time", game=title, without=without)


def nobody() -> Refusal:
    """Return that an id names nobody else."""
    return refuse("no_such_player", "no other player of that id is known", "nobody_of_that_id")


def offer_stands(kind: OfferKind, offer: int) -> Refusal:
    """Return that one's own offer has no answer yet."""
    detail = f"your offer {offer} of a {kind} still stands, until {_OFFER_ENDS[kind]}"
    return refuse("rate_limited", detail, "offer_stands", kind=kind, offer=offer)


def offers_spent(kind: OfferKind, most: int) -> Refusal:
    """Return that a player has made as many offers of a kind in this game as allowed."""
    detail = f"{most} offers of a {kind} per player and game are allowed; {_AFTER_GAME}"
    return refuse("rate_limited", detail, "offers_spent", kind=kind, most=most)


def offer_too_soon(kind: OfferKind, each_ms: int, wait_ms: int) -> Refusal:
    """Return that the last offer of a kind was a moment ago."""
    detail = f"one offer of a {kind} in {each_ms} ms is allowed; {try_again(wait_ms)}"
    return refuse("rate_limited", detail, "offer_too_soon", kind=kind, each_ms=each_ms, retry_ms=wait_ms)


def not_met(name: str) -> Refusal:
    """Return that somebody is a stranger, or wants to be taken for one."""
    return refuse("not_met", f"you have not met {name} lately", "not_met", name=name)


def kept_out(seconds: float, wait_seconds: float) -> Refusal:
    """Return that a match was off through a player, who may not enter the queue for a while."""
    wait_ms, kept_ms = ceil(wait_seconds * 1000), int(seconds * 1000)
    why = f"a match was off through you, which keeps you out of the queue for {kept_ms} ms"
    return refuse(
        "rate_limited", f"{why}; {try_again(wait_ms)}", "kept_out", kept_ms=kept_ms, retry_ms=wait_ms
    )


def hushed() -> Refusal:
    """Return that a watcher does not write to the seats of a running game with secrets."""
    detail = "who watches a game with secrets writes nothing that its players read before it is over"
    return refuse("game_running", detail, "hushed")


def rated_elsewhere(name: str, code: str) -> Refusal:
    """Return that a player is bound to a rated game at another table, and so to no further one."""
    detail = f"you are ready for a rated game in {name!r} ({code}), or play one there: one at a time"
    return refuse("in_match", detail, "rated_elsewhere", name=name, room_code=code)


def try_again(wait_ms: int) -> str:
    """Return when something may be asked for again."""
    return f"try again in {wait_ms} ms"
