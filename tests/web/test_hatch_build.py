"""When the page is built with the package and its modules are compiled, and when not."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(name="hook")
def _hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(name="checkout")
def _checkout(tmp_path: Path, hook: ModuleType) -> Path:
    (tmp_path / "web" / "src").mkdir(parents=True)
    (tmp_path / "web" / "public").mkdir()
    for name in hook.SOURCES:
        if "." in name:
            (tmp_path / "web" / name).write_text(name, encoding="utf-8")
    (tmp_path / "web" / "package.json").write_text("{}", encoding="utf-8")
    (tmp_path / "web" / "src" / "main.ts").write_text("1", encoding="utf-8")
    (tmp_path / "lobby" / "static").mkdir(parents=True)
    return tmp_path


def test_the_build_is_named_for_every_byte_of_the_sources(hook: ModuleType, checkout: Path) -> None:
    before = hook.name_build(checkout / "web")
    (checkout / "web" / "src" / "main.ts").write_text("2", encoding="utf-8")

    assert len(before) == 16
    assert hook.name_build(checkout / "web") != before


def test_a_page_of_the_same_sources_is_not_built_again(hook: ModuleType, checkout: Path) -> None:
    build = hook.name_build(checkout / "web")
    (checkout / "lobby" / "static" / "build.txt").write_text(build + "\n", encoding="utf-8")

    assert hook.build_web_client(checkout) is False


def test_an_unpacked_sdist_keeps_the_page_that_it_carries(hook: ModuleType, checkout: Path) -> None:
    (checkout / "PKG-INFO").write_text("", encoding="utf-8")
    (checkout / "lobby" / "static" / "index.html").write_text("", encoding="utf-8")

    assert hook.build_web_client(checkout) is False


@pytest.mark.parametrize(("version", "is_compiled"), [("editable", True), ("standard", False)])
def test_modules_are_compiled_where_they_lie_for_an_editable_install_only(
    hook: ModuleType, checkout: Path, version: str, is_compiled: bool
) -> None:
    (checkout / "PKG-INFO").write_text("", encoding="utf-8")
    (checkout / "lobby" / "static" / "index.html").write_text("", encoding="utf-8")
    for package in hook.PACKAGES:
        (checkout / package).mkdir(exist_ok=True)
        (checkout / package / "a.py").write_text("", encoding="utf-8")

    hook.WebClientHook(str(checkout), {}, None, None, "", "wheel").initialize(version, {})

    for package in hook.PACKAGES:
        assert bool(list((checkout / package).glob("__pycache__/a.*.pyc"))) is is_compiled


@pytest.mark.slow
def test_a_build_that_fails_is_an_error_and_not_a_package_without_a_page(
    hook: ModuleType, checkout: Path
) -> None:
    with pytest.raises(RuntimeError, match=r"npm ci .* in web/ ended with code"):
        hook.build_web_client(checkout)


def test_the_lock_file_names_no_host() -> None:
    lock = (ROOT / "web" / "package-lock.json").read_text(encoding="utf-8")

    assert '"resolved"' not in lock
    assert '"integrity"' in lock
