"""Domain names: their registrable part and their ASCII form, both without the network."""

from __future__ import annotations

from functools import cache, lru_cache

import idna
from tldextract import TLDExtract

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason


@cache
def _extract() -> TLDExtract:
    # As it comes, tldextract fetches the public suffix list at first use and caches it in $HOME.
    # Private suffixes count, so that two users of one web host are two sites.
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=4_096)
def registrable(host: str) -> str:
    """Return the part of a host that someone registered: `example.co.uk` for `www.example.co.uk`.

    An address, or a host without a known suffix, is returned as it is, in lower case.
    """
    name = host.lower().rstrip(".")
    found = _extract()(name)
    if found.ipv4 or found.ipv6:
        return name
    # A host that is itself a public suffix belongs to nobody else's site.
    return found.top_domain_under_public_suffix or (name if found.suffix else _last_two(name))


def _last_two(name: str) -> str:
    """Treat an unknown top-level domain as one that sells names directly (the list's `*` rule)."""
    labels = name.split(".")
    return ".".join(labels[-2:]) if all(labels) and ":" not in name else name


def ldh(domain: str) -> str:
    """Return a domain's ASCII form: letters, digits, hyphens (RFC 5890), underscores kept.

    Raises `GatherError` (malformed) for what is no domain name.
    """
    name = domain.strip().rstrip(".")
    try:
        return ".".join(_label(label) for label in name.split("."))
    except (idna.IDNAError, UnicodeError) as error:
        raise GatherError(Reason.MALFORMED, detail="not a domain name") from error


def ascii_host(host: str) -> str:
    """Return a host as it is asked for: its ASCII form, or as it is where it has none."""
    try:
        return ldh(host)
    except GatherError:
        return host.lower()


def _label(label: str) -> str:
    # IDNA knows no underscore, the DNS does: _dmarc and its like.
    if label.startswith("_"):
        return "_" + _label(label[1:])
    return idna.encode(label, uts46=True).decode().lower()
