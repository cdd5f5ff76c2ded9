"""What a link to a room shows before anybody follows it: title, words, picture; and the link as a QR code."""

import io
from collections.abc import Callable
from functools import lru_cache
from html import escape

from attrs import frozen
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lobby.core.codes import clean_code
from lobby.core.directory import Listing

SITE = "Lobby"
PLAIN_PICTURE = "previews/plain.png"
_WIDTH, _HEIGHT = 1200, 630
_CODE_LETTERS_MAX = 12
_QR_SECONDS = 86_400
_QR_KEPT = 1024  # QR codes in memory, of about 4 KiB each
_LINK_CHARACTERS_MAX = 300  # of a link to be drawn: a host name has 253 at most, and drawing costs its length
_MASK = 3  # one of the eight patterns of a QR code; to try all for the best one would cost four times as much


@frozen
class Preview:
    """What a link preview shows; `picture` is a path below the base of the site."""

    title: str
    description: str
    picture: str = PLAIN_PICTURE


# Also for codes that no room has: a preview must not tell which there are.
CLOSED_DOOR = Preview("A private table", f"You are invited to a table on {SITE}.")


def preview_of(door: Listing | None, title: str, picture: str) -> Preview:
    """Return what may be shown of a room to everybody: nothing of one that is not for everybody."""
    if door is None or not door.public or door.locked or door.password:
        return CLOSED_DOOR
    free = door.seats - door.taken
    seats = "all seats taken" if not free else f"{free} of {door.seats} seats free"
    what = "playing now" if door.phase == "playing" else seats
    return Preview(f"{door.name} · {title}", f"{title}: {what}. Come and play, no account needed.", picture)


def add_preview(page: bytes, preview: Preview, base_url: str, path: str) -> bytes:
    """Return the page with the tags of Open Graph in its head; `base_url` ends with a slash."""
    tags = {
        "og:site_name": SITE,
        "og:type": "website",
        "og:title": preview.title,
        "og:description": preview.description,
        "og:url": base_url + path,
        "og:image": base_url + preview.picture,
        "og:image:width": str(_WIDTH),
        "og:image:height": str(_HEIGHT),
    }
    lines = [f'<meta property="{name}" content="{escape(value)}" />' for name, value in tags.items()]
    lines.append('<meta name="twitter:card" content="summary_large_image" />')
    lines.append('<meta name="robots" content="noindex" />')  # a code is for those who were given it
    return page.replace(b"</head>", "\n".join((*lines, "</head>")).encode(), 1)


class InvitePages:
    """The QR codes of links to rooms, and what their previews show."""

    def __init__(self, find_preview: Callable[[str], Preview], public_url: str) -> None:
        self._find_preview = find_preview
        self._public_url = public_url.rstrip("/")

    def describe(self, page: bytes, request: Request) -> bytes:
        """Return the page of a room with what a preview of it shows."""
        code = request.path_params["code"]
        return add_preview(page, self._find_preview(code), self._base_url(request), f"r/{clean_code(code)}")

    def qr(self, request: Request) -> Response:
        """The QR code of the link to a room, as SVG; it does not tell whether there is such a room."""
        code = clean_code(request.path_params["code"])
        if not 1 <= len(code) <= _CODE_LETTERS_MAX:
            raise HTTPException(404)
        link = f"{self._base_url(request)}r/{code}"
        if len(link) > _LINK_CHARACTERS_MAX:
            detail = f"a link of {len(link)} characters, a QR code is drawn of up to {_LINK_CHARACTERS_MAX}"
            raise HTTPException(400, detail)
        picture = _draw_qr(link)
        headers = {"cache-control": f"private, max-age={_QR_SECONDS}"}
        return Response(picture, headers=headers, media_type="image/svg+xml")

    def _base_url(self, request: Request) -> str:
        if self._public_url:
            return f"{self._public_url}/"
        return f"{request.url.scheme}://{request.url.netloc}/"


@lru_cache(_QR_KEPT)
def _draw_qr(link: str) -> bytes:
    import segno  # noqa: PLC0415 -- a start need not wait for it: 0.03 s

    drawn = io.BytesIO()
    # White around it in either theme, or no camera finds it.
    segno.make(link, error="m", micro=False, mask=_MASK).save(
        drawn, kind="svg", scale=8, border=3, dark="#000", light="#fff"
    )
    return drawn.getvalue()
