"""The registry's RDAP server and IANA's bootstrap file (RFC 9083, 9224, 9537; jCard: RFC 7095)."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from exposure_audit.sandbox.schema import Registrant, Registration

BOOTSTRAP_HOST = "data.iana.org"
HOST = "rdap.registry.example"
BASE = f"https://{HOST}/"
TLD = "example"
_OTHERS = {"uk": "https://rdap.nominet.uk/uk/"}
"""What a file of `world/services` answers for: the canary's registry."""

_TYPE = "application/rdap+json"
_CONFORMANCE = ["rdap_level_0", "redacted"]
_REGISTRANT = "$.entities[?(@.roles[0]=='registrant')]"


async def bootstrap(request: web.Request) -> web.StreamResponse:
    """Answer for IANA: which RDAP server knows which top-level domain (RFC 9224)."""
    if request.path != "/rdap/dns.json":
        return web.Response(status=404)
    body = {
        "description": "RDAP bootstrap file for Domain Name System registrations",
        "publication": "2026-11-01T00:00:00Z",
        "services": [[[TLD], [BASE]], *([[tld], [base]] for tld, base in _OTHERS.items())],
        "version": "1.0",
    }
    return web.json_response(body, headers={"Cache-Control": "max-age=86400"})


class RdapServer:
    """Answers `domain/<name>` for the registered domains, 404 for the others."""

    def __init__(self, registrations: tuple[Registration, ...]) -> None:
        self._registrations = {entry.domain: entry for entry in registrations}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one lookup, as JSON also where it fails."""
        kind, _, name = request.path.strip("/").partition("/")
        if kind != "domain" or not name or "/" in name:
            return _error(400, "Bad request")
        found = self._registrations.get(name.lower().rstrip("."))
        if found is None:
            return _error(404, "Object not found")
        if not found.rdap:
            return _error(501, "Not implemented")
        return web.json_response(_domain(found), content_type=_TYPE)


def _error(status: int, title: str) -> web.Response:
    body = {
        "rdapConformance": _CONFORMANCE,
        "errorCode": status,
        "title": title,
        "description": ["The sandbox's registry has nothing else to say."],
    }
    return web.json_response(body, status=status, content_type=_TYPE)


def _domain(entry: Registration) -> dict[str, Any]:
    body: dict[str, Any] = {
        "objectClassName": "domain",
        "rdapConformance": _CONFORMANCE,
        "handle": f"DOM-{entry.domain.upper()}",
        "ldhName": entry.domain,
        "status": ["active"],
        "events": [{"eventAction": "registration", "eventDate": f"{entry.registered}T09:00:00Z"}],
        "nameservers": [{"objectClassName": "nameserver", "ldhName": "ns1.registry.example"}],
        "secureDNS": {"delegationSigned": False},
        "entities": [_registrar(), _holder(entry.registrant)],
        "notices": [{"title": "Terms", "description": ["For lookups by hand, not for mailings."]}],
        "links": [{"rel": "self", "href": f"{BASE}domain/{entry.domain}", "type": _TYPE}],
        "sandbox_extension": {"unknown": ["members", "are", "to", "be", "tolerated"]},
    }
    if entry.registrant is None:
        body["redacted"] = _redacted()
    return body


def _registrar() -> dict[str, Any]:
    """Return the registrar with its abuse contact: entities that are not the subject."""
    abuse = _entity("abuse", _card("Abuse desk", email="abuse@registrar.example"))
    street = ["", "", "1 Registrar Way", "Portsample", "", "RA1 1AA", ""]
    return _entity("registrar", _card("Sample Registrar Ltd", street), [abuse], handle="REG-1")


def _holder(holder: Registrant | None) -> dict[str, Any]:
    if holder is None:
        return _entity("registrant", _card("", [""] * 7), handle="")
    contact = _card(holder.name, email=holder.email)
    nested = [_entity("administrative", contact)] if holder.email else []
    street = ["", "", holder.street, holder.town, "", holder.postcode, ""]
    return _entity("registrant", _card(holder.name, street), nested, handle="HOLD-1")


def _entity(
    role: str,
    card: list[list[Any]],
    nested: list[dict[str, Any]] | None = None,
    *,
    handle: str = "CONTACT",
) -> dict[str, Any]:
    return {
        "objectClassName": "entity",
        "handle": handle,
        "roles": [role],
        "vcardArray": ["vcard", card],
        "entities": nested or [],
    }


def _card(name: str, street: list[str] | None = None, *, email: str = "") -> list[list[Any]]:
    card: list[list[Any]] = [["version", {}, "text", "4.0"], ["fn", {}, "text", name]]
    if street is not None:
        card.append(["adr", {"cc": "GB"}, "text", street])
    if email:
        card.append(["email", {"type": "work"}, "text", email])
    return card


def _redacted() -> list[dict[str, Any]]:
    """Say what is withheld: emptied name and address, e-mail and telephone taken out."""
    emptied = [("Registrant Name", "fn"), ("Registrant Street", "adr")]
    removed = [("Registrant Email", "email"), ("Registrant Phone", "tel")]
    return [_withheld(name, member, "emptyValue") for name, member in emptied] + [
        _withheld(name, member, "removal") for name, member in removed
    ]


def _withheld(name: str, member: str, method: str) -> dict[str, Any]:
    path = f"{_REGISTRANT}.vcardArray[1][?(@[0]=='{member}')][3]"
    return {
        "name": {"description": name},
        "postPath" if method == "emptyValue" else "prePath": path,
        "pathLang": "jsonpath",
        "method": method,
        "reason": {"description": "The registrant has not agreed to be shown"},
    }
