"""robots.txt (RFC 9309): whether a site lets robots fetch a page.

No file (4xx) allows all; a server error forbids all. A site that cannot be reached raises what
`Channel.get` raised, so that the attempt names the true reason.
"""

from __future__ import annotations

from urllib.parse import urljoin

from protego import Protego
from yarl import URL

from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import Reason
from exposure_audit.net.interface import Channel

AGENT = "exposure-audit"
MOST_BYTES = 512_000
"""RFC 9309 asks for at least 500 KiB."""

_ACCEPT = frozenset({200, *range(400, 500)}) - {429}
_ALLOWS = frozenset({Reason.OFFLINE, Reason.UNFAMILIAR_HOST})
"""Offline nobody is visited; a file behind a redirect to a host that is not to be visited is
unavailable (RFC 9309, 2.3.1.2)."""
_FORBIDS = frozenset({Reason.SERVER_ERROR, Reason.RATE_LIMITED, Reason.TIMEOUT})


class Robots:
    """The rules of the sites that one attempt meets; each file is fetched once."""

    def __init__(self) -> None:
        self._rules: dict[str, Protego | None] = {}
        self._failures: dict[str, Reason] = {}

    async def allowed(self, channel: Channel, url: str) -> bool:
        """Tell whether a URL may be fetched; raises `GatherError` where the site is out of reach.

        A URL that is none raises `GatherError` (malformed).
        """
        origin = _origin(url)
        if origin in self._failures:
            raise GatherError(self._failures[origin], URL(origin).raw_host or "", "robots.txt")
        if origin not in self._rules:
            await self._fetch(channel, origin, url)
        rules = self._rules[origin]
        return rules is not None and rules.can_fetch(url, AGENT)

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps that the file of a URL's site names, as far as it was fetched."""
        rules = self._rules.get(_origin(url))
        return tuple(urljoin(url, named) for named in rules.sitemaps) if rules else ()

    async def _fetch(self, channel: Channel, origin: str, url: str) -> None:
        """Fetch a site's file; the page's URL vouches that its host is no news to the host."""
        try:
            response = await channel.get(
                f"{origin}/robots.txt", accept=_ACCEPT, max_bytes=MOST_BYTES, found_on=url
            )
        except EgressRefused:
            raise
        except GatherError as error:
            if error.reason in _ALLOWS:
                self._rules[origin] = Protego.parse("")
                return
            if error.reason not in _FORBIDS:
                self._failures[origin] = error.reason
                raise
            self._rules[origin] = None
            return
        # A byte order mark in front would hide the first rule.
        text = response.body.decode("utf-8-sig", "replace") if response.status == 200 else ""
        self._rules[origin] = Protego.parse(text)


def _origin(url: str) -> str:
    try:
        return str(URL(url).origin())
    except ValueError as error:
        raise GatherError(Reason.MALFORMED, detail="not a URL") from error
