"""The campaign, council and other web sites: pages, photos and leaflets by path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from exposure_audit.sandbox.leaflet import pdf
from exposure_audit.sandbox.photo import jpeg
from exposure_audit.sandbox.schema import Page, Site

_HTML = "text/html; charset=utf-8"
_TYPES = {
    "html": _HTML,
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml",
    "vcf": "text/vcard; charset=utf-8",
    "css": "text/css",
    "json": "application/json",
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
}
_NOT_FOUND = "<!doctype html><html lang='en-GB'><title>Not found</title><h1>Not found</h1></html>"


@dataclass(frozen=True, slots=True)
class _Answer:
    """What stands at a path; a photo or a leaflet is made at start-up."""

    body: bytes = field(default=b"", repr=False)
    type: str = _HTML
    redirect: str = ""


class SiteServer:
    """Serves one site of the world."""

    def __init__(self, site: Site, bodies: Mapping[str, bytes]) -> None:
        self.host = site.host
        self._answers = {page.path: _page(page, bodies) for page in site.page}
        for photo in site.photo:
            self._answers[photo.path] = _Answer(jpeg(photo), _TYPES["jpg"])
        for leaflet in site.leaflet:
            self._answers[leaflet.path] = _Answer(pdf(leaflet), _TYPES["pdf"])

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer GET and HEAD; a path that is not there is 404, another method 405."""
        if request.method not in {"GET", "HEAD"}:
            return web.Response(status=405, headers={"Allow": "GET, HEAD"})
        answer = self._answers.get(request.path)
        if answer is None:
            return web.Response(status=404, text=_NOT_FOUND, content_type="text/html")
        if answer.redirect:
            return web.Response(status=301, headers={"Location": answer.redirect})
        return web.Response(body=answer.body, headers={"Content-Type": answer.type})


def _page(page: Page, bodies: Mapping[str, bytes]) -> _Answer:
    if page.redirect:
        return _Answer(redirect=page.redirect)
    body = bodies[page.file] if page.file else page.text.encode()
    return _Answer(body, page.type or type_by_suffix(page.path))


def type_by_suffix(path: str) -> str:
    """Return the media type that the suffix of a path stands for; HTML for any other."""
    return _TYPES.get(path.rpartition("/")[2].rpartition(".")[2], _HTML)


def to_https(known: Callable[[str], bool]) -> web.Application:
    """Return what listens on plain http: every known host sends the visitor to https."""

    async def redirect(request: web.Request) -> web.StreamResponse:
        host = host_of(request)
        if not known(host):
            return misdirected(host)
        return web.Response(status=301, headers={"Location": f"https://{host}{request.rel_url}"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", redirect)
    return app


def host_of(request: web.Request) -> str:
    """Return the host that a request names, in lower case and without a port."""
    return request.host.partition(":")[0].rstrip(".").lower()


def misdirected(host: str) -> web.Response:
    """Say that no such host is served here (421, RFC 9110)."""
    return web.Response(status=421, text=f"The sandbox serves no host {host[:253]!r}.\n")
