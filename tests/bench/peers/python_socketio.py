"""python-socketio on uvicorn: `echo` comes back, `say` is told to all in the room, `command` is answered."""

import socket
from typing import Any
from urllib.parse import parse_qs

import socketio
import uvicorn

server = socketio.AsyncServer(async_mode="asgi", ping_interval=600, ping_timeout=600)
rooms: dict[str, str] = {}


@server.event  # type: ignore[untyped-decorator]
async def connect(sid: str, environ: dict[str, Any]) -> None:
    """Let everybody into the room that they name."""
    rooms[sid] = parse_qs(environ["QUERY_STRING"])["room"][0]
    await server.enter_room(sid, rooms[sid])


@server.event  # type: ignore[untyped-decorator]
async def echo(sid: str, text: str) -> None:
    """Send it back."""
    await server.emit("echo", text, to=sid)


@server.event  # type: ignore[untyped-decorator]
async def say(sid: str, text: str) -> None:
    """Tell it to all in the room."""
    await server.emit("say", text, room=rooms[sid])


@server.event  # type: ignore[untyped-decorator]
async def command(sid: str, text: str) -> str:
    """Answer it."""
    return text


def main() -> None:
    """Serve until killed."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    config = uvicorn.Config(
        socketio.ASGIApp(server), log_level="warning", ws_ping_interval=None, ws_per_message_deflate=False
    )
    print(f"listening on {listener.getsockname()[1]}", flush=True)  # noqa: T201
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
