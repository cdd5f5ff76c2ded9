"""Whether a hook returned what it may return, looked at in its own call: so the right hook is blamed."""

from collections.abc import Callable, Iterable
from typing import Any

from attrs import evolve

from lobby.core import rules, shape
from lobby.core.dice import Dice
from lobby.core.game import Game, Note
from lobby.core.shape import BadValue
from lobby.testing.faults import CURES, Fault, place_of, short
from lobby.testing.parts import describe_largest, find_half_text

_NO_RETURN = "is a `return` missing? Not every way through the function ends with one"
_NO_TEXT = "leave out what is no text: text.encode('utf-8', 'ignore').decode()"
_TOO_LONG = {
    "state": "keep only what the game still needs: of a list that grows, say log[-50:]",
    "moves": "list fewer; where there are so many, leave `moves` out, and give `check`, `sample` and `turn`",
}
_LIST_OF_NOTES = "put the notes in a list: return state, [Note('{0} draws a card')]"
_LISTS = (list, tuple, range)
_NOTHING = Dice(b"", 0)


def check_answer(game: Game, hook: str, answer: Any) -> None:
    """Raise Fault unless a server would take what the hook returned."""
    try:
        if hook in _LOOKS:
            _LOOKS[hook](game, answer)
    except Fault:
        raise
    except BadValue as error:
        raise _tell(game, hook, error, hook, answer) from error
    except Exception as error:  # an author's object may be odd in every way
        text = f"`{hook}` returned a {type(answer).__name__} that can't be looked at ({type(error).__name__})"
        raise Fault(hook, text, where=place_of(game, hook), cure=CURES["state"]) from error


def _tell(game: Game, hook: str, error: BadValue, rule: str, value: Any) -> Fault:
    """Return what the rules of the lobby say about an answer, with the path and the cure."""
    text, _, cure = str(error).partition("; ")
    if isinstance(error.__cause__, UnicodeEncodeError):
        text, cure = f"`{find_half_text(rule, value)}` is half of a surrogate pair, and no text", _NO_TEXT
    elif "over the limit of" in text:
        text = f"{text}; {describe_largest(rule, value)}"
        cure = _TOO_LONG.get(rule, "show less of it")
    elif not cure and isinstance(value, tuple):
        cure = _cure_notes(game, value)
    return Fault(rule, text if rule == hook else f"`{hook}`: {text}", where=place_of(game, hook), cure=cure)


def _cure_notes(game: Game, answer: tuple[Any, ...]) -> str:
    match answer:
        case (_, list() | tuple() as notes) if len(notes) > game.budget.notes:
            return "one note tells what an action did; what a page draws stands in `public`"
        case (_, list() | tuple() as notes) if all(type(note) is Note for note in notes):
            return "a note is one line; what is longer stands in `public`"
        case _:
            return _LIST_OF_NOTES


def _look_at_outcome(hook: str) -> Callable[[Game, Any], None]:
    def look(game: Game, answer: Any) -> None:
        state = answer[0] if isinstance(answer, tuple) and answer else answer
        if state is None:
            text = f"`{hook}` returned None in place of a state"
            raise Fault("state", text, where=place_of(game, hook), cure=_NO_RETURN)
        # The rules name the hook that they have asked, which here does nothing but answer so.
        answering: Any = {hook: lambda *_: answer}
        _ASKS[hook](evolve(game, move_type=None, **answering))
        try:
            shape.pack_state(game, state)
        except BadValue as error:
            raise _tell(game, hook, error, "state", state) from error

    return look


def _look_at_list(hook: str, kinds: tuple[type[Iterable[Any]], ...]) -> Callable[[Game, Any], None]:
    def look(game: Game, answer: Any) -> None:
        if not isinstance(answer, kinds):
            cure = {"NoneType": _NO_RETURN, "set": "sorted(…)"}.get(type(answer).__name__, CURES[hook])
            raise BadValue(f"`{hook}` must return a list, not {_name(answer)}; {cure}")
        if hook == "moves":
            shape.plain_moves(game, [*answer])
        else:
            asked = evolve(game, result=lambda _: None, turn=lambda _: [*answer])
            rules.seats_to_act(asked, None, game.seats_max)

    return look


def _look_at_anytime(game: Game, answer: Any) -> None:
    if type(answer) is not bool:
        raise BadValue(f"`anytime` must say True or False, and says {short(answer)}")


def _look_at_check(game: Game, answer: Any) -> None:
    rules.judge(evolve(game, move_type=None, check=lambda *_: answer), None, 0, None, None)


def _name(thing: object) -> str:
    return "None" if thing is None else f"a {type(thing).__name__}"


_ASKS: dict[str, Callable[[Game], Any]] = {
    "start": lambda game: rules.start(game, 0, None, _NOTHING),
    "play": lambda game: rules.play(game, None, 0, None, _NOTHING),
    "leave": lambda game: rules.depart(game, None, 0),
    "expire": lambda game: rules.expire(game, None, _NOTHING),
    "tick": lambda game: rules.tick(game, None, [], _NOTHING),
}
_LOOKS: dict[str, Callable[[Game, Any], Any]] = {
    **{hook: _look_at_outcome(hook) for hook in _ASKS},
    "moves": _look_at_list("moves", _LISTS),
    "turn": _look_at_list("turn", (*_LISTS, set, frozenset)),
    "check": _look_at_check,
    "anytime": _look_at_anytime,
    "sample": shape.plain_move,
    "bot": lambda game, move: None if move is None else shape.plain_move(game, move),
    "public": lambda game, view: shape.check_value(view, f"public of {game.id}", game.budget.view_bytes),
    "secret": lambda game, view: shape.check_value(view, f"secret of {game.id}", game.budget.view_bytes),
    "deadline": lambda game, answer: rules.deadline_of(evolve(game, deadline=lambda _: answer), None),
    "changes": lambda game, answer: rules.change_of(evolve(game, changes=lambda *_: answer), None, None),
}
