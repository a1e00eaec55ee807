"""What a question of each protocol is called, and DNS and WHOIS answers in the shape of HTTP's.

One shape lets one cache and one exchange serve all three. A key holds what was asked, never an
account's key: those are attached where a request is sent.
"""

from __future__ import annotations

import json
from datetime import datetime
from urllib.parse import urlencode

from exposure_audit.net.http import Outgoing
from exposure_audit.net.interface import DnsAnswer, Response
from exposure_audit.net.whois import says_none

_FOUND, _EMPTY, _NONE = 200, 204, 404


def key_of(outgoing: Outgoing, via: str) -> str:
    """Return what a request asks, with the headers of the check that choose the answer.

    `via` is what stands in for the public site: its answers are never taken for the site's own.
    """
    form = urlencode(sorted(outgoing.form.items())) if outgoing.form else ""
    asked = f"{outgoing.method} {outgoing.url}{' by ' + via if via else ''}"
    if not form and not outgoing.headers:
        return asked
    accept = sorted(f"{name.lower()}:{value}" for name, value in outgoing.headers.items())
    return "\n".join((asked, form, *accept))


def dns_response(answer: DnsAnswer) -> Response:
    """Return a DNS answer as a response; one without records has a status that is never kept."""
    status = (_FOUND if answer.records else _EMPTY) if answer.exists else _NONE
    body = json.dumps([answer.name, answer.record_type, answer.records]).encode()
    return Response(f"dns:{answer.name}", status, {}, body, answer.retrieved)


def dns_answer(response: Response) -> DnsAnswer:
    """Return a DNS answer from its shape as a response."""
    name, record_type, records = json.loads(response.body)
    exists = response.status != _NONE
    return DnsAnswer(name, record_type, tuple(records), response.retrieved, exists=exists)


def whois_response(domain: str, text: str, retrieved: datetime) -> Response:
    """Return a WHOIS answer as a response; that there is no such domain is never kept."""
    status = _NONE if says_none(text) else _FOUND
    return Response(f"whois:{domain}", status, {}, text.encode(), retrieved)
