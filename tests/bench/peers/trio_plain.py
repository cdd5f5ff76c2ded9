"""trio-websocket as its documentation shows it: one handler for each connection, one send after the other."""

import json
from functools import partial
from urllib.parse import parse_qs, urlsplit

import trio
from trio_websocket import ConnectionClosed, WebSocketConnection, WebSocketRequest, serve_websocket

Rooms = dict[str, list[WebSocketConnection]]


async def serve_one(rooms: Rooms, request: WebSocketRequest) -> None:
    """Send back what comes, tell it to all in the room, or answer it, by the path of the connection."""
    url = urlsplit(request.path)
    members = rooms.setdefault(parse_qs(url.query)["room"][0], [])
    connection = await request.accept()
    members.append(connection)
    try:
        while True:
            message = await connection.get_message()
            if url.path == "/say":
                for member in members:
                    await member.send_message(message)
            elif url.path == "/command":
                command = json.loads(message)
                answer = {"done": command["number"], "text": command["text"]}
                await connection.send_message(json.dumps(answer))
            else:
                await connection.send_message(message)
    except ConnectionClosed:
        members.remove(connection)


async def main() -> None:
    """Serve until killed."""
    async with trio.open_nursery() as nursery:
        serve = partial(serve_websocket, partial(serve_one, {}), "127.0.0.1", 0, ssl_context=None)
        server = await nursery.start(serve)
        print(f"listening on {server.port}", flush=True)  # noqa: T201


if __name__ == "__main__":
    trio.run(main)
