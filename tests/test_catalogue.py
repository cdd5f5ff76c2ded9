"""Games from files, folders and modules; whatever is wrong with one is told in one line."""

from pathlib import Path

import pytest

from lobby.catalogue import BUILT_IN, GameNotLoaded, load_catalogue, load_game
from lobby.games import tic_tac_toe

SOURCE = Path(tic_tac_toe.__file__).read_text()


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


def test_two_games_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(GameNotLoaded, match="there is a game called tic_tac_toe already"):
        load_catalogue([write(tmp_path / "tic_tac_toe.py", SOURCE)])


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
    "options that are no attrs class": (
        f"{SOURCE}\nclass Options: ...\n",
        "`Options` must be an attrs class",
    ),
    "a name that is none": (SOURCE, "must be 1 to 40 letters"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_told_in_one_line(tmp_path: Path, fault: str) -> None:
    text, complaint = FAULTS[fault]
    file = write(tmp_path / ("my game.py" if fault == "a name that is none" else "mine.py"), text)

    with pytest.raises(GameNotLoaded) as raised:
        load_game(file)

    assert str(raised.value).startswith(file)
    assert complaint.format(file=file) in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", ["no_such_game", "two words", "nowhere/quiz.py", "lobby.games:quiz", ""])
def test_what_is_not_there_is_told_by_its_name(name: str) -> None:
    with pytest.raises(GameNotLoaded, match=r"there|neither|nothing called"):
        load_game(name)
