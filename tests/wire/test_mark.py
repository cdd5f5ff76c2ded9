"""The mark by which a session is known at the door."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobby.wire.mark import find_mark, make_mark

SESSION, SECRET = bytes(range(16)), sha256(b"secret").digest()


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=32, max_size=32))
def test_a_mark_is_found_in_a_url_and_fits_its_session_alone(session: bytes, secret_hash: bytes) -> None:
    mark = make_mark(session, secret_hash)

    found = find_mark(f"mark={mark}".encode())

    assert mark.replace("-", "").replace("_", "").isalnum()
    assert found is not None
    assert found.session == session
    assert found.fits(secret_hash)
    assert not found.fits(sha256(secret_hash).digest())


def test_the_proof_of_one_session_is_of_no_use_to_another() -> None:
    mark, other = make_mark(SESSION, SECRET), make_mark(bytes(16), SECRET)

    forged = find_mark(f"mark={other[:21]}{mark[21:]}".encode())

    assert forged is not None
    assert not forged.fits(SECRET)


@pytest.mark.parametrize("query", ["a=1&{}", "{}&a=1", "a&{}&b"])
def test_a_mark_is_found_beside_whatever_else_the_url_says(query: str) -> None:
    assert find_mark(query.format(f"mark={make_mark(SESSION, SECRET)}").encode()) is not None


@pytest.mark.parametrize("query", ["", "mark=", "mark=abc", "xmark={}", "mark={}A", "mark={} ", "mark=%41{}"])
def test_what_is_no_mark_is_none(query: str) -> None:
    assert find_mark(query.format(make_mark(SESSION, SECRET)).encode()) is None
