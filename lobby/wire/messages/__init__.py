"""Every frame of the protocol, as frozen classes in two closed unions.

A frame is one msgpack map; `type` is the class name in snake_case, the other keys are the fields. A
field that has its default may be left out; an unknown key is passed over, so that newer peers may say more.
A class stands in the file of its kind and in the union at the end of that, and is imported from here.
"""

from lobby.wire.messages.connecting import *
from lobby.wire.messages.entering import *
from lobby.wire.messages.finding import *
from lobby.wire.messages.hosting import *
from lobby.wire.messages.kinds import *
from lobby.wire.messages.playing import *
from lobby.wire.messages.telling import *

PROTOCOL = 1

Command = EnteringCommand | PlayingCommand | HostingCommand | FindingCommand
ClientMessage = ConnectingMessage | Command
