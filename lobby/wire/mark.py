"""The mark: a word in the URL by which a server that is under pressure knows its own at the door. Pure.

It is made of the session's id and a proof that only the server and the session's client can make, from the
hash of the session's secret: it costs one hash to check, needs no key of the server's, and holds over a
restart as long as the session is kept. It lets nobody in: that takes the secret, in the hello. Who reads it
in a proxy's log could only stand in line as that session.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b

from attrs import frozen

_SESSION_BYTES = 16
_PROOF_BYTES = 8
_CHARACTERS = 32  # in base64, without padding
_QUERY = re.compile(rb"(?:^|&)mark=([A-Za-z0-9_-]{%d})(?:&|$)" % _CHARACTERS)


@frozen
class Mark:
    """A mark that was read: whose it says that it is, and the proof."""

    session: bytes
    proof: bytes

    def fits(self, secret_hash: bytes) -> bool:
        """Return whether it was made for the session with this hash of its secret."""
        return hmac.compare_digest(self.proof, _prove(self.session, secret_hash))


def make_mark(session: bytes, secret_hash: bytes) -> str:
    """Return the mark of a session, as text that needs no quoting in a URL."""
    return urlsafe_b64encode(session + _prove(session, secret_hash)).decode("ascii")


def find_mark(query: bytes) -> Mark | None:
    """Return the mark in the query of a URL, None where there is none."""
    found = _QUERY.search(query)
    if found is None:
        return None
    data = urlsafe_b64decode(found[1])
    return Mark(data[:_SESSION_BYTES], data[_SESSION_BYTES:])


def _prove(session: bytes, secret_hash: bytes) -> bytes:
    # Keyed BLAKE2b (RFC 7693) is a MAC by itself: one hash, where HMAC takes four and ten times as long.
    return blake2b(session, key=secret_hash, digest_size=_PROOF_BYTES, person=b"at the door").digest()
