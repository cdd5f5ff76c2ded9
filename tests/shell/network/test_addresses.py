"""Who is at the other end."""

import pytest

from lobby.shell.network.addresses import Proxies, group


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        pytest.param("10.0.0.1", [b"198.51.100.7"], "198.51.100.7", id="one proxy"),
        pytest.param("10.0.0.1", [b"198.51.100.7, 10.0.0.2"], "198.51.100.7", id="two proxies"),
        pytest.param("10.0.0.1", [b"1.1.1.1, 198.51.100.7"], "198.51.100.7", id="a claim on the left"),
        pytest.param("10.0.0.1", [b"1.1.1.1", b"198.51.100.7"], "198.51.100.7", id="two headers"),
        pytest.param("10.0.0.1", [b"198.51.100.7:4711"], "198.51.100.7", id="with a port"),
        pytest.param("10.0.0.1", [b"[2001:db8::7]:4711"], "2001:db8::7", id="version 6 with a port"),
        pytest.param("10.0.0.1", [b"unknown"], "10.0.0.1", id="no address"),
        pytest.param("10.0.0.1", [], "10.0.0.1", id="no header"),
        pytest.param("10.0.0.1", [b"10.0.0.9"], "10.0.0.9", id="only proxies"),
        pytest.param("198.51.100.9", [b"1.1.1.1"], "198.51.100.9", id="untrusted"),
        pytest.param("unix", [b"198.51.100.7"], "198.51.100.7", id="unix"),
        pytest.param("10.0.0.1", [b"\xff\xfe"], "10.0.0.1", id="noise"),
    ],
)
def test_the_client_is_the_first_from_the_right_that_is_no_proxy_of_ours(
    peer: str, forwarded: list[bytes], client: str
) -> None:
    assert Proxies(("10.0.0.0/8", "unix")).find_client(peer, forwarded) == client


def test_a_limit_per_address_counts_a_network_of_version_6_as_one() -> None:
    assert group("2001:db8::1") == group("2001:db8::2") != group("2001:db8:0:1::1")
    assert group("198.51.100.7") != group("198.51.100.8")
    assert group("unix") == "unix"
