"""What an address that is banned gets over HTTP: the page, which says so, and nothing of what is going on."""

from attrs import frozen
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from lobby.shell.admin.orders import Orders, goodbye_of

_CLOSED = "/api/"


@frozen(eq=False)
class Barred:
    """Stands before the application. Polls pass: they are told at their hello, as on a WebSocket."""

    app: ASGIApp
    orders: Orders

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let the application do it."""
        client = scope.get("client")
        if client is not None and scope.get("path", "").startswith(_CLOSED):
            ban = self.orders.find_ban(None, client[0])
            if ban is not None:
                answer = JSONResponse({"error": goodbye_of(ban).detail}, 403, {"cache-control": "no-store"})
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)
