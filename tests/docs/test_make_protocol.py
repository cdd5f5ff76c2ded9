"""The protocol page is true of the code: its tables are generated, and its examples are tried."""

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

from lobby.wire.codec import decode_client, decode_server, tag_of
from lobby.wire.codes import GONE_REASONS, GOODBYES, REFUSALS
from lobby.wire.messages import ClientMessage, Command, ServerMessage
from lobby.wire.patch import fold

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "protocol.md"


def load_generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_protocol", ROOT / "docs" / "make_protocol.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(name="generator")
def _generator() -> ModuleType:
    return load_generator()


@pytest.fixture(name="page")
def _page() -> str:
    return PAGE.read_text(encoding="utf-8")


def section(page: str, title: str) -> str:
    """Return what stands under a heading of the second level."""
    return page.split(f"\n## {title}\n")[1].split("\n## ", maxsplit=1)[0]


def test_the_committed_page_is_that_of_the_code(generator: ModuleType) -> None:
    assert generator.main(["--check"]) == 0


def test_a_stale_page_is_named_and_fails_the_check(
    generator: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path / "protocol.md"
    stale.write_text("<!-- generated: gone -->\nold\n<!-- end -->\nby hand\n", encoding="utf-8")
    monkeypatch.setattr(generator, "TARGET", stale)

    assert generator.main(["--check"]) == 1
    assert "protocol.md is stale" in capsys.readouterr().err


def test_writing_makes_the_check_pass_and_keeps_what_is_written_by_hand(
    generator: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "protocol.md"
    target.write_text("before\n<!-- generated: gone -->\n<!-- end -->\nby hand\n", encoding="utf-8")
    monkeypatch.setattr(generator, "TARGET", target)

    generator.main([])

    text = target.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith("by hand\n")
    assert all(f"`{reason}`" in text for reason in GONE_REASONS)
    assert generator.main(["--check"]) == 0


def test_every_frame_has_an_example_whose_bytes_decode_to_it(page: str) -> None:
    blocks = re.findall(r"#### (\w+)\n.*?```text\n(.*?)```", page, re.DOTALL)
    frames = [(name, lines) for name, block in blocks for lines in block.split("\n\n")]
    decoded = [_decode("".join(re.findall(r"^[0-9a-f]+$", lines, re.MULTILINE))) for _, lines in frames]

    assert [tag_of(type(message)) for message in decoded] == [name for name, _ in frames]
    assert {type(message) for message in decoded} == {*get_args(ClientMessage), *get_args(ServerMessage)}


def _decode(data: str) -> object:
    try:
        return decode_client(bytes.fromhex(data))
    except ValueError:
        return decode_server(bytes.fromhex(data))


def test_the_examples_of_changes_do_what_the_page_says(page: str) -> None:
    rows = re.findall(r"^\| `(.+?)` \| `(.+?)` \| `(.+?)` \|$", section(page, "Changes"), re.MULTILINE)

    assert len(rows) == 6
    for row in rows:
        before, change, after = map(json.loads, row)
        assert fold(before, change) == after


def test_every_command_stands_in_the_table_and_every_refusal_is_said_to_come_from_one(page: str) -> None:
    table = section(page, "Commands").split("<!-- generated")[0]

    assert {f"`{tag_of(command)}`" for command in get_args(Command)} <= set(re.findall(r"`\w+`", table))
    assert {code for code in REFUSALS if f"`{code}`" not in table} == set()


def test_for_every_goodbye_the_page_says_what_to_do(page: str) -> None:
    life = section(page, "Life of a connection")

    assert {code for code in GOODBYES if f"`{code}`" not in life} == set()


@pytest.mark.parametrize("path", sorted((ROOT / "docs").rglob("*.md")), ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_contents_of_the_page_lead_to_its_headings(page: str) -> None:
    headings = {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-")
                for title in re.findall(r"^#+ (.+)$", page, re.MULTILINE)}  # fmt: skip

    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= headings
