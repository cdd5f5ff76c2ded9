"""What the API tells: rooms, games, and how the server is."""

from typing import Any

from attrs import frozen

from lobby.core.game import Game
from lobby.core.options import describe_options
from lobby.shell.lobby import Lobby


@frozen
class LobbyBoard:
    """Reads the lobby for the API; see `lobby.shell.http.Board`."""

    games: dict[str, Game]
    lobby: Lobby

    def list_rooms(self, game: str | None) -> list[dict[str, Any]]:
        """Return the public rooms that the lobby shows of one game, or of all."""
        wanted = [game] if game is not None else list(self.games)
        views = (self.lobby.directory.view(name, self.lobby.online) for name in wanted)
        return [room for view in views for room in view["rooms"]]

    def list_games(self) -> list[dict[str, Any]]:
        """Return the games on offer."""
        return [
            {
                "id": game.id,
                "title": game.title,
                "seats_min": game.seats_min,
                "seats_max": game.seats_max,
                "options": describe_options(game),
            }
            for game in self.games.values()
        ]

    def health(self) -> dict[str, Any]:
        """Return that the server lives: whoever gets an answer at all knows that its event loop turns."""
        return {"status": "ok", "rooms": len(self.lobby.directory), "online": self.lobby.online}
