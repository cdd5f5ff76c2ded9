"""What was said in one channel of a room that not everybody hears."""

from attrs import frozen

from lobby.wire.values import Value


@frozen
class Talk:
    """The last lines of a channel, as they stand in its view."""

    name: str  # seats, watchers, or team and its number
    number: int  # how often they have changed
    lines: tuple[Value, ...] = ()


def view_talk(talk: Talk) -> Value:
    """Return the view of `talk/<id>/<name>`."""
    return {"chat": list(talk.lines)}
