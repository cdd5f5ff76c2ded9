"""What may be asked of a room, or happen to it: the union `Input`; a class stands in the file of its kind."""

from lobby.core.inputs.people import *
from lobby.core.inputs.playing import *
from lobby.core.inputs.rooms import *
from lobby.core.inputs.seating import *

Input = GameInput | PeopleInput | SeatInput | RoomInput
