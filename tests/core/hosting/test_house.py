"""What a host may decide, and that it is kept as it was wished for."""

from typing import Any

import pytest

from lobby.core.hosting import house
from lobby.core.hosting.house import USUAL, House
from lobby.wire.strict import BadValue


def test_what_is_wished_for_is_stored_without_the_defaults_and_comes_back_the_same() -> None:
    wished = house.change(USUAL, house.structure({"watching": "delayed", "delay_ms": 5000, "locked": False}))

    assert house.plain(wished) == {"watching": "delayed", "delay_ms": 5000}
    assert house.change(USUAL, house.plain(wished)) == wished


@pytest.mark.parametrize("wish", [{"watching": "delayed"}, {"lend": "mcts"}])
def test_what_can_not_be_in_rated_games_clashes_with_them(wish: dict[str, Any]) -> None:
    clash = house.find_clash(house.change(USUAL, {"rated": True, **wish}))

    assert clash is not None
    assert clash.code == "malformed"
    assert house.find_clash(house.change(USUAL, wish)) is None


def test_the_view_says_of_a_password_only_that_there_is_one() -> None:
    shown = house.view(House(password_hash="$argon2id$secret"))

    assert shown["password"] is True
    assert "secret" not in str(shown)


@pytest.mark.parametrize(
    ("wish", "text"),
    [
        ([], "[], allowed is a map"),
        ({"lockd": True}, "lockd: unknown, allowed are locked, password, watching"),
        ({"locked": 1}, "locked: 1, allowed is true or false"),
        ({"watching": "never"}, "watching: 'never', allowed is open or delayed or closed"),
        ({"delay_ms": -1}, "delay_ms: -1, allowed is a whole number from 0 to 3600000 ms"),
        ({"lend": "x" * 41}, "allowed is a text of at most 40 characters"),
    ],
)
def test_what_is_no_wish_is_refused_with_what_is_allowed(wish: Any, text: str) -> None:
    with pytest.raises(BadValue) as raised:
        house.structure(wish)

    assert text in str(raised.value)
