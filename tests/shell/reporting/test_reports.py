"""Reports: a bug is found from them alone, they are bounded, and nothing is asked of an author's objects."""

import os
import re
import stat
import textwrap
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import trio
from attrs import evolve
from trio.testing import MockClock, wait_all_tasks_blocked

from lobby.catalogue import load_game
from lobby.core.blame import GameFailed
from lobby.core.dice import Dice
from lobby.core.inputs import Leave, TimeCame
from lobby.core.step import Step, take
from lobby.settings import ReportsSection
from lobby.shell.reporting.evidence import read_block, restore_input, write_block
from lobby.shell.reporting.readable import LINE_CHARACTERS, lay_out, show_object
from lobby.shell.reporting.reports import Failure, Reporter
from lobby.wire.messages import Player
from tests.shell.broken_game import ANN, BOB, SOURCE, Table, open_table, write_game

WALL_SECONDS = 1_800_000_000.0


def make_reporter(folder: Path | None = None, **settings: float) -> Reporter:
    return Reporter(ReportsSection(**settings), folder, lambda: WALL_SECONDS)  # type: ignore[arg-type]


def report(table: Table, failure: Failure) -> str:
    """Return the text of a report that is kept in memory."""
    reporter = make_reporter()
    reporter.report(failure, table.rows)
    return reporter.kept[-1]


async def test_a_report_tells_where_who_and_what_was_before(tmp_path: Path) -> None:
    file = write_game(tmp_path)
    table = open_table(file)

    text = report(table, table.fail(table.move(BOB, 3)))

    line = SOURCE[: SOURCE.index("    return BONUS")].count("\n") + 1
    assert f"play raised KeyError at {file}:{line}, when seat 1 (Bob) played 3.\nKeyError: 3\n" in text
    assert f"  > {line:4}      return BONUS[taken]\n         taken = 3\n" in text
    assert "state = {'stones': 8, 'turn': 1, 'points': [0, 0]}" in text
    assert 'state:\n{"stones": 8, "turn": 1, "points": [0, 0]}\n' in text
    assert "step 7         6.0 s   seat 0 played 1\n" in text
    assert f"game     stones, version 1, {file}\n" in text
    assert "lobby/core" not in text


async def test_a_report_has_nothing_that_steers_a_terminal(tmp_path: Path) -> None:
    rogue = Player("rogue", "Rogue \x1b[31m", "bot")
    table = open_table(write_game(tmp_path), rogue, "hello \x07")

    text = report(table, table.fail(table.move(rogue, 3)))

    assert all(character.isprintable() or character == "\n" for character in text)


async def test_a_text_that_looks_like_evidence_is_never_taken_for_it(tmp_path: Path) -> None:
    ours = open_table(write_game(tmp_path))
    stolen = evolve(read_block(report(ours, ours.fail(ours.move(BOB, 3)))), file="/tmp/x/other.py")
    rogue = Player("rogue", write_block(stolen), "bot")
    table = open_table(write_game(tmp_path), rogue)

    text = report(table, table.fail(table.move(rogue, 3)))

    assert text.count("LOBBY EVIDENCE") == 2
    assert read_block(text).file == str(tmp_path / "stones.py")
    # Also where somebody pastes a whole block above, on lines of its own.
    assert read_block(write_block(stolen) + text) == read_block(text)


async def test_controls_and_what_turns_a_line_around_stand_escaped_in_the_position(tmp_path: Path) -> None:
    said = "a\\u009b\\u202e\\u2028"
    source = SOURCE.replace('"points": [0, 0]}', f'"points": [0, 0], "said": "{said}"}}')
    source = source.replace('"points": points}', f'"points": points, "said": "{said}"}}')
    table = open_table(write_game(tmp_path, source))

    text = report(table, table.fail(table.move(BOB, 3)))

    assert '"said": "a\\u009b\\u202e\\u2028"' in text
    assert all(character.isprintable() or character == "\n" for character in text)


async def test_a_million_letters_of_an_error_cost_no_time_and_a_second_one_no_report(tmp_path: Path) -> None:
    table = open_table(
        write_game(
            tmp_path,
            SOURCE.replace("return BONUS", 'raise ValueError("x" * 30_000_000)\n    ').replace(
                "bonus_for(move)", "(bonus_for(move) if move > 1 else 0)"
            ),
        )
    )
    failure = table.fail(table.move(BOB, 3))
    reporter = make_reporter()
    begin = time.process_time()
    for _ in range(20):
        reporter.report(failure, table.rows)

    assert time.process_time() - begin < 1
    assert len(reporter.kept) == 1
    assert len(reporter.kept[0]) < 20_000


LOOP = "\n        while True: pass"
RAISE = " raise GeneratorExit"
ODD = {
    "an error whose text raises": f"class Odd(Exception):\n    def __str__(self):{RAISE}\nraise Odd(3)",
    "an error whose text loops": f"class Odd(Exception):\n    def __str__(self):{LOOP}\nraise Odd(3)",
    "an error about an object whose text loops": (
        f"class Odd(dict):\n    def __repr__(self):{LOOP}\nraise KeyError(Odd())"
    ),
    "a local variable with an odd metaclass": (
        f"class Meta(type):\n    def __eq__(self, other):{RAISE}\n    def __hash__(self):{RAISE}\n"
        f"    def __getattribute__(self, name):{RAISE}\n"
        "class Odd(metaclass=Meta): pass\nodd = Odd()\nraise LookupError"
    ),
    "a local variable whose class has odd fields": (
        "class Odd:\n    __attrs_attrs__ = 3\nodd = Odd()\nraise LookupError"
    ),
    "a field that raises": (
        "import attrs\n@attrs.define(slots=False)\nclass Odd:\n    x: int = 1\n"
        f"odd = Odd()\ndef fail(self):{RAISE}\nOdd.x = property(fail)\nraise LookupError"
    ),
}


@pytest.mark.parametrize("odd", ODD)
async def test_an_odd_object_costs_no_report(tmp_path: Path, odd: str) -> None:
    source = SOURCE.replace(
        "return BONUS[taken]", "if taken > 1:\n" + textwrap.indent(ODD[odd], " " * 8) + "\n    return 0"
    )
    table = open_table(write_game(tmp_path))
    table = Table(evolve(table.room, game=load_game(str(write_game(tmp_path, source)))), table.rows)
    state = {"stones": 8, "turn": 1, "points": [0, 0]}
    error = caught_from(partial(table.room.game.play, state, 1, 3, Dice(b"", 0)))
    failed = GameFailed("stones: it raised")
    failed.__cause__ = error

    text = report(table, Failure(table.room, table.move(BOB, 3), 9000, failed))

    assert re.search(r"play raised (Odd|KeyError|LookupError) at .*stones.py:[0-9]+, when seat 1", text)
    assert "taken = 3" in text


def caught_from(call: Callable[[], object]) -> BaseException:
    try:
        call()
    except BaseException as error:
        return error
    raise AssertionError("it raised nothing")


async def test_the_evidence_holds_the_log_and_the_input_and_no_more(tmp_path: Path) -> None:
    table = open_table(write_game(tmp_path))
    asked = table.move(BOB, 3)

    evidence = read_block(report(table, table.fail(asked)))

    assert (evidence.rows, restore_input(evidence)) == (table.rows, asked)
    assert (evidence.game, evidence.failure) == ("stones", "KeyError: 3")


async def test_a_log_over_its_limit_is_left_out(tmp_path: Path) -> None:
    table = open_table(write_game(tmp_path))
    reporter = make_reporter(log_bytes=10)

    reporter.report(table.fail(table.move(BOB, 3)), table.rows)

    assert read_block(reporter.kept[-1]).rows == []
    assert "is over the limit ([reports] log_bytes), so this can't be repeated" in reporter.kept[-1]


FAULTS = {
    "a float in the state": (
        ('state["stones"] - move', '(state["stones"] - move) / 2'),
        "play broke a promise at {file}:18,",
        "count in whole units",
    ),
    "a float in the view": (
        ("return state\n", "return 0.5\n"),
        "public broke a promise at {file}:28",
        "float",
    ),
    "an argument that is written into": (
        ('points = [*state["points"]]', 'points = state["points"]; points[1] = 9'),
        "play broke a promise at {file}:18,",
        "changed the state that it was given",
    ),
    "an argument that a view writes into": (
        ("return state\n", "state['points'][0] = 7\n    return state\n"),
        "a hook broke a promise at",
        "changed the state that it was given",
    ),
    "a loop without end": (
        ("return BONUS", "return spin()\n    return BONUS"),
        "took too long",
        "may never end",
    ),
    "a call of itself": (
        ("return BONUS", "return bonus_for(taken)\n    "),
        "RecursionError",
        "frames left out",
    ),
    "an exit": (
        ("return BONUS", "raise SystemExit\n    "),
        "play raised SystemExit",
        "never ends the program",
    ),
    "a dict that is taken for an object": (
        ("return BONUS", "return {}.points\n    "),
        "play raised AttributeError",
        'a state is a plain dict: state["name"]',
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_is_told_with_its_place_and_its_cure(tmp_path: Path, fault: str) -> None:
    (old, new), what, cure = FAULTS[fault]
    spin = "\n\ndef spin():\n    from lobby.core.budget import OverBudget\n    raise OverBudget('stopped')\n"
    table = open_table(write_game(tmp_path))
    broken = load_game(str(write_game(tmp_path, SOURCE.replace(old, new) + spin)))
    table = Table(evolve(table.room, game=broken), table.rows)

    text = report(table, table.fail(table.move(BOB, 2)))

    assert what.format(file=broken.file) in text
    assert cure in text
    assert len(text) < 20_000


async def test_a_departure_on_which_a_game_fails_stands(tmp_path: Path) -> None:
    leave = "\n\ndef leave(state, seat):\n    return state['nothing']\n"
    table = open_table(write_game(tmp_path, SOURCE + leave))
    step = take(table.room, Leave(table.room.match.players[1].id), 9000)  # type: ignore[union-attr, arg-type]
    assert isinstance(step, Step)
    assert isinstance(step.failure, GameFailed)

    text = report(table, Failure(table.room, Leave(table.room.match.players[1].id), 9000, step.failure))  # type: ignore[union-attr, arg-type]

    assert "leave raised KeyError" in text
    assert "the departure stands, and this game was over" in text


async def test_an_authors_own_repr_is_never_called(tmp_path: Path) -> None:
    asked = SOURCE.replace("return BONUS[taken]", "odd = Odd()\n    return odd.missing")
    source = asked + textwrap.dedent("""
        class Odd:
            def __repr__(self): raise SystemExit
            def __getattribute__(self, name): raise LookupError(name)
    """)
    table = open_table(load_game(str(write_game(tmp_path))))
    table = Table(evolve(table.room, game=load_game(str(write_game(tmp_path, source)))), table.rows)

    text = report(table, table.fail(table.move(BOB, 2)))

    assert "odd = <Odd>" in text
    assert "LookupError: missing" in text


async def test_what_is_shown_of_anything_is_bounded() -> None:
    deep: list[object] = []
    deep.append(deep)
    things = [
        "x" * 10**6,
        [0] * 10**6,
        {str(n): [n] * 9 for n in range(10**4)},
        deep,
        10**10_000,
        {1, 2},
        int,
        max,
    ]

    for thing in things:
        assert len(show_object(thing)) < LINE_CHARACTERS + 40
    assert len(lay_out(things[2], 1000)) < 1040


def list_reports(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.txt"))


async def write(reporter: Reporter) -> None:
    """Let the reporter write what it was told."""
    async with trio.open_nursery() as nursery:
        nursery.start_soon(reporter.run)
        await wait_all_tasks_blocked()
        nursery.cancel_scope.cancel()


async def test_a_report_is_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    table = open_table(write_game(tmp_path))
    reporter = make_reporter(tmp_path / "data" / "reports")
    reporter.report(table.fail(table.move(BOB, 3)), table.rows)

    await write(reporter)

    (file,) = list_reports(tmp_path / "data" / "reports")
    assert file.name == "20270115T080000Z-stones-WKPQR.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert f"lobby repeat {file}\n" in file.read_text()


async def test_the_same_bug_is_written_once_in_its_time_and_counted(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    table = open_table(write_game(tmp_path))
    failure = table.fail(table.move(BOB, 3))
    reporter = make_reporter(same_bug_seconds=60)
    for _ in range(3):
        reporter.report(failure, table.rows)
    await trio.sleep(61)
    reporter.report(failure, table.rows)

    assert len(reporter.kept) == 2
    assert "The same has happened 2 more times since its last report." in reporter.kept[1]


async def test_the_oldest_reports_go_and_the_newest_stays(tmp_path: Path) -> None:
    table = open_table(write_game(tmp_path))
    failure = table.fail(table.move(BOB, 3))
    seconds = iter(range(10))
    settings = ReportsSection(files=3, same_bug_seconds=0)
    reporter = Reporter(settings, tmp_path / "reports", lambda: WALL_SECONDS + next(seconds))
    for _ in range(5):
        reporter.report(failure, table.rows)
        await write(reporter)

    names = [path.name for path in list_reports(tmp_path / "reports")]
    assert names == [f"20270115T08000{second}Z-stones-WKPQR.txt" for second in (2, 3, 4)]


async def test_what_else_lies_in_the_folder_is_never_deleted(tmp_path: Path) -> None:
    table = open_table(write_game(tmp_path))
    notes = tmp_path / "reports" / "notes.txt"
    notes.parent.mkdir()
    notes.write_text("mine")
    os.utime(notes, (0, 0))
    reporter = Reporter(ReportsSection(files=1, same_bug_seconds=0), tmp_path / "reports")
    for _ in range(2):
        reporter.report(table.fail(table.move(BOB, 3)), table.rows)

    await write(reporter)

    assert notes.read_text() == "mine"
    assert len(list_reports(tmp_path / "reports")) == 2


async def test_a_report_that_can_not_be_written_to_its_end_is_not_left_there(tmp_path: Path) -> None:
    table = open_table(write_game(tmp_path))
    reporter = make_reporter(tmp_path / "reports")
    reporter.report(table.fail(table.move(BOB, 3)), [b"no row"])

    await write(reporter)

    assert list_reports(tmp_path / "reports") == []


async def test_a_player_can_not_take_the_place_of_the_reports_own_path(tmp_path: Path) -> None:
    rogue = Player("rogue", "THIS_FILE", "bot")
    table = open_table(write_game(tmp_path), rogue)
    reporter = make_reporter(tmp_path / "reports")
    reporter.report(table.fail(table.move(rogue, 3)), table.rows)

    await write(reporter)

    (file,) = list_reports(tmp_path / "reports")
    assert f"    lobby repeat {file}\n" in file.read_text()
    assert "seat 1 (THIS_FILE) played 3" in file.read_text()


async def test_a_folder_that_can_not_be_written_costs_a_line_in_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "reports").write_text("in the way")
    table = open_table(write_game(tmp_path))
    reporter = make_reporter(tmp_path / "reports")
    reporter.report(table.fail(table.move(BOB, 3)), table.rows)

    await write(reporter)

    assert "no report written" in capsys.readouterr().out


async def test_a_failure_that_can_not_be_told_raises_nothing(tmp_path: Path) -> None:
    table = open_table(write_game(tmp_path))
    failure = table.fail(table.move(BOB, 3))

    make_reporter().report(evolve(failure, at_ms="now"), table.rows)  # type: ignore[arg-type]
    make_reporter().report(failure, [b"no row"])
    Reporter(wall_clock=end).report(failure, table.rows)


def end() -> float:
    raise GeneratorExit


async def test_a_timer_that_fails_is_told_as_such(tmp_path: Path) -> None:
    timed = "\n\ndef deadline(state):\n    return 500\n\n\ndef expire(state, dice):\n    return 1 // 0\n"
    table = open_table(write_game(tmp_path, SOURCE + timed))

    text = report(table, table.fail(TimeCame()))

    assert "expire raised ZeroDivisionError" in text
    assert "when the time was up" in text
    assert ANN.name in text
    assert os.fspath(tmp_path) in text
