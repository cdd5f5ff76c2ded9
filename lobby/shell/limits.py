"""Counting what peers may use: frames in time, connections at once."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

NoPlace = Literal["server_full", "address_full"]


class TokenBucket:
    """Lets `burst` through at once and `per_second` in the long run. Time is an argument, in seconds."""

    __slots__ = (
        "_at",
        "_burst",
        "_per_second",
        "_tokens",
    )

    def __init__(self, per_second: float, burst: float, now: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._tokens = burst
        self._at = now

    @property
    def rate(self) -> tuple[float, float]:
        """How many a second pass in the long run, and how many at once."""
        return self._per_second, self._burst

    @property
    def is_low(self) -> bool:
        """Whether it is not certain, without a look at the time, that one more may pass."""
        return self._tokens < 1

    def take(self, now: float, weight: int = 1) -> bool:
        """Return whether one more may pass now, or one that counts as so many."""
        tokens = self._tokens + (now - self._at) * self._per_second
        if tokens > self._burst:  # noqa: PLR1730  # each frame comes through here, and `min` takes as long as all else
            tokens = self._burst
        self._at = now
        if tokens < weight:
            self._tokens = tokens
            return False
        self._tokens = tokens - weight
        return True

    def give_back(self, now: float) -> None:
        """One that was taken was not needed."""
        self._tokens = min(self._burst, self.count_left(now) + 1)
        self._at = now

    def count_left(self, now: float) -> float:
        """Return how many may pass at once now."""
        return min(self._burst, self._tokens + (now - self._at) * self._per_second)

    def wait_seconds(self, now: float) -> float:
        """Return how long until one more may pass, 0 where it may now."""
        missing = 1 - self.count_left(now)
        return max(0.0, missing / self._per_second) if self._per_second else float("inf")


class PerAddress:
    """A bucket for each address; addresses that have used nothing of late are forgotten.

    At most so many are told apart, so that nobody fills the memory with addresses.
    """

    def __init__(self, per_second: float, burst: float, addresses_max: int) -> None:
        self._rate = (per_second, burst)
        self._addresses_max = addresses_max
        self._buckets: dict[str, TokenBucket] = {}

    @property
    def rate(self) -> tuple[float, float]:
        """How many a second pass in the long run, and how many at once."""
        return self._rate

    def take(self, address: str, now: float) -> float:
        """Let one more pass for the address now and return 0, or return how many seconds it must wait."""
        bucket = self._find(address, now)
        return 0.0 if bucket.take(now) else bucket.wait_seconds(now)

    def wait_seconds(self, address: str, now: float) -> float:
        """Return how long the address must wait until one more may pass, 0 where it may now."""
        return self._find(address, now).wait_seconds(now)

    def give_back(self, address: str, now: float) -> None:
        """One that the address has taken was not needed."""
        self._find(address, now).give_back(now)

    def _find(self, address: str, now: float) -> TokenBucket:
        if address not in self._buckets and len(self._buckets) >= self._addresses_max:
            burst = self._rate[1]
            used = {name: bucket for name, bucket in self._buckets.items() if bucket.count_left(now) < burst}
            self._buckets = used
            if len(used) >= self._addresses_max:
                address = ""
        return self._buckets.setdefault(address, TokenBucket(*self._rate, now))


class Places:
    """Who has a place, together and per address. "" is the address of nobody: not counted."""

    def __init__(self, total_max: int, per_address_max: int) -> None:
        self._total_max = total_max
        self._per_address_max = per_address_max
        self._per_address: Counter[str] = Counter()
        self.total = 0

    def take(self, address: str) -> NoPlace | None:
        """Take a place among all and among those of the address, which is to be given back.

        Return why there is none; none is taken then, so that nobody keeps others out by knocking.
        """
        if not self._has_place(address):
            return "address_full"
        if self.total >= self._total_max:
            return "server_full"
        self.total += 1
        self._per_address[address] += 1
        return None

    def give_back(self, address: str) -> None:
        """What was taken is free again."""
        self.total -= 1
        self._give_back_address(address)

    @contextmanager
    def hold_address(self, address: str) -> Iterator[NoPlace | None]:
        """Hold a place of the address only; yield why there is none, or None."""
        if not self._has_place(address):
            yield "address_full"
            return
        self._per_address[address] += 1
        try:
            yield None
        finally:
            self._give_back_address(address)

    def _has_place(self, address: str) -> bool:
        return not address or self._per_address[address] < self._per_address_max

    def _give_back_address(self, address: str) -> None:
        self._per_address[address] -= 1
        if not self._per_address[address]:
            del self._per_address[address]
