"""Rooms that are asked for something in one go take their steps side by side, part by part.

The code that a step goes through is more than a processor keeps at hand. Where each room takes its step from
beginning to end, each part pushes the others out, and is new to the processor when the next room comes to
it; where one part is done for a few rooms before the next part begins, it is so once for all of them, and a
move takes a fifth less processor time. It is known as cohort scheduling: Larus and Parkes, "Using Cohort
Scheduling to Enhance Server Performance", USENIX 2002.
"""

from attrs import define, field

from lobby.core.inputs import Input, MakeMove, SayLine
from lobby.core.refusal import Reply
from lobby.shell.host import Host
from lobby.shell.network.together import TOGETHER
from lobby.shell.store import By
from lobby.shell.taking import PARTS

# What is asked so often that it counts; nothing that another room or the lobby decides depends on it.
_OFTEN = (MakeMove, SayLine)

# With ten nearly all is gained; with more the first ones only wait for the last.
_HOSTS_MAX = 32


@define(eq=False)
class Cohort:
    """Rooms that have been asked for something in this block of `TOGETHER`, in the order in which they
    were."""

    _hosts: dict[Host, None] = field(factory=dict)

    def give(self, host: Host, asked: Input, reply: Reply, by: By) -> None:
        """See Host.give; a move in a block is made at its end at the latest, before anything is sent.

        Whatever the room is given meanwhile comes behind it. A move with which a session is stored is made at
        once: newer records of the session may come to the store meanwhile.
        """
        if TOGETHER.holding is None or not isinstance(asked, _OFTEN) or by.records:
            host.give(asked, reply, by)
            return
        if not self._hosts:
            TOGETHER.put_off(self._run)
        host.put(asked, reply, by)
        self._hosts[host] = None
        if len(self._hosts) >= _HOSTS_MAX:
            self._run()

    def _run(self) -> None:
        """Let each take its first step with the others, and those behind it alone."""
        hosts, self._hosts = self._hosts, {}
        takings = [taking for host in hosts if (taking := host.begin()) is not None]
        for do_part in PARTS:
            for taking in takings:
                do_part(taking)
        for host in hosts:
            host.work()
