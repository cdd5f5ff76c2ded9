"""Games from files, folders and modules; whatever is wrong with one is told in one line."""

import os
import signal
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from lobby.catalogue import BUILT_IN, GameNotLoaded, load_catalogue, load_game
from lobby.games import tic_tac_toe
from tests import racing

SOURCE = Path(tic_tac_toe.__file__).read_text()
RACING = Path(racing.__file__).read_text()


def write(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return str(path)


def test_the_built_in_games_are_there_without_being_named() -> None:
    assert tuple(load_catalogue()) == BUILT_IN


def test_a_file_is_a_game_called_as_the_file(tmp_path: Path) -> None:
    game = load_game(write(tmp_path / "noughts.py", SOURCE))

    assert (game.id, game.title, game.seats_min, game.seats_max) == ("noughts", "Tic-tac-toe", 2, 2)


@pytest.mark.parametrize("file", ["game.py", "noughts.py"])
def test_a_folder_is_a_game_called_as_the_folder(tmp_path: Path, file: str) -> None:
    write(tmp_path / "noughts" / file, SOURCE)

    assert load_game(str(tmp_path / "noughts")).id == "noughts"


def test_a_folder_may_hold_more_modules(tmp_path: Path) -> None:
    write(tmp_path / "noughts" / "words.py", "TITLE = 'Noughts'\n")
    write(tmp_path / "noughts" / "game.py", f"{SOURCE}\nfrom .words import TITLE as title\n")

    assert load_game(str(tmp_path / "noughts")).title == "Noughts"


def test_two_folders_may_both_have_a_game_py(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / name / "game.py", SOURCE.replace("Tic-tac-toe", name))

    assert [load_game(str(tmp_path / name)).title for name in ("one", "two")] == ["one", "two"]


def test_a_module_and_an_object_in_a_module_are_games(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write(tmp_path / "collected.py", "from lobby.games import connect_four as rows\n")
    monkeypatch.syspath_prepend(tmp_path)

    assert load_game("lobby.games.connect_four").id == "connect_four"
    assert load_game("collected:rows").id == "rows"


def test_an_installed_entry_point_is_a_game(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    entry = "[trio_lobby.games]\nfours = lobby.games.connect_four\n"
    write(tmp_path / "fours-1.dist-info" / "entry_points.txt", entry)
    write(tmp_path / "fours-1.dist-info" / "METADATA", "Metadata-Version: 2.1\nName: fours\nVersion: 1\n")
    monkeypatch.syspath_prepend(tmp_path)

    assert load_game("fours").id == "fours"


def install(folder: Path, entry: str) -> None:
    write(folder / "fours-1.dist-info" / "entry_points.txt", f"[trio_lobby.games]\n{entry}\n")
    write(folder / "fours-1.dist-info" / "METADATA", "Metadata-Version: 2.1\nName: fours\nVersion: 1\n")


def test_installed_games_are_offered_by_themselves_and_can_be_left_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(tmp_path, "fours = lobby.games.connect_four")
    monkeypatch.syspath_prepend(tmp_path)

    assert tuple(load_catalogue()) == (*BUILT_IN, "fours")
    assert tuple(load_catalogue(installed=False)) == BUILT_IN
    assert tuple(load_catalogue(["fours", "fours"])) == (*BUILT_IN, "fours")


def test_an_installed_game_that_does_not_load_says_how_to_leave_it_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(tmp_path, "fours = nowhere_at_all:fours")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(GameNotLoaded, match=r"nowhere_at_all.*`installed_games = false`"):
        load_catalogue()


def test_two_games_of_one_name_are_refused_with_both_places(tmp_path: Path) -> None:
    file = write(tmp_path / "tic_tac_toe.py", SOURCE)

    with pytest.raises(GameNotLoaded) as raised:
        load_catalogue([file])

    assert str(raised.value).startswith(f"{file}:1: there is a game called tic_tac_toe already, ")
    assert tic_tac_toe.__file__ in str(raised.value)


TWO = f"""{SOURCE}
from lobby.core.game import Game

def made(title):
    return Game(
        id="noughts", title=title, version=1, seats_min=2, seats_max=2,
        start=start, play=play, public=public, result=result, moves=moves,
    )

one = made("One")
again = one
two = made("Two")
"""


def test_two_games_of_one_name_in_one_file_are_refused_with_both_lines(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = write(tmp_path / "two_noughts.py", TWO)
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(GameNotLoaded) as raised:
        load_catalogue(["two_noughts:one", "two_noughts:two"])

    lines = TWO.splitlines()
    one, two = lines.index('one = made("One")') + 1, lines.index('two = made("Two")') + 1
    assert str(raised.value).startswith(
        f"{file}:{two}: there is a game called noughts already, at {file}:{one}; "
    )
    assert (
        len(load_catalogue(["two_noughts:one", "two_noughts:again", "two_noughts:one"])) == len(BUILT_IN) + 1
    )


@pytest.fixture
def interrupts() -> Iterator[None]:
    """Interrupts raise here, also where the tests run in the background of a shell, which ignores them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupt_that_a_game_raises_is_its_fault_and_a_real_one_passes(
    tmp_path: Path, interrupts: None
) -> None:
    with pytest.raises(GameNotLoaded, match=r"mine.py:1: KeyboardInterrupt$"):
        load_game(write(tmp_path / "mine.py", "raise KeyboardInterrupt\n"))
    with pytest.raises(KeyboardInterrupt):
        load_game(write(tmp_path / "mine.py", "import signal\nsignal.raise_signal(signal.SIGINT)\n"))

    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("raised", ["GeneratorExit", "SystemExit", "KeyboardInterrupt", "ValueError"])
def test_an_error_whose_text_raises_is_told_in_one_line(tmp_path: Path, raised: str) -> None:
    source = f"class Odd(BaseException):\n    def __str__(self): raise {raised}\n\nraise Odd\n"

    with pytest.raises(GameNotLoaded, match=rf"mine.py:4: Odd: <its text raises {raised}>$"):
        load_game(write(tmp_path / "mine.py", source))


@pytest.mark.parametrize(
    "name",
    ["x" * 300, "x" * 5000, "x" * 5000 + ".py", "a/" + "x" * 300, "x" * 300 + ".py", "y:" + "x" * 5000],
)
def test_a_name_that_is_too_long_is_told_in_one_line(name: str) -> None:
    with pytest.raises(GameNotLoaded, match=r"^[^\n]+$"):
        load_game(name)


def test_a_game_that_is_named_twice_is_one(tmp_path: Path) -> None:
    file = write(tmp_path / "noughts" / "noughts.py", SOURCE)
    names = [file, str(tmp_path / "noughts"), os.path.relpath(file), "lobby.games.tic_tac_toe", "tic_tac_toe"]

    assert tuple(load_catalogue(names)) == (*BUILT_IN, "noughts")


def test_a_game_knows_its_file_and_the_folder_with_its_page(tmp_path: Path) -> None:
    own, alone = tmp_path / "noughts", tmp_path / "plain"
    for file in (own / "noughts.py", own / "other.py", own / "game.py", alone / "game.py"):
        write(file, SOURCE)
    write(own / "view.js", "export function draw() {}")

    assert load_game(str(own)).file == str(own / "game.py")
    for name in (own, own / "game.py", own / "noughts.py"):
        assert (load_game(str(name)).id, load_game(str(name)).folder) == ("noughts", str(own))
    assert load_game(str(own / "other.py")).folder is None
    # Its first view.js may come while the server runs.
    assert load_game(str(alone)).folder == str(alone)


def test_a_class_and_a_game_made_by_hand_are_games(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = """
    from attrs import evolve
    from lobby.catalogue import load_game
    from lobby.games import tic_tac_toe

    class Small:
        title, seats, version = "Small", (2, 2), 1
        start, play, public = tic_tac_toe.start, tic_tac_toe.play, tic_tac_toe.public
        moves, result = tic_tac_toe.moves, tic_tac_toe.result

    large = evolve(load_game("lobby.games.tic_tac_toe"), id="large", file="")
    """
    file = write(tmp_path / "handmade.py", textwrap.dedent(made))
    monkeypatch.syspath_prepend(tmp_path)

    assert (load_game("handmade:Small").id, load_game("handmade:Small").title) == ("Small", "Small")
    assert (load_game("handmade:large").id, load_game("handmade:large").file) == ("large", file)


def test_a_file_that_was_mended_at_once_runs_as_it_is_now(tmp_path: Path) -> None:
    file = write(tmp_path / "noughts" / "game.py", SOURCE)
    load_game(file)
    write(Path(file), SOURCE.replace("Tic-tac-toe", "Tac-tic-toe"))

    assert load_game(file).title == "Tac-tic-toe"
    assert not list(tmp_path.rglob("*.pyc"))


FAULTS = {
    "a syntax error": ("x = 1\ny = (\n", "{file}:2: '(' was never closed"),
    "a missing import": ("import nowhere_at_all\n", "{file}:1: ModuleNotFoundError: No module named"),
    "an error at import": ("\n\n1 / 0\n", "{file}:3: ZeroDivisionError: division by zero"),
    "an error of many lines": ('raise ValueError("one\\ntwo")\n', "ValueError: one two"),
    "an exit at import": ("raise SystemExit(3)\n", "{file}:1: SystemExit: 3"),
    "no title": (SOURCE.replace("title, ", "heading, "), "`title` must be a text"),
    "no seats": (SOURCE.replace('"Tic-tac-toe", (2, 2), 1', '"T", 2, 1'), "`seats` must be (fewest, most)"),
    "too many seats": (SOURCE.replace("(2, 2)", "(2, 65)"), "<= 64, not (2, 65)"),
    "no version": (SOURCE.replace("(2, 2), 1", "(2, 2), True"), "`version` must be an int from 1, not True"),
    "secrets that open now and then": (
        f"{SOURCE}\nopen_at_end = 'yes'\n",
        "{file}:32: `open_at_end` must be True, for secrets that a replay shows, or False, not 'yes'",
    ),
    "names for other seats": (
        f'{SOURCE}\nseat_names = ["white"]\n',
        "{file}:32: `seat_names` must be a text of 1 to 30 characters for each of 2 seats, not ['white']",
    ),
    "a team with a gap": (f"{SOURCE}\nteams = (0, 2)\n", "{file}:32: `teams` must be the team of each of 2"),
    "one team of all": (f"{SOURCE}\nteams = (0, 0)\n", "counted from 0 without a gap, such as (0, 1, 0, 1)"),
    "a draw now and then": (f"{SOURCE}\ndraws = 1\n", "`draws` must be True or False, whether players may"),
    "no result": (SOURCE.replace("def result", "def outcome"), "the hook `result` is missing"),
    "another parameter": (
        SOURCE.replace("def public(", "def public(me, "),
        "{file}:24: `public` must take 1",
    ),
    "a hook that waits": (SOURCE.replace("def play", "async def play"), "neither async nor a generator"),
    "a hook that is none": (f"{SOURCE}\nturn = 3\n", "`turn` must be a function, not int"),
    "neither moves nor check": (
        SOURCE.replace("def moves", "def f").replace("def check", "def g"),
        "needs `moves`",
    ),
    "check without sample": (SOURCE.replace("def moves", "def f"), "needs `sample`"),
    "a deadline alone": (f"{SOURCE}\ndef deadline(state): return 5\n", "needs `expire`"),
    "time that is up with no meaning": (
        f'{SOURCE}\ntime_out = "draw"\n',
        '{file}:32: `time_out` must be "lose" or "random" or "pass", not \'draw\'',
    ),
    "time that is up as a hook": (
        f"{SOURCE}\ndef time_out(state): ...\n",
        "what happens when the game's own time is up is said by `expire`",
    ),
    "a pass without a move": (f'{SOURCE}\ntime_out = "pass"\n', "{file}:32: a game with `time_out = "),
    "a passing move that is none": (
        f'{SOURCE}\ntime_out = "pass"\npass_move = 0.5\n',
        "{file}:33: `pass_move` must be a move of this game: ",
    ),
    "options that are no attrs class": (
        f"{SOURCE}\nclass Options: ...\n",
        "`Options` can't be Options: make it an attrs class",
    ),
    "a default of another type": (
        f"from attrs import frozen\n{SOURCE}\n@frozen\nclass Options:\n    size: int = 'x'\n",
        "`Options` must be an attrs class with a default for every field: str, not int",
    ),
    "a name that is none": (SOURCE, "must be 1 to 40 letters"),
    "a hook misspelt": (
        SOURCE.replace("def result", "def reslut"),
        "{file}:28: the hook `result` is missing; is `reslut`",
    ),
    "the line of the seats": (
        f"{SOURCE}\nseats = (3, 2)\n",
        "{file}:32: `seats` must be (fewest, most) with",
    ),
    "ticks and turns in one": (
        f"{SOURCE}\ntick_rate = 20\ndef tick(state, inputs, dice): ...\n",
        "a game with `tick` goes by ticks alone, and has no `play`",
    ),
    "no rate": (
        RACING.replace("tick_rate = 20", "tick_rate = 5"),
        "`tick_rate` must be an int from 10 to 60 ticks a second, not 5",
    ),
    "a rate without ticks": (f"{SOURCE}\ntick_rate = 20\n", "{file}:32: a game with `tick_rate` needs"),
    "no play": (
        SOURCE.replace("def play", "def pley"),
        "the hook `play` is missing; is `pley` meant to be it?",
    ),
    "a built-in hook": (f"{SOURCE}\nturn = max\n", "`turn` must be a function of your own"),
    "keys that are no text": (
        f"{SOURCE}\nMove = dict[int, float]\n",
        "{file}:32: `Move` has keys of type int",
    ),
    "a float": (f"{SOURCE}\nMove = list[float]\n", "{file}:32: `Move` can't be float: there are no floats"),
    "a set": (f"{SOURCE}\nState = set[int]\n", "{file}:32: `State` can't be set[int]: use a list"),
    "a class of another kind": (
        f"{SOURCE}\nclass Move: ...\n",
        "{file}:32: `Move` can't be Move: make it an attrs",
    ),
    "a dataclass": (
        f"{SOURCE}\nimport dataclasses\n@dataclasses.dataclass\nclass State: x: int\n",
        "`State` can't be State: make it an attrs class: from attrs import frozen, and @frozen in place of",
    ),
    "a tuple of nothing": (
        f"{SOURCE}\nMove = tuple[()]\n",
        "{file}:32: `Move` can't be tuple[()]: allowed are",
    ),
    "classes that look alike among others": (
        f"{SOURCE}\nfrom attrs import frozen\n@frozen\nclass A:\n  x: int\n@frozen\nclass B:\n  x: int\n"
        "Move = int | A | B\n",
        "{file}:39: `Move` can't be A | B, which look alike: give each of them a field",
    ),
    "a field deep inside": (
        f"{SOURCE}\nfrom attrs import frozen\n@frozen\nclass Bid:\n  x: float\n\nMove = int | list[Bid]\n",
        "{file}:34: `Move.x` can't be float",
    ),
    "a field without a type": (
        f"{SOURCE}\nimport attrs\n@attrs.define\nclass Move:\n  x = attrs.field()\n",
        "`Move.x` has no type",
    ),
    "a type that is not known": (
        f"{SOURCE}\nfrom attrs import frozen\n@frozen\nclass Move:\n  x: 'Nowhere'\n",
        "name 'Nowhere' is not defined",
    ),
    "options without a default": (
        f"{SOURCE}\nfrom attrs import frozen\n@frozen\nclass Options:\n  x: int\n",
        "`Options` must be an attrs class with a default for every field",
    ),
    "an interrupt of its own": ("class Odd(BaseException): ...\nraise Odd('x')\n", "{file}:2: Odd: x"),
    "an error that has no text": (
        "class Odd(Exception):\n  def __str__(self): raise ValueError\nraise Odd\n",
        "{file}:3: Odd: <its text raises ValueError>",
    ),
    "an import of a neighbour": ("import tests_of_mine\n", "put both files in a folder, this one as game.py"),
    "a module that answers with an error": (
        f"{SOURCE}\ndef __getattr__(name): raise LookupError(name)\n",
        "{file}:32: LookupError: tick",
    ),
}


def test_what_a_turn_clock_that_runs_out_means_is_the_games_choice(tmp_path: Path) -> None:
    typed = "from attrs import frozen\n@frozen\nclass Move:\n    square: int | None\n"
    passing = f'{SOURCE}\n{typed}time_out, pass_move = "pass", Move(None)\n'

    assert load_game(write(tmp_path / "plain.py", SOURCE)).time_out == "lose"
    assert load_game(write(tmp_path / "passing.py", passing)).pass_move == {"square": None}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_told_in_one_line(tmp_path: Path, fault: str) -> None:
    text, complaint = FAULTS[fault]
    file = write(tmp_path / ("my game.py" if fault == "a name that is none" else "mine.py"), text)
    write(tmp_path / "tests_of_mine.py", "")

    with pytest.raises(GameNotLoaded) as raised:
        load_game(file)

    assert str(raised.value).startswith(file)
    assert complaint.format(file=file) in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"x = 1\ny = '\0'\n", ":2: a NUL byte; save the file as UTF-8 text"),
        (b"x = 1\n# caf\xe9\n", ":2: the byte 0xe9 is not utf-8; save the file as UTF-8 text"),
        (b"# coding: klingon\n", ":1: unknown encoding: klingon; save the file as UTF-8 text"),
    ],
)
def test_what_is_no_text_is_told_with_its_line(tmp_path: Path, data: bytes, complaint: str) -> None:
    (tmp_path / "mine.py").write_bytes(data)

    with pytest.raises(GameNotLoaded, match=complaint):
        load_game(str(tmp_path / "mine.py"))


def test_a_folder_without_a_game_names_what_should_be_there(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(
        GameNotLoaded, match=r"a game's folder holds game.py or empty.py, and neither is there"
    ):
        load_game(str(tmp_path / "empty"))


@pytest.mark.parametrize(
    "name",
    ["no_such_game", "two words", "nowhere/quiz.py", "lobby.games:quiz", "", "lobby:", "a\0.py"],
)
def test_what_is_not_there_is_told_by_its_name(name: str) -> None:
    with pytest.raises(GameNotLoaded, match=r"there|neither|nothing called|has a NUL"):
        load_game(name)
