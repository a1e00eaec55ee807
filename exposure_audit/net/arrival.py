"""An HTTP answer that is not believed blindly: what came unasked is none, a reset ends no body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import aiohttp

if TYPE_CHECKING:
    from aiohttp.client_proto import ResponseHandler
    from aiohttp.connector import Connection


class Arrival(aiohttp.ClientResponse):
    """As aiohttp's own, for a client that trusts no server."""

    _line: ResponseHandler | None = None

    async def start(self, connection: Connection) -> Self:
        """See `aiohttp.ClientResponse.start`.

        Raises `aiohttp.ClientError` for what was there before the request, and for a coding of
        the transfer that aiohttp would hand out as it is.
        """
        self._line = connection.protocol
        if self._line is not None and self._line.should_close:
            # aiohttp asks once more, on a new connection.
            raise aiohttp.ServerDisconnectedError("an answer came before its request")
        await super().start(connection)
        if self.headers.get("Transfer-Encoding", "chunked").strip().lower() != "chunked":
            raise aiohttp.ClientResponseError(
                self.request_info, self.history, message="unknown transfer coding"
            )
        return self

    def check_whole(self) -> None:
        """Raise `aiohttp.ClientPayloadError` for a body that only a reset ended.

        Without a length and without chunks a body ends with its connection (RFC 9112, 6.3).
        """
        if self._line is not None and isinstance(self._line.exception(), aiohttp.ClientOSError):
            raise aiohttp.ClientPayloadError("the connection was reset")
