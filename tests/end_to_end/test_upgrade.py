"""A page of yesterday meets a server of today: it loads itself anew between moves, and is never white."""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Route, expect
from sqlalchemy import create_engine, select

import lobby as package
from lobby.shell.questions import ListAnswers
from lobby.shell.records import KeepAnswer
from lobby.shell.stores.files import FILE
from lobby.shell.stores.migrations.run import migrate
from lobby.shell.stores.posting import replay
from lobby.shell.stores.reading import answer, read_rows
from lobby.shell.stores.schema import ROOMS, SESSIONS, VERSIONS
from tests.end_to_end.games import alternate, begin
from tests.end_to_end.person import People, Person
from tests.end_to_end.process import Lobby

pytestmark = pytest.mark.end_to_end

SCRIPT = re.compile(r"/assets/index-[\w-]+\.js$")
OLD, NEW = "0" * 16, "f" * 16


def copy_package(folder: Path, *, page: str, told: str) -> Path:
    """Return a folder with a copy of the package, which serves a page of one build and tells of another."""
    copy = folder / "lobby"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(str(package.__file__)).parent, copy, ignore=ignored)
    static = copy / "static"
    index = (static / "index.html").read_text()
    for asset in (static / "assets").glob("index-*"):
        asset.rename(asset.with_stem("index-renamed"))
        index = index.replace(asset.name, f"index-renamed{asset.suffix}")
    index = re.sub(r'(name="build" content=)"\w+"', rf'\1"{page}"', index)
    (static / "index.html").write_text(index)
    (static / "build.txt").write_text(f"{told}\n")
    return folder


def build_of(person: Person) -> str:
    """Return the build that the page is of."""
    found = person.page.locator('meta[name="build"]').get_attribute("content")
    assert found is not None
    return found


def expect_build(person: Person, build: str) -> None:
    """Wait for the page to be of a build."""
    expect(person.page.locator('meta[name="build"]')).to_have_attribute("content", build)


@pytest.fixture
def stale(new_context: Callable[..., BrowserContext], tmp_path: Path) -> Iterator[People]:
    """Visitors of a server whose page stays the old one, as behind a cache that keeps it too long."""
    server = Lobby(tmp_path / "stale", package=copy_package(tmp_path / "package", page=OLD, told=NEW))
    server.start()
    people = People(new_context, server.url)
    yield people
    server.stop()
    people.check()


def test_after_an_upgrade_the_page_loads_itself_anew_when_nothing_is_half_said(
    people: People, lobby: Lobby, tmp_path: Path
) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    ann.expects_cuts = bob.expects_cuts = True
    old = build_of(ann)
    bob.get("chat-input").fill("I am still wri")
    lobby.stop()
    newer = Lobby(tmp_path / "newer", package=copy_package(tmp_path / "package", page=NEW, told=NEW))
    newer.start(lobby.port)

    expect_build(ann, NEW)
    ann.wait_online()
    bob.wait_online()
    assert build_of(bob) == old
    bob.say("I am still writing")
    expect_build(bob, NEW)
    bob.wait_online()
    expect(ann.get("chat-line").last).to_contain_text("I am still writing")

    assert ann.open_table("tic_tac_toe")
    for person in (ann, bob):
        person.page.context.close()
    newer.stop()


def make_older(data: Path) -> None:
    """Leave the database as a server of the first schema would have: with the same rows, in its tables."""
    path, newer = data / FILE, data / "newer"
    for file in data.glob(f"{FILE}*"):
        file.rename(newer.with_name(file.name.replace(FILE, newer.name)))
    with create_engine(f"sqlite:///{path}").begin() as connection:
        migrate(connection, VERSIONS[0])
    steps, answers = read_newer(newer)
    with closing(sqlite3.connect(path)) as database:
        database.execute("ATTACH ? AS newer", (str(newer),))
        for table in ("rooms", "players", "sessions"):
            columns = ", ".join(f'"{row[1]}"' for row in database.execute(f"PRAGMA main.table_info({table})"))
            database.execute(f"INSERT INTO {table} SELECT {columns} FROM newer.{table}")
        database.executemany("INSERT INTO steps VALUES (?, ?, ?)", steps)
        database.executemany("INSERT INTO answers VALUES (?, ?, ?, ?)", answers)
        database.commit()


def read_newer(path: Path) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Return rows of logs and answers, wherever they stand, as rows of tables of their own."""
    steps, answers = list[tuple[object, ...]](), list[tuple[object, ...]]()
    with create_engine(f"sqlite:///{path}").connect() as connection:
        journal = replay(connection)
        for room in connection.execute(select(ROOMS.c.id)).scalars().all():
            steps += [
                (room, number, row) for number, row in enumerate(read_rows(connection, journal, room), 1)
            ]
        for session in connection.execute(select(SESSIONS.c.id)).scalars().all():
            kept = answer(connection, journal, ListAnswers(session))
            assert isinstance(kept, tuple)
            for one in kept:
                assert isinstance(one, KeepAnswer)
                answers.append((session, one.number % 64, one.number, one.result))
    return steps, answers


def test_a_page_of_yesterday_finishes_its_game_after_an_upgrade_that_migrates(
    people: People, lobby: Lobby, tmp_path: Path
) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    ann.expects_cuts = bob.expects_cuts = True
    code = ann.open_table("tic_tac_toe")
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    begin(ann, bob)
    alternate(ann, bob, ["square-0", "square-3"])
    lobby.kill()
    make_older(lobby.data)
    package = copy_package(tmp_path / "package", page=NEW, told=NEW)
    newer = Lobby(tmp_path / "newer", flags=["--data", str(lobby.data)], package=package)
    newer.start(lobby.port)

    for person in (ann, bob):
        person.wait_online()
    alternate(ann, bob, ["square-1", "square-4", "square-2"])
    for person in (ann, bob):
        expect(person.get("result")).to_be_visible()
    expect_build(ann, NEW)
    assert (lobby.data / f"{FILE}.{VERSIONS[0]}").exists(), "the file of before is kept beside it"
    for person in (ann, bob):
        person.page.context.close()
    newer.stop()


def test_in_a_game_the_page_waits_for_the_end_of_ones_turn(stale: People) -> None:
    ann, bob = stale.come("Ann"), stale.come("Bob")
    code = ann.open_table("tic_tac_toe")
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    begin(ann, bob)
    ann.play("square-0")
    bob.wait_turn()
    # It has been loaded anew already, and must forget that.
    bob.page.evaluate("sessionStorage.clear(); window.isOld = true")
    ann.say("there is a newer page")
    expect(bob.get("chat-line")).to_have_count(1)
    assert bob.page.evaluate("window.isOld")

    with bob.page.expect_navigation():
        bob.play("square-1")
    bob.wait_online()
    ann.play("square-2")
    bob.play("square-3")


def test_a_cache_that_keeps_the_old_page_makes_no_loop(stale: People) -> None:
    loads: list[str] = []
    ann = stale.come(on_response=lambda response: loads.append(response.url))
    expect(ann.get("create-room")).to_be_enabled()

    ann.open_table("tic_tac_toe")
    ann.sit()
    ann.get("leave").click()
    expect(ann.get("create-room")).to_be_enabled()

    assert len([url for url in loads if SCRIPT.search(url)]) == 2
    assert build_of(ann) == OLD


def test_an_old_page_whose_files_are_gone_loads_itself_anew(people: People) -> None:
    ann = people.come("Ann")
    ann.expects_cuts = True
    ann.page.route(SCRIPT, lambda route: route.fulfill(status=404), times=1)

    ann.page.goto(ann.url)

    ann.wait_online()


def test_a_page_whose_files_never_come_says_so_and_is_not_white(people: People) -> None:
    ann = people.come("Ann")
    ann.expects_cuts = True
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=404)

    ann.page.route(SCRIPT, refuse)
    ann.page.goto(ann.url)

    again = ann.page.get_by_role("button", name="Load it again")
    expect(again).to_be_visible()
    assert len(asked) == 2
    ann.page.unroute(SCRIPT)
    again.click()
    ann.wait_online()
