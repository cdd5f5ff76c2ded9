"""What a form asks for, of options and of moves."""

from typing import Any, Literal

import pytest
from attrs import evolve, field, frozen
from attrs.validators import ge, gt, in_, le, lt, max_len, min_len

from lobby.catalogue import load_catalogue
from lobby.core.forms import describe, describe_move, describe_options

GAMES = load_catalogue()


@frozen
class Options:
    rounds: int = field(default=3, validator=[ge(1), le(9)])
    pairs: "int" = field(default=2, validator=[gt(0), lt(5)])
    fast: bool = False
    topic: str = field(default="sea", validator=max_len(20))
    level: Literal["easy", "hard"] = "easy"
    size: int = field(default=3, validator=in_([3, 5]))
    words: tuple[str, ...] = ()
    people: list[str] = field(factory=list)


@frozen
class Guess:
    text: str = field(validator=[min_len(1), max_len(40)])


@frozen
class Tree:
    children: list["Tree"] = field(factory=list)


def test_a_game_without_options_has_none_to_ask_for() -> None:
    assert describe_options(GAMES["tic_tac_toe"]) == []


def test_every_option_is_described_with_its_bounds_and_its_default() -> None:
    described = describe_options(evolve(GAMES["tic_tac_toe"], options_type=Options))

    assert [(option["name"], option["type"], option["default"]) for option in described] == [
        ("rounds", "integer", 3),
        ("pairs", "integer", 2),
        ("fast", "boolean", False),
        ("topic", "text", "sea"),
        ("level", "choice", "easy"),
        ("size", "choice", 3),
        ("words", "list", None),
        ("people", "list", []),
    ]
    bounds = {option["name"]: (option.get("least"), option.get("most")) for option in described}
    assert (bounds["rounds"], bounds["pairs"], bounds["topic"]) == ((1, 9), (1, 4), (None, 20))
    assert [option["choices"] for option in described if option["type"] == "choice"] == [
        ["easy", "hard"],
        [3, 5],
    ]


def test_the_dice_of_liars_dice_can_be_chosen() -> None:
    (dice,) = describe_options(GAMES["liars_dice"])

    assert (dice["name"], dice["default"], dice["least"], dice["most"]) == ("dice", 5, 1, 5)


def test_a_game_that_does_not_say_what_a_move_is_has_no_form_for_it() -> None:
    assert describe_move(GAMES["tic_tac_toe"]) is None


def test_a_move_of_one_of_several_kinds_is_a_choice_between_records() -> None:
    form = describe_move(GAMES["liars_dice"])

    assert form["type"] == "either"
    assert [kind["title"] for kind in form["of"]] == ["Bid", "Call"]
    number = {"type": "integer", "least": None, "most": None}
    assert form["of"][0]["fields"] == [
        {"type": "row", "of": [number, number], "name": "bid", "required": True, "default": None}
    ]


@pytest.mark.parametrize(
    ("declared", "form"),
    [
        (str, {"type": "text", "least": None, "most": None}),
        (bytes, {"type": "bytes", "least": None, "most": None}),
        (str | None, {"type": "either", "of": [describe(str), {"type": "nothing"}]}),
        (dict[str, bool], {"type": "map", "of": {"type": "boolean"}}),
        (tuple[bool, ...], {"type": "list", "of": {"type": "boolean"}, "least": None, "most": None}),
        (Any, {"type": "any"}),
        (list, {"type": "any"}),
    ],
)
def test_every_type_has_its_form(declared: Any, form: object) -> None:
    assert describe(declared) == form


def test_the_bounds_of_a_text_are_told() -> None:
    (text,) = describe(Guess)["fields"]

    assert (text["least"], text["most"], text["required"]) == (1, 40, True)


def test_a_type_that_contains_itself_is_described_to_a_depth() -> None:
    assert "any" in repr(describe(Tree))
