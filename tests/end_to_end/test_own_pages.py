"""A game's own page: a folder with `view.js` and assets, as an author writes it, in front of real people."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.end_to_end.games import begin
from tests.end_to_end.person import People, Person
from tests.end_to_end.pictures import take_picture, take_schemes
from tests.end_to_end.process import Lobby
from tests.end_to_end.wire import exchange

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]

ROOT = Path(__file__).parents[2]

GAME = '''"""Two people write on one wall, as fast as they like; the word "end" ends it."""

from lobby.core.game import Illegal, Note, draw

title, seats, version = "Wall", (2, 2), 1
Move = str


def start(seats, options, dice):
    return []


def turn(wall):
    return [] if result(wall) else [0, 1]


def check(wall, seat, word):
    return Illegal("this wall wants short words") if len(word) > 8 else None


def sample(wall, seat, dice):
    return "end"


def anytime(word):
    return True


def play(wall, seat, word, dice):
    return [*wall, {"seat": seat, "word": word}], [Note(f"{{{seat}}} wrote {word}", value=word)]


def public(wall):
    return {"wall": wall, "rule": "{0} and {1} write"}


def secret(wall, seat):
    return {"colour": ["teal", "red"][seat]}


def result(wall):
    return draw() if wall and wall[-1]["word"] == "end" else None
'''

VIEW = """// @ts-check
/** @type {import("./sdk").Draw} */
export function draw(root, view, me, act) {
  root.me = me;
  root.draws = (root.draws ?? 0) + 1;
  if (!root.firstChild) build(root, act);
  root.querySelector("h3").textContent = me.names(view.rule);
  root.querySelector("ul").replaceChildren(...view.wall.map(({ seat, word }) => {
    const item = document.createElement("li");
    item.textContent = `${me.players[seat].name}: ${word}`;
    item.style.color = `var(--hue-${seat})`;
    return item;
  }));
  root.querySelector("output").textContent = JSON.stringify({
    seat: me.seat, colour: me.secret?.colour ?? null, turn: me.turn, moves: me.moves,
    last: me.notes.at(-1)?.value ?? null, over: me.result !== null, game: me.game, left: me.left() > 0,
  });
}

export function hear(root, { seat, kind, value }, me) {
  root.querySelector("i").textContent = `${me.players[seat].name} ${kind} ${value.join(",")}`;
}

export function end(root) {
  window.ended = (window.ended ?? 0) + 1;
}

function build(root, act) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet" });
  link.href = new URL("assets/style.css", import.meta.url).href;
  root.innerHTML = `<h3></h3><img alt="" width="48" height="48" /><ul></ul>
    <p class="wall-row"><input aria-label="A word" /><button>Write</button><button>Five</button></p>
    <i></i><output></output>`;
  root.prepend(link);
  root.querySelector("img").src = new URL("assets/brick.svg", import.meta.url).href;
  const input = root.querySelector("input");
  const [write, five] = root.querySelectorAll("button");
  write.onclick = async () => {
    const answer = await act(input.value);
    root.dataset.answer = answer.done ? "done" : `${answer.code}: ${answer.detail}`;
  };
  five.onclick = () => ["a", "b", "c", "d", "e"].forEach((word) => act(word));
  input.oninput = () => act.tell("writes", [input.value.length, 1]);
}
"""
STYLE = (
    ".own-root li { font-weight: 700 } .wall-row { display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 0 }"
)
BRICK = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2">
  <rect width="2" height="2" fill="tomato" />
</svg>"""


@pytest.fixture(scope="module", name="wall")
def _wall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The game's folder, and beside it what no path may lead to."""
    beside = tmp_path_factory.mktemp("games")
    (beside / "lobby").mkdir()
    (beside / "lobby" / "lobby.toml").write_text("# 42\n")
    folder = beside / "wall"
    (folder / "assets").mkdir(parents=True)
    (folder / "game.py").write_text(GAME)
    (folder / "assets" / "style.css").write_text(STYLE)
    (folder / "assets" / "brick.svg").write_text(BRICK)
    (folder / "questions.json").write_text('{"answer": 42}')
    return folder


@pytest.fixture(name="folder")
def _folder(wall: Path) -> Path:
    """The same folder, whose page is whole again, whatever a test before has made of it."""
    (wall / "view.js").write_text(VIEW)
    return wall


@pytest.fixture
def flags(folder: Path) -> tuple[str, ...]:
    """The game of the folder."""
    return ("--game", str(folder))


def meet(people: People, game: str = "wall") -> tuple[Person, Person, str]:
    """Ann and Bob begin a game."""
    ann, bob = people.come("Ann"), people.come("Bob")
    code = ann.open_table(game)
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    begin(ann, bob)
    return ann, bob, code


def told(person: Person) -> str:
    return person.page.locator(".own-root output").inner_text()


def write(person: Person, word: str) -> None:
    person.page.get_by_label("A word").fill(word)
    person.page.get_by_role("button", name="Write").click()


def expect_words(person: Person, *words: str) -> None:
    expect(person.page.locator(".own-root li")).to_have_text(words)


def photograph(person: Person, name: str) -> None:
    for size, viewport in {"phone": (390, 844), "desktop": (1280, 800)}.items():
        person.page.set_viewport_size({"width": viewport[0], "height": viewport[1]})
        take_schemes(person.page, f"{name}-{size}")
        assert person.page.evaluate("document.documentElement.scrollWidth") <= viewport[0]
    person.page.emulate_media(color_scheme="light")


def test_two_play_on_the_games_own_page_and_one_watches(people: People) -> None:
    ann, bob, code = meet(people)
    cy = people.come("Cy")
    cy.join_by_code(code)
    root = ann.page.locator(".own-root")
    expect(root.locator("h3")).to_have_text("Ann and Bob write")
    expect(root.locator("img")).to_have_js_property("complete", True)
    assert root.locator("img").evaluate("image => image.naturalWidth") > 0

    ann.page.get_by_role("button", name="Five").click()
    expect_words(bob, *(f"Ann: {word}" for word in "abcde"))
    write(bob, "hello")

    for person in (ann, bob, cy):
        expect_words(person, *(f"Ann: {word}" for word in "abcde"), "Bob: hello")
    expect(root.locator("li").first).to_have_css("font-weight", "700")
    assert '"seat":0,"colour":"teal","turn":true,"moves":null,"last":"hello"' in told(ann)
    assert '"left":true' in told(ann)
    assert '"seat":null,"colour":null,"turn":false,"moves":[],"last":"hello"' in told(cy)
    ann.page.get_by_label("A word").press_sequentially("abc")
    expect(cy.page.locator(".own-root i")).to_have_text("Ann writes 3,1")
    photograph(ann, "own-page")


def test_a_refusal_is_told_to_the_page_and_to_the_player(people: People) -> None:
    ann, bob, _ = meet(people)

    write(ann, "much-too-long")

    expect(ann.page.locator(".own-root")).to_have_attribute(
        "data-answer", "illegal_move: this wall wants short words"
    )
    expect(ann.page.get_by_text("this wall wants short words")).to_be_visible()
    expect(bob.page.locator(".own-root li")).to_have_count(0)


@pytest.mark.parametrize(
    ("move", "detail"),
    [
        ("1.5", "move is 1.5: only whole numbers travel, so round it"),
        ("undefined", "move is undefined: allowed are"),
    ],
)
def test_a_move_that_can_not_travel_is_told_as_a_refusal_is(
    move: str, detail: str, folder: Path, lobby: Lobby, new_context: Callable[..., BrowserContext]
) -> None:
    people = People(new_context, lobby.url)  # whose console tells the author of it, too
    view = (folder / "view.js").read_text(encoding="utf-8")
    (folder / "view.js").write_text(view.replace("act(input.value)", f"act({move})"), encoding="utf-8")
    ann, _, _ = meet(people)

    for _ in range(2):
        write(ann, "")

    expect(ann.get("toast")).to_have_count(1)
    expect(ann.get("toast")).to_contain_text("That does not fit")
    expect(ann.get("toast")).to_contain_text(detail)
    expect(ann.page.locator(".own-root")).to_have_attribute("data-answer", re.compile("^malformed: move is"))
    ann.page.set_viewport_size({"width": 390, "height": 844})
    take_picture(ann.page, "own-page-toast-phone")


def test_a_rematch_has_another_root_and_the_old_one_is_ended(people: People) -> None:
    ann, bob, _ = meet(people)
    ann.page.locator(".own-root").evaluate("root => { root.dataset.old = 'yes' }")
    write(bob, "end")
    for person in (ann, bob):
        person.get("rematch").click()

    expect(ann.page.locator(".own-root output")).to_contain_text('"game":2')

    expect(ann.page.locator(".own-root")).to_have_count(1)
    assert ann.page.locator(".own-root").get_attribute("data-old") is None
    assert ann.page.evaluate("window.ended") == 1
    expect(ann.page.locator(".own-root li")).to_have_count(0)


def test_what_the_page_does_to_the_view_harms_only_itself(people: People) -> None:
    ann, bob, _ = meet(people)
    write(bob, "one")
    expect_words(ann, "Bob: one")
    ann.get("own-switch").click()
    expect(ann.page.locator(".own-root")).to_have_count(0)
    expect(ann.get("board")).to_contain_text("one")
    assert ann.page.evaluate("window.ended") == 1

    ann.get("own-switch").click()

    expect_words(ann, "Bob: one")
    write(ann, "two")
    expect_words(bob, "Bob: one", "Ann: two")


FAULTS = {
    "syntax": ("", "export function draw(root) {\n  root.textContent = ;\n}", r"view\.js:2: SyntaxError: "),
    "no draw": ("", "export const paint = 1;", r"TypeError: view\.js exports no function called draw"),
    "module": ("", "\nnothing.there;\n", r"view\.js:2: ReferenceError: nothing is not defined"),
    "import": ("", 'import "./assets/none.js";', r"404: nothing is at /games/wall/assets/none\.js"),
    "draw": (
        "",
        "export function draw() {\n\n  null.x;\n}",
        r"view\.js:3: TypeError: Cannot read properties",
    ),
    "async": ("", "export async function draw() {\n  throw Error('late');\n}", r"view\.js:2: Error: late"),
    "frozen": (
        "",
        "export function draw(root, view) {\n  view.wall = 1;\n}",
        r"view\.js:2: TypeError: Cannot",
    ),
    "handler": (
        "click",
        "export function draw(root) {\n  root.onclick = () => {\n    gone();\n  };\n"
        "  root.textContent = 'press';\n}",
        r"view\.js:3: ReferenceError: gone is not defined",
    ),
    "timer": (
        "",
        "export function draw() {\n  setTimeout(() => { throw new Error('tick'); }, 20);\n}",
        r"view\.js:2: Error: tick",
    ),
    "rejection": (
        "",
        "export function draw() {\n  void (async () => {\n    gone();\n  })();\n}",
        r"view\.js:3: ReferenceError: gone is not defined",
    ),
    "hear": (
        "signal",
        "export function draw(root, view, me, act) {\n  root.textContent = 'here';\n"
        "  if (me.seat === 1) setInterval(() => act.tell('x', [1]), 100);\n}\n"
        "export function hear() {\n  throw new Error('deaf');\n}",
        r"view\.js:6: Error: deaf",
    ),
}


def test_whatever_the_page_does_wrong_the_game_goes_on_in_the_plain_view(
    folder: Path, lobby: Lobby, new_context: Callable[..., BrowserContext]
) -> None:
    people = People(new_context, lobby.url)
    page = folder / "view.js"
    ann, bob, _ = meet(people)
    for number, (kind, (trigger, source, expected)) in enumerate(FAULTS.items(), start=1):
        page.write_text(source)
        for person in (ann, bob) if trigger == "signal" else (ann,):
            person.page.reload()
        if trigger == "click":
            ann.page.locator(".own-root").click()

        expect(ann.get("own-failed"), kind).to_contain_text(re.compile(expected))

        expect(ann.page.locator(".own-root"), kind).to_have_count(0)
        expect(ann.page.locator(".plain"), kind).to_be_visible()
        page.write_text(VIEW)
        ann.get("own-again").click()
        expect(ann.page.locator(".own-root h3"), kind).to_have_text("Ann and Bob write")
        expect(ann.get("own-failed"), kind).to_have_count(0)
        write(ann, f"back {number}")
        expect_words(ann, *(f"Ann: back {back}" for back in range(1, number + 1)))


def test_a_page_that_is_gone_by_the_time_it_is_loaded_is_named(
    folder: Path, lobby: Lobby, new_context: Callable[..., BrowserContext]
) -> None:
    people = People(new_context, lobby.url)
    ann, bob = people.come("Ann"), people.come("Bob")
    code = ann.open_table("wall")
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    (folder / "view.js").unlink()
    begin(ann, bob)

    expect(ann.get("own-failed")).to_contain_text("404: nothing is at /games/wall/view.js")

    photograph(ann, "own-page-failed")


def test_what_is_saved_is_there_at_the_next_reload(people: People, folder: Path) -> None:
    ann, _, _ = meet(people)
    expect(ann.page.locator(".own-root h3")).to_have_text("Ann and Bob write")

    (folder / "view.js").write_text(VIEW.replace("me.names(view.rule)", "'Edited'"))
    ann.page.reload()

    expect(ann.page.locator(".own-root h3")).to_have_text("Edited")


BELOW = '[server]\npublic_url = "https://lobby.example/play"\nallowed_origins = ["*"]\n'


@pytest.mark.parametrize("config", [BELOW])
def test_below_a_sub_path_the_page_is_found_as_well(
    lobby: Lobby, new_context: Callable[..., BrowserContext]
) -> None:
    people = People(new_context, f"{lobby.url}/play")
    ann, _, _ = meet(people)

    write(ann, "deep")

    expect_words(ann, "Ann: deep")
    people.check()


OUTSIDE = r"""
game.py questions.json ../wall/game.py assets/../game.py assets/../../lobby/lobby.toml //etc/passwd
%2e%2e/lobby/lobby.toml assets/%2e%2e/questions.json assets%2f..%2fquestions.json assets//etc/passwd
assets/..%5cquestions.json assets\..\questions.json assets/%252e%252e/questions.json
assets/..%c0%afquestions.json View.js VIEW.JS Assets/style.css view.js%00 assets/style.css%00.svg
@1/questions.json @1/@1/view.js
"""


async def test_over_a_raw_socket_no_path_leads_out_of_the_page(lobby: Lobby) -> None:
    for path in OUTSIDE.split():
        head = f"GET /games/wall/{path} HTTP/1.1\r\nHost: lobby\r\nConnection: close\r\n\r\n"
        answer = await exchange(lobby.port, head.encode())
        assert answer.startswith(b"HTTP/1.1 404 "), (path, answer)
        assert b"42" not in answer.partition(b"\r\n\r\n")[2], path
        assert b"root:" not in answer, path

    fine = await exchange(
        lobby.port, b"GET /games/wall/view.js HTTP/1.1\r\nHost: lobby\r\nConnection: close\r\n\r\n"
    )
    assert fine.startswith(b"HTTP/1.1 200 ")


def test_the_module_of_the_how_to_draws_tic_tac_toe(
    tmp_path: Path, new_context: Callable[..., BrowserContext]
) -> None:
    text = (ROOT / "docs" / "howto" / "draw-a-game.md").read_text(encoding="utf-8")
    folder = tmp_path / "squares"
    folder.mkdir()
    (folder / "game.py").write_text((ROOT / "lobby" / "games" / "tic_tac_toe.py").read_text())
    (folder / "view.js").write_text(text.partition("```js\n")[2].partition("```")[0])
    lobby = Lobby(tmp_path / "lobby", flags=["--game", str(folder)])
    lobby.start()
    people = People(new_context, lobby.url)
    ann, bob, _ = meet(people, "squares")

    ann.page.locator(".own-root button").nth(4).click()

    expect(bob.page.locator(".own-root button").nth(4)).to_have_text("X")
    expect(bob.page.locator(".own-root button:enabled")).to_have_count(8)
    expect(ann.page.locator(".own-root button:enabled")).to_have_count(0)
    people.check()
    for person in (ann, bob):
        person.page.context.close()
    lobby.stop()
