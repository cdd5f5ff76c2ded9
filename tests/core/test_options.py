"""What a form may ask for when a room is opened."""

from typing import Literal

from attrs import evolve, field, frozen
from attrs.validators import ge, gt, le, lt

from lobby.catalogue import load_catalogue
from lobby.core.options import describe_options

GAMES = load_catalogue()


@frozen
class Options:
    rounds: int = field(default=3, validator=[ge(1), le(9)])
    pairs: "int" = field(default=2, validator=[gt(0), lt(5)])
    fast: bool = False
    topic: str = "sea"
    level: Literal["easy", "hard"] = "easy"
    words: tuple[str, ...] = ()
    people: list[str] = field(factory=list)


def test_a_game_without_options_has_none_to_ask_for() -> None:
    assert describe_options(GAMES["tic_tac_toe"]) == []


def test_every_option_that_a_form_can_ask_for_is_described_with_its_bounds() -> None:
    described = describe_options(evolve(GAMES["tic_tac_toe"], options_type=Options))

    assert [tuple(option.values()) for option in described] == [
        ("rounds", "integer", 3, 1, 9, None),
        ("pairs", "integer", 2, 1, 4, None),
        ("fast", "boolean", False, None, None, None),
        ("topic", "text", "sea", None, None, None),
        ("level", "choice", "easy", None, None, ["easy", "hard"]),
    ]


def test_the_dice_of_liars_dice_can_be_chosen() -> None:
    (dice,) = describe_options(GAMES["liars_dice"])

    assert (dice["name"], dice["default"], dice["least"], dice["most"]) == ("dice", 5, 1, 5)
