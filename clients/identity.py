"""Who one is, kept in a file: the secret that names a player, for those who come back on another day."""

import os
import secrets
from pathlib import Path

TOKEN_BYTES = 32


def keep_token(path: str) -> bytes:
    """Return the secret in the file, a new one where there is no file; raise ValueError where that fails."""
    try:
        return _make(Path(path))
    except FileExistsError:
        return _read(Path(path))
    except OSError as error:
        raise ValueError(f"can't write {path}: {error.strerror}") from error


def _make(path: Path) -> bytes:
    # Like a password: nobody else may read it, from the first moment on.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    token = secrets.token_bytes(TOKEN_BYTES)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{token.hex()}\n")
    return token


def _read(path: Path) -> bytes:
    try:
        token = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise ValueError(f"can't read {path}: {error.strerror}") from error
    except ValueError:
        token = b""
    if len(token) != TOKEN_BYTES:
        raise ValueError(f"{path} holds no player: that would be {2 * TOKEN_BYTES} hex digits")
    return token
