"""The pages that games bring themselves: `view.js` and `assets/` out of a game's folder, and nothing else.

They are read when they are asked for, so that an author's next reload shows what was saved; a file that has
not changed is not read again.
"""

import re
import stat
from collections.abc import Callable
from pathlib import Path

import structlog
import trio
from attrs import frozen
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lobby.settings import LimitsSection
from lobby.shell.http.static import ASK_FIRST, File, make_file

PAGE = "view.js"
_ASSETS = "assets"
# "Try again" asks below another number each time: a browser never loads the same module URL twice.
_AGAIN = re.compile(r"\A@[0-9]{1,9}/")
# No dot files, no way up, nothing that one system or another takes for a separator, a drive or a stream.
_SEGMENT = re.compile(r"[^./\\:\x00-\x1f\x7f][^/\\:\x00-\x1f\x7f]{0,199}")
_CODE = {".py", ".pyc", ".pyi"}
_READERS = 2

log = structlog.get_logger()


@frozen
class _TooLarge:
    """A file that is not served for its size."""

    size: int


@frozen
class _Kept:
    """A file as it was when it was read last."""

    stamp: tuple[int, int, int]
    found: File | _TooLarge


class GamePages:
    """Answers with the files of games; `find_folder` says where a game's page lies."""

    def __init__(self, find_folder: Callable[[str], Path | None], limits: LimitsSection) -> None:
        self._find_folder = find_folder
        self._limits = limits
        self._kept: dict[Path, _Kept] = {}
        self._readers = trio.CapacityLimiter(_READERS)

    async def file(self, request: Request) -> Response:
        """A file of a game's page by its path."""
        game, name = request.path_params["game"], request.path_params["path"]
        folder = self._find_folder(game)
        if folder is None:
            raise HTTPException(404)
        kept = await trio.to_thread.run_sync(
            self._read, folder, _AGAIN.sub("", name, count=1), limiter=self._readers, abandon_on_cancel=True
        )
        if kept is None:
            raise HTTPException(404)
        if isinstance(kept.found, _TooLarge):
            most = self._limits.game_file_bytes
            text = f"{name} has {kept.found.size} bytes, limits.game_file_bytes allows {most}"
            log.warning("a game's file is too large", game=game, file=name, bytes=kept.found.size, most=most)
            raise HTTPException(500, text)
        return kept.found.respond(request)

    def _read(self, folder: Path, name: str) -> _Kept | None:
        """Return the file as it is now; runs in a thread."""
        try:
            # Without a page its assets are none: a folder called so may have been there for another use.
            path = locate(folder, name) if has_page(folder) else None
            if path is None or not stat.S_ISREG((status := path.stat()).st_mode):
                return None
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            kept = self._kept.get(path)
            if kept is None or kept.stamp != stamp:
                kept = _Kept(stamp, self._load(path, name))
                self._keep(path, kept)
            return kept
        except (OSError, ValueError):  # gone meanwhile, not readable, a name that this system can't have
            return None

    def _load(self, path: Path, name: str) -> File | _TooLarge:
        most = self._limits.game_file_bytes
        with path.open("rb") as file:
            body = file.read(most + 1)
        return _TooLarge(path.stat().st_size) if len(body) > most else make_file(name, body, ASK_FIRST)

    def _keep(self, path: Path, kept: _Kept) -> None:
        held = sum(other.found.size for other in list(self._kept.values()))
        # Beginning anew is rare and simple: only a game with very much to load comes here.
        if held + kept.found.size > self._limits.game_files_bytes:
            self._kept.clear()
        self._kept[path] = kept


def has_page(folder: Path) -> bool:
    """Return whether a game's folder brings a page."""
    return locate(folder, PAGE) is not None


def locate(folder: Path, name: str) -> Path | None:
    """Return the path of what may be served under this name, None for anything else.

    A link is not followed, wherever it leads: only what lies in the folder itself belongs to the page.
    """
    segments = name.split("/")
    if name != PAGE and (segments[0] != _ASSETS or len(segments) < 2):
        return None
    if not all(_SEGMENT.fullmatch(segment) for segment in segments) or Path(name).suffix.lower() in _CODE:
        return None
    root = folder.resolve()
    path = root.joinpath(*segments)
    return path if path.is_file() and path.resolve() == path else None
