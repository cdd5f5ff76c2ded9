"""What an author reads when a game is broken: the whole text, and each new kind of finding in it."""

from pathlib import Path
from typing import Any

import pytest

from lobby.testing.check_game import Finding, GameFaulty, check_game

GUESS = """
from attrs import field, frozen
from attrs.validators import ge, le

from lobby.core.game import Illegal, Note, Result, win

title, seats, version = "Guess", (2, 3), 3


@frozen
class Options:
    most: int = field(default=20, validator=[ge(5), le(100)])


@frozen
class Move:
    number: int = field(validator=ge(0))
    comment: str = ""


def start(seats, options, dice):
    numbers = [dice.below(options.most) for _ in range(seats)]
    return {"most": options.most, "numbers": numbers, "guesses": 0, "turn": 0, "winner": None}


def check(state, seat, move):
    return None if move.number < state["most"] else Illegal("that is too high")


def sample(state, seat, dice):
    return Move(dice.below(state["most"]))


def turn(state):
    return [] if result(state) else [state["turn"]]


def play(state, seat, move, dice):
    assert move.number < state["most"]
    over = move.number in [n for other, n in enumerate(state["numbers"]) if other != seat]
    after = {**state, "guesses": state["guesses"] + 1, "turn": (seat + 1) % len(state["numbers"])}
    notes = [Note("{%d} guesses" % seat, value=[seat, move.number])]
    return {**after, "winner": seat if over else None}, notes


def public(state):
    return {"most": state["most"], "guesses": state["guesses"]}


def secret(state, seat):
    return {"number": state["numbers"][seat]}


def result(state):
    if state["winner"] is not None:
        return win(state["winner"], len(state["numbers"]))
    return Result((1,) * len(state["numbers"])) if state["guesses"] >= 40 else None


def imagine(view, seat, dice):
    shown = view["public"]
    numbers = [dice.below(shown["most"]) for _ in range(SEATS)]
    numbers[seat] = view["secret"]["number"]
    return {**shown, "numbers": numbers, "turn": seat, "winner": None}


SEATS = 2


def anytime(move):
    return False


def changes(before, after):
    if before["guesses"] == after["guesses"]:
        return {}
    return {"set": {"guesses": after["guesses"]}}


def upgrade(state, version):
    return state if version == 3 else {**state, "most": 30}
"""
# What is written in place of what, the rule that is found, and what its text says. "seats" are two, unless
# imagine is not asked.
BROKEN: dict[str, tuple[str, str, str, str]] = {
    "the secrets in the view": (
        '"guesses": state["guesses"]}',
        '"guesses": state["guesses"], "all": state["numbers"]}',
        "leak",
        "`secret.number` of seat 0, such as ",
    ),
    "a secret at its seat": (
        '"guesses": state["guesses"]}',
        '"guesses": state["guesses"], "of": {"first": state["numbers"][0], "second": state["numbers"][1]}}',
        "leak",
        "everybody sees as `public.of.",
    ),
    "a loop that never ends": (
        'return None if move.number < state["most"]',
        "while move.number == 7 or move.number > 10**9: pass\n    return None if move.number < state['most']",
        "time",
        "ran for too long and was stopped: a loop that never ends?",
    ),
    "a sample that is illegal": (
        'Move(dice.below(state["most"]))',
        'Move(dice.below(state["most"] + 9))',
        "sample",
        "and `check` refuses it: that is too high",
    ),
    "a check that lets pass what play can't take": (
        'move.number < state["most"] else',
        "True else",
        "play raised",
        "`check` lets seat 0 send {'number': ",
    ),
    "a play that can't take what is drawn": (
        "over = ",
        "assert move.number != 13\n    over = ",
        "play raised",
        "`sample` offers {'number': 13, 'comment': ''} to seat ",
    ),
    "options without bounds": (
        "default=20, validator=[ge(5), le(100)]",
        "default=20",
        "options",
        "which anybody may choose: `start` for seats 2, options Options(most=",
    ),
    "an imagined state that shows something else": (
        'numbers[seat] = view["secret"]["number"]',
        "pass",
        "imagine",
        'imagines what it can see to be otherwise: `view["secret"]["number"]`: ',
    ),
    "an imagined state that is none": (
        "def imagine(view, seat, dice):\n",
        "def imagine(view, seat, dice):\n    return {1}\n",
        "imagine",
        "imagines is no position: the state of guess: $: set is not allowed",
    ),
    "an imagined state in which nobody must act": (
        '"turn": seat, "winner": None}',
        '"turn": 1 - seat, "winner": None}',
        "imagine",
        "must act, and in what it imagines it need not",
    ),
    "an anytime that says nothing": ("return False", "return None", "anytime", "must say True or False"),
    "changes that are wrong": (
        '{"set": {"guesses": after["guesses"]}}',
        '{"set": {"guesses": 1}}',
        "changes",
        'makes another view: `public["guesses"]`: 2 became 1',
    ),
    "changes that do not fit": (
        '{"set": {"guesses": after["guesses"]}}',
        '{"delete": ["no"]}',
        "changes",
        "does not fit the view: there is no 'no' to delete",
    ),
    "an upgrade of what is new": (
        "return state if version == 3 else",
        "return",
        "upgrade",
        'a state of this version (3) must stay as it is: `state["most"]`: ',
    ),
    "a state that grows": (
        'after = {**state, "guesses": state["guesses"] + 1,',
        'after = {**state, "guesses": 0, "log": [*state.get("log", []), "x" * 99],',
        "end",
        "its state grew from ",
    ),
    "a note that is too long": ('"{%d} guesses" % seat', '"x" * 201', "play", "a note has 201 characters"),
    "too many notes": ("[Note(", "30 * [Note(", "play", "returned 30 notes, allowed are 20"),
    "a state that is huge": (
        '"winner": None}\n',
        '"winner": None, "x": [[b"x"] * 10**5] * 10**5}\n',
        "size",
        "`start` for seats 2, options Options(most=20) returned more than 2 MiB",
    ),
    "a play that returns nothing": (
        'return {**after, "winner": seat if over else None}, notes',
        "pass",
        "state",
        "`play` returned None in place of a state",
    ),
    "a state that is too large": (
        '"winner": None}\n',
        '"winner": None, "x": b"x" * 2**20}\n',
        "state",
        'over the limit of 1048576 bytes; `state["x"]` is the largest part',
    ),
}
MENDED = {
    "the secrets in the view": ("def imagine(", "def ask("),
    "a secret at its seat": ("def imagine(", "def ask("),
    "a state that grows": ("if over else None}", "if False else None}"),
}


def write(folder: Path, text: str) -> str:
    path = folder / "guess.py"
    path.write_text(text.replace('seats, version = "Guess", (2, 3)', 'seats, version = "Guess", (2, 2)'))
    return str(path)


def find(path: str, **settings: Any) -> list[Finding]:
    with pytest.raises(GameFaulty) as raised:
        check_game(path, seed=5, actions_max=100, **settings)
    return raised.value.findings


def test_the_game_that_is_broken_below_is_a_good_one(tmp_path: Path) -> None:
    report = check_game(write(tmp_path, GUESS), seed=5, games=10)

    assert report.unreached == ()


@pytest.mark.slow
@pytest.mark.parametrize("fault", BROKEN)
def test_each_kind_of_fault_is_told_with_its_place_and_a_cure(tmp_path: Path, fault: str) -> None:
    good, bad, rule, text = BROKEN[fault]
    source = GUESS.replace(*MENDED.get(fault, ("", "")))
    assert good in source
    path = write(tmp_path, source.replace(good, bad, 1))

    games = 12 if rule == "leak" else 5
    findings = {finding.rule: finding for finding in find(path, games=games, hook_seconds=0.1)}

    assert rule in findings, findings
    assert text in findings[rule].text
    assert findings[rule].where.startswith(f"{path}:")
    assert findings[rule].cure


@pytest.mark.parametrize("fault", ["the secrets in the view", "a sample that is illegal"])
def test_what_a_finding_says_to_do_shows_it_again(tmp_path: Path, fault: str) -> None:
    good, bad, *_ = BROKEN[fault]
    path = write(tmp_path, GUESS.replace(good, bad, 1))
    found = find(path, games=20)[0]

    with pytest.raises(GameFaulty) as again:
        check_game(path, seed=found.seed, games=found.games, actions_max=100)

    assert found in again.value.findings


@pytest.mark.parametrize(
    ("name", "hook"),
    [("leve", "leave"), ("plays", "play"), ("secrets", "secret"), ("timeout", "expire"), ("turns", "turn")],
)
def test_a_function_that_is_named_almost_like_a_hook_is_a_warning(
    tmp_path: Path, name: str, hook: str
) -> None:
    path = write(tmp_path, f"{GUESS}\n\ndef {name}(state, seat):\n    return state\n")

    report = check_game(path, seed=5, games=1)

    line = GUESS.count("\n") + 3
    assert report.warnings == (
        f"{path}:{line}: `{name}` is no hook, and nothing calls it; is `{hook}` meant?",
    )
    assert "\nwarning: " in str(report)


def test_a_helper_that_is_called_needs_no_other_name(tmp_path: Path) -> None:
    helper = "\n\ndef turns(state):\n    return state\n\n\ndef _ask(state):\n    return turns(state)\n"

    assert check_game(write(tmp_path, GUESS + helper), seed=5, games=1).warnings == ()


def test_a_broken_game_is_warned_about_as_well(tmp_path: Path) -> None:
    path = write(tmp_path, GUESS.replace("def upgrade(", "def upgrad(").replace("return win(", "return won("))

    with pytest.raises(GameFaulty) as raised:
        check_game(path, seed=5, games=3)

    assert "is `upgrade` meant?" in " ".join(str(raised.value).split())


def test_the_whole_report_reads_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, GUESS.replace("assert move", "state['turn'] = 1\n    assert move", 1))

    with pytest.raises(GameFaulty) as raised:
        check_game("guess.py", seed=1, games=1)

    assert str(raised.value) == REPORT.strip()


REPORT = """
guess has 1 fault:

purity: `play` changed the `state` that it was given: `state["turn"]`: 0 became 1
  where    guess.py:38
  position {'most': 20, 'numbers': [14, 2], 'guesses': 0, 'turn': 0, 'winner': None}
  cure     build a new value and return it: [*cards, card] for a list, {**state, 'turn': 1} for a
           dict, attrs.evolve(state, turn=1) for a class
  again    lobby check guess.py --seed 1 --games 1
"""
