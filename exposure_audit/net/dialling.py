"""How `requests` dials: urllib3 connections whose `_new_conn` goes through the address guard."""

from __future__ import annotations

import os
import socket  # noqa: TID251  (the network room is where sockets are opened)
import ssl
import threading
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Self

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from exposure_audit.net.guard import AddressRefused, Guard

Lookup = Callable[[str], Sequence[str]]
"""Returns all addresses of a host, or raises `GatherError`."""


class Dialler:
    """Dials for one download: checked addresses only, and everything is cut at the deadline.

    `requests` knows time limits per read only; a server that drips its header a byte at a time
    would keep it for days. Used as a context manager.
    """

    def __init__(self, guard: Guard, lookup: Lookup, connect: float, seconds: float) -> None:
        self._guard = guard
        self._lookup = lookup
        self._connect = connect
        self._timer = threading.Timer(max(0.0, seconds), self._cut)
        self._timer.daemon = True
        self._handles: list[socket.socket] = []
        self.cut = False
        """Whether the deadline has passed."""

    def __enter__(self) -> Self:
        self._timer.start()
        self._token = _DIALLER.set(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _DIALLER.reset(self._token)
        self._timer.cancel()
        self._timer.join()
        for handle in self._handles:
            handle.close()

    def dial(self, host: str, port: int) -> socket.socket:
        """Connect to the first of a host's checked addresses that answers; raises `OSError`."""
        self._guard.host(host, port)
        addresses = self._lookup(host)
        self._guard.admit(host, port, addresses)
        last = OSError("no address")
        for address in addresses:
            try:
                return self._watched(address, port)
            except AddressRefused:
                raise
            except OSError as error:
                last = error
        raise last

    def _watched(self, address: str, port: int) -> socket.socket:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        place = (address, port)
        made = self._guard.socket_factory((family, socket.SOCK_STREAM, 0, "", place))
        try:
            made.settimeout(self._connect)
            made.connect(place)
        except OSError:
            made.close()
            raise
        # TLS takes the socket's handle over; a second handle still reaches the connection.
        self._handles.append(socket.socket(fileno=os.dup(made.fileno())))
        return made

    def _cut(self) -> None:
        self.cut = True
        for handle in self._handles:
            try:
                handle.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


_DIALLER: ContextVar[Dialler] = ContextVar("dialler")


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _DIALLER.get().dial(self.host, self.port or 80)


class _SecureConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _DIALLER.get().dial(self.host, self.port or 443)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Adapter(HTTPAdapter):
    def __init__(self, context: ssl.SSLContext, public_host: str | None) -> None:
        self._context = context
        self._public_host = public_host
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, *args: Any, **kwargs: Any) -> None:
        names = {"server_hostname": self._public_host, "assert_hostname": self._public_host}
        known: dict[str, Any] = {name: value for name, value in names.items() if value}
        pool_kwargs = {"ssl_context": self._context, **known, **kwargs}
        super().init_poolmanager(connections, maxsize, *args, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}


def session(context: ssl.SSLContext, public_host: str | None) -> requests.Session:
    """Make a session that dials through the current `Dialler`.

    `public_host` is whom a stand-in's certificate must name.
    """
    made = requests.Session()
    made.trust_env = False
    made.headers.clear()
    adapter = _Adapter(context, public_host)
    made.mount("http://", adapter)
    made.mount("https://", adapter)
    return made
