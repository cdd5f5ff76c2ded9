"""What the secret of a game gives away, and when: its hash, then itself, and the id of its film."""

from functools import lru_cache
from hashlib import blake2b

from lobby.core.dice import commit
from lobby.core.match import Match
from lobby.wire.values import Value


def secret_for(room_secret: bytes, number: int) -> bytes:
    """Return the secret of one game; telling it gives away no other, since the hash has no way back."""
    return blake2b(number.to_bytes(8), key=room_secret, digest_size=32).digest()


def proof(match: Match) -> Value:
    """Return the hash of the match's secret, and the secret itself once the match is over."""
    return _proof(match.secret, is_open=match.over)


@lru_cache(maxsize=4096)
def _proof(secret: bytes, *, is_open: bool) -> Value:
    """Return the same value for the whole of a game, so that nobody compares it."""
    return {"hash": commit(secret).hex(), "secret": secret.hex() if is_open else None}


def replay_id(match: Match) -> str:
    """Return the id under which the finished game can be seen: who was not told of it can't guess it."""
    return blake2b(b"replay", key=match.secret, digest_size=16).hexdigest()
