"""Counting frames in time and connections at once."""

from lobby.shell.limits import PerAddress, Places, TokenBucket


def test_a_bucket_lets_a_burst_through_and_then_its_rate() -> None:
    bucket = TokenBucket(per_second=2, burst=3, now=0)

    assert [bucket.take(0) for _ in range(4)] == [True, True, True, False]
    assert bucket.take(0.5)
    assert not bucket.take(0.5)


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    bucket = TokenBucket(per_second=10, burst=2, now=0)

    assert [bucket.take(1000) for _ in range(3)] == [True, True, False]


def test_a_bucket_is_low_when_only_the_time_can_tell_whether_one_more_may_pass() -> None:
    bucket = TokenBucket(per_second=2, burst=2, now=0)

    lows = [(bucket.take(0), bucket.is_low) for _ in range(2)]

    assert lows == [(True, False), (True, True)]
    assert bucket.wait_seconds(10) == 0


def test_each_address_has_a_bucket_and_is_told_how_long_to_wait() -> None:
    limits = PerAddress(per_second=2, burst=1, addresses_max=10)

    assert [limits.take("a", 0), limits.take("a", 0), limits.take("b", 0)] == [0, 0.5, 0]


def test_addresses_that_rest_are_forgotten_and_too_many_at_once_share_a_bucket() -> None:
    limits = PerAddress(per_second=1, burst=2, addresses_max=2)
    limits.take("a", 0)
    limits.take("b", 0)

    crowded = [limits.take(address, 0) for address in ("c", "d", "e")]
    later = [limits.take(address, 60) for address in ("c", "d", "e")]

    assert crowded == [0, 0, 1]
    assert later == [0, 0, 0]


def test_places_are_counted_together_and_per_address_and_given_back() -> None:
    places = Places(total_max=2, per_address_max=1)

    assert [places.take(address) for address in ("a", "", "")] == [None, None, "server_full"]
    with places.hold_address("b") as first, places.hold_address("b") as second:
        assert (first, second) == (None, "address_full")
    places.give_back("a")
    with places.hold_address("b") as again:
        assert (again, places.take("a")) == (None, None)
    assert places.total == 2


def test_who_finds_no_place_takes_none() -> None:
    places = Places(total_max=2, per_address_max=1)

    assert [places.take("a") for _ in range(5)] == [None, *["address_full"] * 4]
    assert places.take("b") is None
    assert places.take("c") == "server_full"
    places.give_back("a")
    assert places.take("c") is None
