"""What is shown of a game in real time is what docs/reference/live.json says, as in /sdk.js."""

import json
from typing import Any

import pytest

from clients import fold
from clients.fold import Views
from clients.live.blend import blend
from clients.live.rules import Sight
from lobby.wire.codec import decode_server
from lobby.wire.patch import equal
from tests.golden.live_games import make_picture, show
from tests.golden.make_live_vectors import FILE, make_live_vectors
from tests.golden.make_vectors import write_vectors

VECTORS = json.loads(FILE.read_text())


def test_the_file_is_what_is_shown_today() -> None:
    assert FILE.read_text() == write_vectors(make_live_vectors()), (
        "run python -m tests.golden.make_live_vectors"
    )


@pytest.mark.parametrize("vector", VECTORS["blends"], ids=str)
def test_what_is_between_two_views_has_no_fractions(vector: dict[str, Any]) -> None:
    before, after = vector["before"], vector["after"]

    assert equal(blend(before, after, vector["part"]), vector["view"])
    assert blend(before, after, 1) is after


@pytest.mark.parametrize("game", VECTORS["games"], ids=lambda game: game["name"])
def test_every_frame_is_what_the_file_says(game: dict[str, Any]) -> None:
    picture = make_picture(game)
    made: dict[int, Any] = {}
    foresight: Any = picture.foresight
    for said in game["said"]:
        match said:
            case {"hear": [epoch, tick, *seen], "at": now}:
                picture.hear(epoch, tick, Sight(*seen), now)
            case {"input": move, "id": id_, "at": now}:
                made[id_] = picture.add(move, now)
            case {"answer": [id_, tick]}:
                foresight.answer(made[id_], tick)
            case {"drop": id_}:
                foresight.drop(made[id_])
            case {"frame": frame, "ping": ping, "at": now}:
                assert show(picture.frame(now, ping)) == frame
            case _:
                raise AssertionError(said)


@pytest.mark.parametrize("client", VECTORS["told"], ids=lambda client: client["name"])
def test_who_folds_what_is_told_shows_what_is(client: dict[str, Any]) -> None:
    views = Views()
    for told in client["heard"]:
        views = fold.hear(views, decode_server(bytes.fromhex(told))) if told else fold.ask(views)[0]

    shown = {topic: told.view for topic, told in views.shown.items()}
    assert equal(shown, client["views"])


def test_on_a_bad_line_an_input_is_shown_at_once() -> None:
    shown = 0
    for game in VECTORS["games"][:2]:
        for said, then in zip(game["said"], game["said"][1:], strict=False):
            if "input" in said and "frame" in then:
                (_, way) = then["frame"]["after"][game["seat"]]
                assert way == said["input"]
                shown += 1

    assert shown
