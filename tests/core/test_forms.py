"""What a form asks for, of options and of moves."""

import enum
import json
from random import Random
from typing import Annotated, Any, Literal, NewType

import attrs
import pytest
from attrs import evolve, field, frozen
from attrs.validators import and_, ge, gt, in_, le, lt, matches_re, max_len, min_len, not_, optional, or_
from hypothesis import assume, given
from hypothesis import strategies as st

from clients.draw import draw
from lobby.catalogue import load_catalogue
from lobby.catalogue.types import find_type_fault
from lobby.core.forms import BYTES_MAX, describe, describe_move, describe_options
from lobby.core.shape import structure_move
from lobby.wire.values import find_fault, pack

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


def describe_field(declared: Any, validator: Any, **more: Any) -> Any:
    """Return the form of a field of that type and with that validator."""
    (form,) = describe(make_class(field(type=declared, validator=validator, **more)))["fields"]
    return {key: value for key, value in form.items() if key not in ("name", "required", "default")}


def make_class(*fields: Any) -> Any:
    return attrs.make_class("Made", {f"f{number}": made for number, made in enumerate(fields)}, frozen=True)


def integer(least: int | None = None, most: int | None = None) -> dict[str, Any]:
    return {"type": "integer", "least": least, "most": most}


def choice(*choices: Any) -> dict[str, Any]:
    return {"type": "choice", "choices": [*choices]}


def either(*forms: Any) -> dict[str, Any]:
    return {"type": "either", "of": [*forms]}


NOTHING = {"type": "nothing"}


class Bounded:
    """A validator of an author's, with attributes of which nothing is known."""

    bound, compare_op, options, min_length, _validators = 3, ">=", [1], 9, ()

    def __call__(self, *_: Any) -> None:
        """Take anything."""


@pytest.mark.parametrize(
    ("declared", "validator", "form"),
    [
        (int, not_(in_([1, 2])), integer()),
        (int, not_(ge(5)), integer()),
        (int, or_(ge(5), le(-5)), integer()),
        (int, Bounded(), integer()),
        (int, [ge(5), ge(1)], integer(least=5)),
        (int, [le(5), gt(2), lt(9)], integer(least=3, most=5)),
        (int, [ge(1), optional([le(7), le(9)])], integer(1, 7)),
        (int, ge(-(10**30)), integer(least=-(2**53) + 1)),
        (int | None, optional(ge(5)), either(integer(least=5), NOTHING)),
        (int | None, ge(5), integer(least=5)),
        (int | str, optional(min_len(2)), either(integer(), {"type": "text", "least": 2, "most": None})),
        (int | None, optional(in_([1, 2])), either(choice(1, 2), NOTHING)),
        (int, optional(in_([1, 2])), choice(1, 2)),
        (int | None, in_([1, None]), choice(1, None)),
        (int, in_([1, "a", 2.5, True]), choice(1)),
        (int, [in_([1, 4, 9]), le(5)], choice(1, 4)),
        (str, in_({"b", "a", "c"}), choice("a", "b", "c")),
        (Literal[1, 2, 3], ge(2), choice(2, 3)),
        (bytes, in_([b"a", b"b"]), {"type": "bytes", "least": None, "most": None}),
    ],
)
def test_a_form_says_of_a_validator_what_the_server_takes(
    declared: Any, validator: Any, form: object
) -> None:
    assert describe_field(declared, validator) == form


Points = NewType("Points", int)


class Suit(enum.Enum):
    HEARTS = "hearts"


@frozen
class Base:
    x: int = field(validator=ge(1))
    seen: int = field(default=0, init=False)


@frozen
class Derived(Base):
    x: "int" = field(validator=ge(2))
    y: Annotated[str, "a note"] = "z"


def test_fields_of_a_base_class_are_there_and_what_is_not_given_is_not() -> None:
    fields = describe(Derived)["fields"]

    assert [(form["name"], form["type"], form.get("least")) for form in fields] == [
        ("x", "integer", 2),
        ("y", "text", None),
    ]


@pytest.mark.parametrize("declared", [Points, Suit, Annotated[int, "a note"], Literal[b"x"], tuple, dict])
def test_what_a_form_has_no_word_for_is_any(declared: Any) -> None:
    assert describe(declared) == {"type": "any"}


@frozen
class Data:
    data: bytes = b"x"
    more: list[bytes] = field(factory=lambda: [b"y"])
    word: Literal["a", b"b"] = "a"


def test_bytes_stand_in_no_form_since_json_has_none() -> None:
    form = describe(Data)

    json.dumps(form)
    assert [(made["type"], made["required"], made["default"]) for made in form["fields"]] == [
        ("bytes", False, None),
        ("list", False, None),
        ("any", False, "a"),
    ]


@frozen
class Bush:
    a: "Bush | None" = None
    b: "Bush | None" = None
    c: "Bush | None" = None
    d: "Bush | None" = None
    e: "Bush | None" = None
    f: "Bush | None" = None
    g: "Bush | None" = None
    h: "Bush | None" = None


def test_a_long_form_says_less_until_it_fits_and_else_any() -> None:
    long = make_class(*(field(type=str, default="x" * 2000) for _ in range(9)))

    assert describe(Bush)["type"] == "record"
    assert len(pack(describe(Bush))) <= BYTES_MAX
    assert describe(long) == {"type": "any"}
    assert describe_options(evolve(GAMES["tic_tac_toe"], options_type=long)) == []


_INTEGERS: Any = st.sampled_from(
    [None, ge(2), [ge(5), ge(1)], and_(gt(0), le(9)), in_([3, 1, 9]), [in_([1, 7]), le(5)]]
)
_TEXTS: Any = st.sampled_from([None, min_len(1), max_len(3), [min_len(3), max_len(40)], in_(["a", "b"])])
_SOME = st.sampled_from([None, optional(ge(3)), optional(in_([1, 2])), in_([None, 4]), ge(-2)])
_FIELDS: Any = st.one_of(
    st.builds(lambda told: (int, told), _INTEGERS),
    st.builds(lambda told: (str, told), _TEXTS),
    st.builds(lambda told: (int | None, told), _SOME),
    st.builds(lambda told: (Literal["a", 1, 2, None], told), st.sampled_from([None, in_([1, None, 5])])),
    st.just((bytes, max_len(4))),
)


def _make_record(told: list[tuple[Any, Any]], given: list[bool], inner: list[Any]) -> Any:
    kinds = [*told, *((kind, None) for kind in inner)]
    return make_class(
        *(field(type=kind, validator=validator, kw_only=True) for kind, validator in kinds),
        *(field(type=int, default=0, init=init, kw_only=True) for init in given),
    )


def _extend(kinds: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(lambda kind: list[kind], kinds),  # type: ignore[valid-type]
        st.builds(lambda kind: dict[str, kind], kinds),  # type: ignore[valid-type]
        st.builds(lambda one, other: tuple[one, other], kinds, kinds),  # type: ignore[valid-type]
        st.builds(lambda kind: tuple[kind, ...], kinds),  # type: ignore[valid-type]
        st.builds(lambda one, other: one | other, kinds, st.sampled_from([int, str, type(None)])),
        st.builds(
            _make_record,
            st.lists(_FIELDS, max_size=3),
            st.lists(st.booleans(), max_size=2),
            st.lists(kinds, max_size=2),
        ),
    )


DECLARED = st.recursive(st.sampled_from([int, bool, str, bytes, type(None)]), _extend, max_leaves=8)


@given(DECLARED, st.integers(0, 1000))
def test_what_is_drawn_by_a_form_is_taken_by_the_server(declared: Any, seed: int) -> None:
    assume(find_type_fault(declared, "Move") is None)
    game = evolve(GAMES["tic_tac_toe"], move_type=declared)
    form, random = describe_move(game), Random(seed)
    if form is None:
        return

    json.dumps(form)
    for _ in range(5):
        value = draw(form, random)
        assert find_fault(value) is None
        structure_move(game, value)


def test_what_a_form_can_not_tell_is_left_to_the_server() -> None:
    assert describe_field(str, matches_re("a+")) == {"type": "text", "least": None, "most": None}
