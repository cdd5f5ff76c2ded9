"""The tutorial, from an empty folder to friends playing: its own commands and files, with the wheel."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import frozen
from playwright.sync_api import BrowserContext, expect

from tests.end_to_end.games import begin
from tests.end_to_end.person import People, Person
from tests.end_to_end.process import START_SECONDS, STOP_SECONDS

pytestmark = pytest.mark.end_to_end

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial" / "first-evening.md"
COMMAND_SECONDS = 300


@frozen
class Block:
    """A code block of the page: its language, the file that the text before it names last, and its text."""

    language: str
    file: str
    text: str


def read_blocks() -> list[Block]:
    page = TUTORIAL.read_text(encoding="utf-8")
    blocks = []
    for found in re.finditer(r"^```(\w+)\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
        named = re.findall(r"`([\w.]+\.(?:py|js))`", page[: found.start()])
        blocks.append(Block(found[1], named[-1] if named else "", found[2]))
    return blocks


@pytest.fixture(scope="module", name="wheel")
def _wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True, timeout=COMMAND_SECONDS)
    return next(folder.glob("*.whl"))


class Reader:
    """Somebody who does what the page says, in a folder of their own."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.folder = folder
        self.wheel = wheel
        self.server: subprocess.Popen[str] | None = None
        self.url = ""

    def run(self, block: Block) -> str:
        """Run a block of commands; return what they print."""
        text = block.text.replace("pip install trio-lobby", f"pip install --quiet {self.wheel}")
        text = re.sub(r"(python -m clients bot .*)", rf"\1 --url {self.url} --pace-ms 0", text)
        done = subprocess.run(
            ["bash", "-ec", f"{text}\npwd"],
            cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False,
            timeout=COMMAND_SECONDS,
        )  # fmt: skip
        assert done.returncode == 0, (block.text, done.stdout, done.stderr)
        printed, _, folder = done.stdout.rstrip("\n").rpartition("\n")
        self.folder = Path(folder)
        return printed

    def write(self, block: Block, folder: str = "") -> None:
        """Write the file that a block shows."""
        (self.folder / folder / block.file).write_text(block.text, encoding="utf-8")

    def serve(self, block: Block) -> None:
        """Stop the server that runs and start the one that a block says, on a port that is free."""
        self.stop()
        words = ["bash", "-ec", f"exec {block.text.strip()} --port 0"]
        self.server = subprocess.Popen(
            words, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, text=True
        )
        assert self.server.stdout is not None
        line = self.server.stdout.readline()
        port = re.fullmatch(r"listening on http://\S+:(\d+)\n", line)
        assert port, line
        self.url = f"http://127.0.0.1:{port[1]}"

    def stop(self) -> None:
        """Press Ctrl-C, if a server runs."""
        if self.server is None:
            return
        self.server.send_signal(signal.SIGINT)
        try:
            self.server.communicate(timeout=STOP_SECONDS)
        finally:
            self.server.kill()
        assert self.server.returncode == 0
        self.server = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment after the folder's own Python was activated; nothing of the checkout is in it."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        return {**inherited, "PATH": f"{self.folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture(name="reader")
def _reader(tmp_path: Path, wheel: Path) -> Iterator[Reader]:
    reader = Reader(tmp_path, wheel)
    yield reader
    if reader.server is not None:
        reader.server.kill()


def test_every_step_of_the_tutorial_works_from_the_wheel_in_an_empty_folder(
    reader: Reader, new_context: Callable[..., BrowserContext]
) -> None:
    blocks = iter([block for block in read_blocks() if block.language != "text"])

    reader.run(next(blocks))
    assert shutil.which("lobby", path=reader.environment["PATH"]) == str(
        reader.folder / ".venv" / "bin" / "lobby"
    )
    reader.write(next(blocks))
    report = reader.run(next(blocks))
    assert re.fullmatch(r"last_match: \d+ games, \d+ actions, the longest game \d+", report.splitlines()[0])

    reader.serve(next(blocks))
    play_in_the_plain_view(reader, new_context)

    assert "1 of 1 games finished" in reader.run(next(blocks))
    reader.write(next(blocks))
    assert "refused: 0" in reader.run(next(blocks))

    reader.run(next(blocks))
    reader.write(next(blocks), "last_match")
    reader.serve(next(blocks))
    play_on_its_own_page(reader, new_context)

    reader.serve(next(blocks))
    people = People(new_context, reader.url)
    people.come().open_table("last_match")
    people.check()
    reader.stop()
    assert next(blocks, None) is None


def seat_two(people: People) -> tuple[Person, Person]:
    """Two people open and join a table of the game, and begin."""
    ann, bob = people.come("Ann"), people.come("Bob")
    bob.page.set_viewport_size({"width": 390, "height": 844})
    code = ann.open_table("last_match")
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    begin(ann, bob)
    return ann, bob


def play_in_the_plain_view(reader: Reader, new_context: Callable[..., BrowserContext]) -> None:
    players = play_out(reader, new_context, lambda mover: mover.get("move-0").click())

    expect(players[1].page.get_by_text("takes 1").first).to_be_visible()


def play_on_its_own_page(reader: Reader, new_context: Callable[..., BrowserContext]) -> None:
    def take_one(mover: Person) -> None:
        expect(mover.get("board")).to_contain_text("🕯️")
        mover.page.get_by_role("button", name="Take 1").click()

    play_out(reader, new_context, take_one)


def play_out(
    reader: Reader, new_context: Callable[..., BrowserContext], move: Callable[[Person], None]
) -> tuple[Person, Person]:
    """Two people play a game to its end, and no page complains."""
    people = People(new_context, reader.url)
    players = seat_two(people)
    while (mover := next_mover(players)) is not None:
        move(mover)
    for player in players:
        expect(player.get("result")).to_be_visible()
    people.check()
    return players


def next_mover(players: tuple[Person, Person]) -> Person | None:
    """Return who must move, as soon as somebody must; None when the game is over."""
    mine = '[data-testid="board"][data-turn="true"]'
    for _ in range(int(START_SECONDS * 10)):
        for player in players:
            if player.page.locator(mine).count():
                return player
        if players[0].get("result").is_visible():
            return None
        players[0].page.wait_for_timeout(100)
    raise AssertionError("nobody can move, and the game is not over")
