"""What lies in the data directory for the store."""

from typing import Final

FILE: Final = "lobby.sqlite"
LOCK: Final = "lobby.lock"
SOCKET: Final = "lobby.sock"
