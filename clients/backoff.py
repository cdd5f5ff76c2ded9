"""How long to wait before the next attempt to connect: what the protocol page asks of clients."""

from random import Random

FIRST_SECONDS = 0.5
LONGEST_SECONDS = 15.0


def delay_seconds(attempt: int, random: Random) -> float:
    """Return the wait before attempt 0, 1, …: doubling, bounded, half of it by chance.

    Without the chance all clients of a server that was restarted would come back in the same moment.
    """
    longest = min(LONGEST_SECONDS, FIRST_SECONDS * (1 << min(attempt, 16)))
    return longest / 2 + random.random() * longest / 2
