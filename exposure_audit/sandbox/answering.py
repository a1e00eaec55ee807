"""Answers for a host from the files of `world/services` that name it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from aiohttp import encode_basic_auth, web

from exposure_audit.limits import Clock
from exposure_audit.sandbox.faults import Handler
from exposure_audit.sandbox.quota import Quota
from exposure_audit.sandbox.services import Answer, Answered, Key, Reply, Service
from exposure_audit.sandbox.sites import type_by_suffix

_JSON = "application/json"
_NOTHING = Reply(status=404)
_NOT_HERE = frozenset({404, 405})
"""A handler of the host's own says so of what it does not know."""
_PLACEHOLDER = re.compile(r"\{(path|query\.[A-Za-z0-9_.-]+)\}")
_AROUND = "\"' \t\r\n"
_Pairs = Sequence[tuple[str, str]]
"""Names and values, in which a name may stand twice."""


class Answering:
    """Answers for one host: its own handler first, then its files in their order."""

    def __init__(
        self,
        services: Sequence[Service],
        bodies: Mapping[str, bytes],
        clock: Clock,
        own: Handler | None = None,
    ) -> None:
        self._files = [_File(service, bodies, clock) for service in services]
        self._own = own

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a request; where the host's own handler finds nothing, its files may."""
        own = await self._own(request) if self._own else None
        if own is not None and own.status not in _NOT_HERE:
            return own
        form = await _form(request)
        for file in self._files:
            found = file.fitting(request, form)
            if found is not None:
                return file.refusal(request) or file.response(found, request)
        return own or self._nothing(request)

    def _nothing(self, request: web.Request) -> web.Response:
        files = (file for file in self._files if file.service.missing)
        file = next(files, self._files[0])
        return file.refusal(request) or _response(file.service.missing or _NOTHING)


class _File:
    """One file: what it asks of a caller, and its answers."""

    def __init__(self, service: Service, bodies: Mapping[str, bytes], clock: Clock) -> None:
        self.service = service
        self._bodies = bodies
        rules = service.quota
        self._quota = Quota(rules.most, rules.seconds, clock) if rules else None

    def fitting(self, request: web.Request, form: _Pairs) -> Answer | None:
        """Return the first answer that fits."""
        return next((each for each in self.service.answer if _fits(each, request, form)), None)

    def refusal(self, request: web.Request) -> web.Response | None:
        """Refuse a request without its headers or its key, or beyond the quota."""
        service = self.service
        if service.needs and any(name not in request.headers for name in service.needs.headers):
            return _response(service.needs)
        if service.key and not _admits(service.key, request):
            return _response(service.key.refused)
        if service.quota and self._quota and not self._quota.take():
            return _response(service.quota)
        return None

    def response(self, answer: Answer, request: web.Request) -> web.Response:
        """Make the response of an answer that fits."""
        if answer.file:
            return _response(answer, self._bodies[answer.file], type_by_suffix(answer.file))
        return _response(answer, _filled(answer, request).encode())


async def _form(request: web.Request) -> _Pairs:
    if request.method != "POST":
        return ()
    sent = await request.post()
    return tuple((name, value) for name, value in sent.items() if isinstance(value, str))


def _fits(answer: Answer, request: web.Request, form: _Pairs) -> bool:
    method = "GET" if request.method == "HEAD" else request.method
    return (
        method == answer.method
        and _at(answer, request.path)
        and _holds(tuple(request.query.items()), answer.query)
        and _holds(form, answer.form)
    )


def _at(answer: Answer, path: str) -> bool:
    if answer.path:
        return unquote(answer.path) == path
    return re.fullmatch(answer.path_pattern, path) is not None


def _holds(given: _Pairs, wanted: Mapping[str, str]) -> bool:
    plain = {(name, _plain(value)) for name, value in given}
    return all((name, _plain(text)) in plain for name, text in wanted.items())


def _plain(text: str) -> str:
    return text.casefold().strip(_AROUND)


def _admits(key: Key, request: web.Request) -> bool:
    """Whether a request carries the key, or may go without one."""
    if key.query:
        sent, expected = request.query.get(key.query), key.value
    elif key.basic:
        sent, expected = request.headers.get("Authorization"), encode_basic_auth(key.value, "")
    else:
        sent, expected = request.headers.get(key.header), f"{key.prefix}{key.value}"
    return sent == expected or (sent is None and not key.required)


def _filled(answer: Answer, request: web.Request) -> str:
    if not answer.template:
        return answer.body

    def asked(found: re.Match[str]) -> str:
        name = found[1].removeprefix("query.")
        value = request.path if found[1] == "path" else request.query.get(name, "")
        return json.dumps(value)[1:-1]

    return _PLACEHOLDER.sub(asked, answer.body)


def _response(reply: Answered, body: bytes | None = None, type_: str = _JSON) -> web.Response:
    headers = reply.headers if isinstance(reply, Reply) else {}
    return web.Response(
        status=reply.status,
        body=reply.body.encode() if body is None else body,
        headers={"Content-Type": reply.type or type_, **headers},
    )
