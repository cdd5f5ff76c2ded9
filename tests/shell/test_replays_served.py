"""A whole server: a game that has ended is listed, and its film is served when it is made."""

import json

import trio
from trio.testing import MockClock

from lobby.catalogue import load_game
from lobby.testing.serve import serve
from lobby.wire.film import unpack_film
from tests.shell.keeping.test_films import keep


async def test_a_finished_game_is_listed_and_its_film_served(autojump_clock: MockClock) -> None:
    async with serve("tic_tac_toe", seed=7) as server:
        await keep(server.store, load_game("tic_tac_toe"), "open-game")
        await keep(server.store, load_game("tic_tac_toe"), "secret-game", public=False)
        server.application.films.wake()
        await trio.sleep(1)

        listed = await server.get("/api/replays?game=tic_tac_toe")
        open_film, secret_film = [
            await server.get(f"/api/replays/{name}-game") for name in ("open", "secret")
        ]
        nothing = await server.get("/api/replays/no-game")

    assert [game["id"] for game in json.loads(listed.body)] == ["open-game"]
    assert unpack_film(open_film.body).title == unpack_film(secret_film.body).title == "Tic-tac-toe"
    assert open_film.status == secret_film.status == 200
    assert nothing.status == 404
