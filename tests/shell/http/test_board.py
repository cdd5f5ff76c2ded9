"""What the API tells."""

from lobby.app import assemble
from lobby.core.directory import Listing
from lobby.core.ids import Code, RoomId
from lobby.settings import Config
from lobby.shell.http.board import LobbyBoard


def list_one(game: str, name: str, *, public: bool = True) -> Listing:
    return Listing(
        id=RoomId(f"id-{name}"),
        code=Code(name.upper()),
        name=name,
        game=game,
        phase="gathering",
        seats=2,
        taken=1,
        watchers=0,
        public=public,
        created_ms=1,
    )


async def test_rooms_are_told_of_one_game_or_of_all_and_only_public_ones() -> None:
    application = assemble(Config())
    board = LobbyBoard(application.games, application.lobby, application.store)
    application.lobby.put(list_one("tic_tac_toe", "open"))
    application.lobby.put(list_one("tic_tac_toe", "hidden", public=False))
    application.lobby.put(list_one("connect_four", "other"))

    assert [room["name"] for room in board.list_rooms("tic_tac_toe")] == ["open"]
    assert sorted(room["name"] for room in board.list_rooms(None)) == ["open", "other"]
    assert board.list_rooms("no_such_game") == []
    assert board.health() == {"status": "ok", "rooms": 3, "returning": 0, "online": 0, "draining": False}


async def test_every_game_on_offer_is_told_with_its_seats() -> None:
    application = assemble(Config())
    games = LobbyBoard(application.games, application.lobby, application.store).list_games()

    assert [game["id"] for game in games] == ["tic_tac_toe", "connect_four", "liars_dice", "snake_arena"]
    assert (games[2]["title"], games[2]["seats_min"], games[2]["seats_max"]) == ("Liar's dice", 2, 6)
    assert games[2]["options"][0]["name"] == "dice"
    assert [game["tick_rate"] for game in games] == [0, 0, 0, 10]
    assert [game["chance"] for game in games] == [False, False, True, True]
    assert [game["id"] for game in games] == list(application.games)
