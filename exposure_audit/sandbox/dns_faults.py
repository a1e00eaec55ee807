"""How a name server fails: for each fault the nearest that the DNS knows."""

from __future__ import annotations

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rrset

from exposure_audit.sandbox.faults import GARBAGE, Fault

_SILENT = frozenset({Fault.DOWN, Fault.RESET, Fault.SLOW, Fault.STALL, Fault.DRIP})
_RCODES = {
    Fault.FORBIDDEN: dns.rcode.REFUSED,
    Fault.UNAUTHORIZED: dns.rcode.REFUSED,
    Fault.RATE_LIMITED: dns.rcode.REFUSED,
    Fault.CHALLENGE: dns.rcode.REFUSED,
    Fault.MISSING: dns.rcode.NXDOMAIN,
    Fault.ERROR: dns.rcode.SERVFAIL,
    Fault.UNAVAILABLE: dns.rcode.SERVFAIL,
    Fault.WALL: dns.rcode.SERVFAIL,
}
_HEADER_BYTES = 12
_ELSEWHERE = "elsewhere.invalid."


def failing_reply(query: dns.message.Message, fault: Fault, *, udp: bool) -> bytes | None:
    """Return a reply that is none of any use; None where nothing is said."""
    if fault in _SILENT or (fault is Fault.HUGE and not udp):
        return None
    response = dns.message.make_response(query)
    if fault in _RCODES:
        response.set_rcode(_RCODES[fault])
    elif fault is Fault.HUGE:
        # "Ask over TCP", where nothing comes.
        response.flags |= dns.flags.TC
    else:
        _mislead(response, query.question[0].name, fault)
    return _spoiled(response.to_wire(), fault)


def _mislead(response: dns.message.Message, name: dns.name.Name, fault: Fault) -> None:
    """Put in what is no answer to the question."""
    match fault:
        case Fault.LOOP:
            response.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", name.to_text()))
        case Fault.LOGIN:
            response.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", _ELSEWHERE))
        case Fault.OTHER_SHAPE:
            response.answer.append(dns.rrset.from_text(_ELSEWHERE, 60, "IN", "TXT", "none"))
        case Fault.EMPTY_OBJECT:
            response.authority.append(dns.rrset.from_text("example.", 60, "IN", "NS", _ELSEWHERE))
        case _:
            pass


def _spoiled(wire: bytes, fault: Fault) -> bytes:
    """Spoil a reply itself."""
    match fault:
        case Fault.GARBAGE | Fault.BROKEN_JSON:
            return wire[:2] + GARBAGE[:64]
        case Fault.EMPTY:
            # A head that counts no question.
            return wire[:4] + bytes(_HEADER_BYTES - 4)
        case Fault.SHORT:
            return wire[:-3]
        case _:
            return wire
