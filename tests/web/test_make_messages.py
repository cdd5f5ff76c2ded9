"""The TypeScript types are generated from the Python messages, and CI fails if they are stale."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def load_generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_messages", ROOT / "web" / "make_messages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(name="generator")
def _generator() -> ModuleType:
    return load_generator()


def test_the_committed_types_are_those_of_the_messages(generator: ModuleType) -> None:
    assert generator.main(["--check"]) == 0


def test_a_stale_file_is_named_and_fails_the_check(
    generator: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path / "messages.ts"
    stale.write_text("// old\n", encoding="utf-8")
    monkeypatch.setattr(generator, "TARGET", stale)

    assert generator.main(["--check"]) == 1
    assert "messages.ts is stale" in capsys.readouterr().err
    assert stale.read_text(encoding="utf-8") == "// old\n"


def test_writing_makes_the_check_pass(
    generator: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generator, "TARGET", tmp_path / "messages.ts")

    generator.main([])

    assert generator.main(["--check"]) == 0


def test_fields_with_a_default_are_optional_and_codes_are_literals(generator: ModuleType) -> None:
    text = generator.make()

    assert "  seat?: number | null;" in text
    assert "  position: number;" in text
    assert '  | "illegal_move"' in text
    assert "  code: RefusalCode;" in text
    assert "  code: GoodbyeCode;" in text
    assert "  reason: GoneReason;" in text


def test_units_in_comments_are_carried_over(generator: ModuleType) -> None:
    assert "  /** say something at least this often */\n  ping_ms: number;" in generator.make()
