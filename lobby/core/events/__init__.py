"""What has happened in a room, for good: the union `Event`, and the step that holds some of them.

Logs hold the class name and the fields by position: what is added to an event is added at its end, with a
default. A class stands in the file of its kind and in the union at the end of that; it is imported from here.
"""

from lobby.core.events.people import *
from lobby.core.events.playing import *
from lobby.core.events.rooms import *
from lobby.core.events.seating import *
from lobby.wire.light import light

Event = RoomEvent | SeatEvent | GameEvent | PeopleEvent


@light
class Row:
    """One step as it is logged: all events that one input caused, at one time, under one number."""

    number: int
    at_ms: int  # room time
    events: tuple[Event, ...]

    @property
    def watched_calls(self) -> int:
        """How many budgets of time the game had for it: one for each tick, one for any other step."""
        return max(1, sum(event.ticks for event in self.events if isinstance(event, Ticked)))
