"""What the API tells: rooms, games, and how the server is."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from lobby.core.forms import describe_move, describe_options
from lobby.core.game import Game
from lobby.shell.bots.port import BotKind
from lobby.shell.http.game_pages import PAGE, has_page
from lobby.shell.http.invites import CLOSED_DOOR, PLAIN_PICTURE, Preview, preview_of
from lobby.shell.lobby import Lobby
from lobby.shell.store import Store

_PICTURE = "assets/preview.png"  # beside a game's own page
_DRAWN = frozenset({"tic_tac_toe", "connect_four", "liars_dice", "snake_arena"})  # web/public/previews


@frozen
class LobbyBoard:
    """Reads the lobby for the API; see `lobby.shell.http.application.Board`."""

    games: dict[str, Game]
    lobby: Lobby
    store: Store
    count_returning: Callable[[], int] = int  # rooms that have not come back yet after the start
    bots: Callable[[Game], Sequence[BotKind]] = lambda _: ()
    is_draining: Callable[[], bool] = bool  # nothing new begins any more

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
                "tick_rate": game.tick_rate,
                "chance": game.has_chance,
                "options": describe_options(game),
                "move": describe_move(game),
                "seat_names": list(game.seat_names),
                "teams": list(game.teams),
                "bots": [{"id": bot.id, "title": bot.title} for bot in self.bots(game)],
                "page": f"games/{game.id}/{PAGE}" if self._has_page(game) else None,
            }
            for game in self.games.values()
        ]

    def find_preview(self, code: str) -> Preview:
        """Return what a preview of the link to a room shows to everybody."""
        door = self.lobby.directory.door(code)
        game = None if door is None else self.games.get(door.game)
        if game is None:
            return CLOSED_DOOR
        return preview_of(door, game.title, self._find_picture(game))

    def _find_picture(self, game: Game) -> str:
        """Return the path of a game's picture: an author's, one of ours, or the plain one."""
        if game.folder is not None and (Path(game.folder) / _PICTURE).is_file():
            return f"games/{game.id}/{_PICTURE}"
        return f"previews/{game.id}.png" if game.id in _DRAWN else PLAIN_PICTURE

    def find_folder(self, game: str) -> Path | None:
        """Return the folder in which a game has its own page, None where it has none."""
        found = self.games.get(game)
        return Path(found.folder) if found is not None and found.folder is not None else None

    def _has_page(self, game: Game) -> bool:
        # Looked for each time: an author adds the page while the server runs.
        return game.folder is not None and has_page(Path(game.folder))

    def health(self) -> dict[str, Any]:
        """Return how the server is: who gets an answer at all knows that its event loop turns."""
        status = "steps can't be stored" if self.store.is_failing else "ok"
        rooms, returning = len(self.lobby.directory), self.count_returning()
        return {
            "status": status,
            "rooms": rooms,
            "returning": returning,
            "online": self.lobby.online,
            "draining": self.is_draining(),
        }
