"""A player's own games as lines of text: what waits, for how long, and how to get there. Pure."""

from collections.abc import Iterator

from clients.render import clean
from lobby.wire.values import Value

# What is over is none to go to; a state of a newer server is passed over.
STATES = {
    "your_turn": "your move",
    "waiting": "waiting",
    "playing": "going on",
    "halted": "waiting for its game",
    "gathering": "not begun",
}
_UNITS = ((86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1000, "s"))


def list_own(own: dict[str, Value], now_ms: int) -> Iterator[str]:
    """Yield the lines of the view of `player/<id>`, none where nothing waits; `now_ms` is wall time."""
    lines = [_describe_found(found, now_ms) for found in own.get("found", ())]
    lines += [*map(_describe_invitation, own["invitations"])]
    lines += [_describe_game(game, now_ms) for game in own["games"] if game["state"] in STATES]
    if lines:
        yield "your games:"
    yield from lines


def show_duration(ms: int) -> str:
    """Return a duration in its two largest units, rounded down, as 2 d 4 h."""
    parts = []
    for unit_ms, name in _UNITS:
        count, ms = divmod(max(ms, 0), unit_ms)
        parts.append((count, name))
    first = next((at for at, (count, _) in enumerate(parts) if count), len(parts) - 1)
    return " ".join(f"{count} {name}" for count, name in parts[first : first + 2] if count) or "0 s"


def _describe_invitation(invitation: Value) -> str:
    who = clean(invitation["from"]) or "somebody"
    again = " again" if invitation.get("until_ms") is None else " with you"
    return f"  {who} wants to play {clean(invitation['title'])}{again} · --code {invitation['code']}"


def _describe_found(found: Value, now_ms: int) -> str:
    against = ", ".join(map(clean, found["players"]))
    left = show_duration(found["until_ms"] - now_ms)
    return f"  a seat is kept for {left} · {clean(found['title'])} against {against} · --code {found['code']}"


def _describe_game(game: Value, now_ms: int) -> str:
    due_ms = game["due_ms"]
    left = "" if due_ms is None else f" · {show_duration(due_ms - now_ms)} left"
    people = ", ".join(map(clean, game["players"]))
    what = f"{clean(game['name'])} ({clean(game['title'])}: {people})"
    return f"  {STATES[game['state']]}{left} · {what} · --code {game['code']}"
