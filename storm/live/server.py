"""The stream itself, as plain ASGI: GET /live?ticket=… answers with server-sent events. No Django, no database."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from storm.environment import Environment
from storm.live.hub import Hub
from storm.live.tickets import is_valid, origin_of
from timeline.channel import CHANGED

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]

BEAT_SECONDS = 15.0
MOST_LISTENERS = 5000
RETRY_MILLISECONDS = 2000


class Live:
    """The application: one hub, and a stream for each page."""

    def __init__(self, environment: Environment) -> None:
        self.secret = environment.secret_key
        self.origin = origin_of(environment.public_url)
        self.hub = Hub(environment.redis_url, f"{environment.redis_prefix}{CHANGED}")
        self.hearing: asyncio.Task[None] | None = None

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        """One connection, or the life of the process."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            event = await receive()
            if event["type"] == "lifespan.startup":
                self.hearing = asyncio.create_task(self.hub.hear())
                await send({"type": "lifespan.startup.complete"})
            else:
                if self.hearing is not None:
                    self.hearing.cancel()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Event, receive: Receive, send: Send) -> None:
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        if scope["path"] != "/live" or scope["method"] != "GET":
            await self._refuse(send, 404, "There is nothing at this address.")
        elif not is_valid(asked.get("ticket", [""])[0], secret=self.secret):
            await self._refuse(send, 403, "This ticket is not valid any more. Load the page again.")
        elif len(self.hub.listeners) >= MOST_LISTENERS:
            await self._refuse(send, 503, "Too many pages listen. They poll instead.")
        else:
            await self._stream(receive, send)

    async def _refuse(self, send: Send, status: int, words: str) -> None:
        await send({"type": "http.response.start", "status": status, "headers": self._headers("text/plain")})
        await send({"type": "http.response.body", "body": f"{words}\n".encode()})

    async def _stream(self, receive: Receive, send: Send) -> None:
        headers = self._headers("text/event-stream")
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        telling = asyncio.create_task(self._tell(send))
        leaving = asyncio.create_task(self._gone(receive))
        try:
            await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            telling.cancel()
            leaving.cancel()

    async def _tell(self, send: Send) -> None:
        await send(_part(f"retry: {RETRY_MILLISECONDS}\n\n"))
        with self.hub.listener() as queue:
            while True:
                try:
                    event, data = await asyncio.wait_for(queue.get(), BEAT_SECONDS)
                    await send(_part(f"event: {event}\ndata: {data}\n\n"))
                except TimeoutError:
                    await send(_part(": still here\n\n"))

    async def _gone(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    def _headers(self, kind: str) -> list[tuple[bytes, bytes]]:
        return [
            (b"content-type", f"{kind}; charset=utf-8".encode()),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
            (b"access-control-allow-origin", self.origin.encode()),
        ]


def _part(text: str) -> Event:
    return {"type": "http.response.body", "body": text.encode(), "more_body": True}


application = Live(Environment())
