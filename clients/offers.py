"""What players settle among themselves, in words for the terminal, and which offer a yes or no is for."""

from typing import Final

from clients.room import Room
from lobby.wire.values import Value

_OFFERED: Final = {
    "draw": "offers a draw",
    "undo": "asks to take the last move back",
    "swap": "asks to swap seats",
}
_SETTLED: Final = {
    "agreed": "agrees",
    "declined": "does not agree",
    "withdrawn": "takes the offer back",
    "resigned": "gives up",
    "taken_back": "has taken back",
}


def describe_settled(line: dict[str, Value]) -> str | None:
    """Return what a line of the chat says that a seat has settled with others, None for other lines."""
    if line["kind"] == "offered":
        return f"{_OFFERED.get(line['offer'], 'makes an offer')}: /yes or /no"
    return _SETTLED.get(line["kind"])


def describe_start(view: dict[str, Value]) -> str:
    """Return when the countdown of a room is over, whose house says how long it is."""
    return f"in {view['house']['countdown_ms'] / 1000:g} seconds"


def find_offer(view: dict[str, Value], seat: int, *, agree: bool) -> int | None:
    """Return the number of the newest offer that waits for a seat; with a no, also its own."""
    for offer in reversed(view["offers"]):
        is_asked = seat in offer["asked"] and seat not in offer["agreed"]
        if is_asked or (offer["seat"] == seat and not agree):
            return int(offer["number"])
    return None


async def answer_offer(room: Room, *, agree: bool) -> None:
    """Answer the newest offer; raise ValueError where there is none."""
    seat = room.seat
    offer = None if seat is None else find_offer(room.view, seat["seat"], agree=agree)
    if offer is None:
        raise ValueError("nothing is offered to you")
    await room.answer(offer, agree=agree)
