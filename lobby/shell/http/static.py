"""The web client's files, read once and compressed once, as the server answers with them.

A few hundred kilobytes in memory are cheaper than a thread per file, and no path of a request ever
reaches the file system.
"""

import gzip
import hashlib
import mimetypes
import re
from pathlib import Path

from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response

INDEX = "index.html"

_COMPRESSED = ("text/", "application/javascript", "application/json", "image/svg+xml")
FOREVER = "public, max-age=31536000, immutable"  # the name of a file in assets/ has its hash in it
ASK_FIRST = "no-cache"
# What a system's own table may lack, or has otherwise: a declaration in TypeScript is no film.
_TYPES = {
    ".avif": "image/avif",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".ts": "text/plain",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
# Pages on other origins may load these; what they do with them is up to `allowed_origins`.
_FOR_EVERYBODY = ("sdk.js", "sdk.d.ts")


@frozen
class File:
    """One file with all that is answered for it."""

    body: bytes
    gzipped: bytes | None  # None where it would not be shorter
    media_type: str
    etag: str
    cache_control: str
    for_everybody: bool = False

    @property
    def size(self) -> int:
        """What it takes in memory, in bytes."""
        return len(self.body) + len(self.gzipped or b"")

    def respond(self, request: Request) -> Response:
        """Return the response to a request for the file; 304 where the browser has it."""
        headers = {"cache-control": self.cache_control, "etag": self.etag, "vary": "accept-encoding"}
        if self.for_everybody:
            headers["access-control-allow-origin"] = "*"
        if self.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if self.gzipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
            return Response(self.gzipped, headers=headers, media_type=self.media_type)
        return Response(self.body, headers=headers, media_type=self.media_type)


def read_files(folder: Path, base: str) -> dict[str, File]:
    """Return the files under a folder by their path from it; the page knows `base` as its root."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            body = path.read_bytes()
            cache_control = FOREVER if name.startswith("assets/") else ASK_FIRST
            files[name] = make_file(name, _rebase(body, base) if name == INDEX else body, cache_control)
    return files


def make_file(name: str, body: bytes, cache_control: str) -> File:
    """Return what is answered for a file of this name and content."""
    suffix = Path(name).suffix
    media_type = _TYPES.get(suffix.lower()) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    gzipped = gzip.compress(body, mtime=0) if media_type.startswith(_COMPRESSED) else None
    return File(
        body=body,
        gzipped=gzipped if gzipped is not None and len(gzipped) < len(body) else None,
        media_type=media_type,
        etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        cache_control=cache_control,
        for_everybody=name in _FOR_EVERYBODY,
    )


def _rebase(page: bytes, base: str) -> bytes:
    # The base comes from the configuration; quotes in it would end the attribute.
    href = base.replace("&", "&amp;").replace('"', "&quot;").encode()
    return re.sub(rb'(<base\s+href=)"[^"]*"', lambda found: found[1] + b'"' + href + b'"', page, count=1)
