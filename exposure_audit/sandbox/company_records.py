"""Companies House records as JSON, member by member as the real API names them.

Members that an audit does not need are here on purpose: a reader has to tolerate them, in any order
(the publisher's developer guidelines).
"""

from __future__ import annotations

import hashlib
from calendar import month_name
from collections.abc import Collection, Sequence
from typing import Any

from exposure_audit.sandbox.schema import (
    Appointment,
    Company,
    Control,
    MonthOfBirth,
    Officer,
    Place,
)

_NATURE = "ownership-of-shares-75-to-100-percent"


def search_item(officer: Officer) -> dict[str, Any]:
    """Return an item of `search/officers`."""
    count = len(officer.appointment)
    item: dict[str, Any] = {
        "kind": "searchresults#officer",
        "title": _full_name(officer),
        "appointment_count": count,
        "description": f"Total number of appointments {count}",
        "description_identifiers": ["appointment-count"],
        "address": _address(officer.address),
        "address_snippet": ", ".join(_address(officer.address).values()),
        "snippet": "",
        "matches": {"title": [1, len(officer.forename)], "snippet": []},
        "links": {"self": f"/officers/{officer.id}/appointments"},
    }
    if officer.born:
        item["description"] += f" - Born {month_name[officer.born.month]} {officer.born.year}"
        item["description_identifiers"].append("born-on")
        item["date_of_birth"] = _born(officer.born)
    return item


def appointments_head(officer: Officer) -> dict[str, Any]:
    """Return the members around the items of `officers/{id}/appointments`."""
    resigned = sum(post.resigned is not None for post in officer.appointment)
    head: dict[str, Any] = {
        "etag": _etag(officer.id),
        "kind": "personal-appointment",
        "is_corporate_officer": False,
        "name": _full_name(officer),
        "active_count": len(officer.appointment) - resigned,
        "inactive_count": 0,
        "resigned_count": resigned,
        "links": {"self": f"/officers/{officer.id}/appointments"},
    }
    return head | ({"date_of_birth": _born(officer.born)} if officer.born else {})


def appointment(officer: Officer, post: Appointment, company: Company) -> dict[str, Any]:
    """Return an item of `officers/{id}/appointments`."""
    return _post(officer, post) | {
        "appointed_to": {
            "company_name": company.name,
            "company_number": company.number,
            "company_status": company.status,
        },
        "name": _full_name(officer),
        "name_elements": _name_elements(officer),
        "is_pre_1992_appointment": False,
        "links": {"company": f"/company/{company.number}"},
    }


def profile(company: Company) -> dict[str, Any]:
    """Return `company/{number}`."""
    return {
        "company_name": company.name,
        "company_number": company.number,
        "company_status": company.status,
        "date_of_creation": company.created.isoformat(),
        "etag": _etag(company.number),
        "jurisdiction": "england-wales",
        "type": "ltd",
        "sic_codes": ["70229"],
        "has_charges": False,
        "undeliverable_registered_office_address": False,
        "registered_office_is_in_dispute": False,
        "registered_office_address": _office(company.address),
        "links": {
            "self": f"/company/{company.number}",
            "officers": f"/company/{company.number}/officers",
        },
    }


def officers_of(company: Company, officers: Collection[Officer]) -> list[dict[str, Any]]:
    """Return the items of `company/{number}/officers`."""
    return [
        _post(officer, post)
        | {
            "name": f"{officer.surname.upper()}, {officer.forename}",
            "person_number": f"9{place:07}0001",
            "links": {
                "self": f"/company/{company.number}/appointments/{_etag(officer.id)[:27]}",
                "officer": {"appointments": f"/officers/{officer.id}/appointments"},
            },
        }
        for place, officer in enumerate(officers)
        for post in officer.appointment
        if post.company == company.number
    ]


def controls(company: Company) -> list[dict[str, Any]]:
    """Return the items of `company/{number}/persons-with-significant-control`."""
    base = f"/company/{company.number}/persons-with-significant-control"
    return [_control(control, base, place) for place, control in enumerate(company.control)]


def list_head(company: Company, what: str, items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the members around the items of a company's lists."""
    ended = sum("resigned_on" in item for item in items)
    past = "resigned_count" if what == "officers" else "ceased_count"
    return {
        "etag": _etag(company.number + what),
        "kind": "officer-list" if what == "officers" else "persons-with-significant-control#list",
        "active_count": len(items) - ended,
        past: ended,
        "links": {"self": f"/company/{company.number}/{what}"},
    }


def _control(control: Control, base: str, place: int) -> dict[str, Any]:
    ident = _etag(f"{base}{place}")[:27]
    shared = {"etag": _etag(ident), "notified_on": control.notified.isoformat()}
    if control.super_secure:
        return shared | {
            "kind": "super-secure-person-with-significant-control",
            "description": "super-secure-persons-with-significant-control",
            "links": {"self": f"{base}/super-secure/{ident}"},
        }
    person: dict[str, Any] = {
        "kind": "individual-person-with-significant-control",
        "name": " ".join(filter(None, (control.title, control.forename, control.surname))),
        "name_elements": _name_elements(control),
        "nationality": "British",
        "country_of_residence": "England",
        "natures_of_control": [_NATURE],
        "links": {"self": f"{base}/individual/{ident}"},
    }
    if control.address:
        person["address"] = _address(control.address)
    if control.born:
        person["date_of_birth"] = _born(control.born)
    return shared | person


def _post(officer: Officer, post: Appointment) -> dict[str, Any]:
    item: dict[str, Any] = {
        "officer_role": post.role,
        "appointed_on": post.appointed.isoformat(),
        "address": _address(post.address or officer.address),
        "nationality": "British",
        "country_of_residence": "England",
        "identity_verification_details": {
            "appointment_verification_statement_due_on": "2026-11-18"
        },
    }
    if officer.born:
        item["date_of_birth"] = _born(officer.born)
    if post.occupation:
        item["occupation"] = post.occupation
    if post.resigned:
        item["resigned_on"] = post.resigned.isoformat()
    return item


def _address(place: Place) -> dict[str, str]:
    """Return an officer's address: the premises stand apart from the street."""
    members = {
        "premises": place.premises,
        "address_line_1": place.street,
        "locality": place.town,
        "postal_code": place.postcode,
        "country": place.country,
    }
    return {name: value for name, value in members.items() if value}


def _office(place: Place) -> dict[str, str]:
    """Return a registered office: the premises stand in the first line."""
    members = _address(place)
    street = " ".join(filter(None, (members.pop("premises", ""), place.street)))
    return members | {"address_line_1": street}


def _born(born: MonthOfBirth) -> dict[str, int]:
    return {"month": born.month, "year": born.year}


def _full_name(officer: Officer) -> str:
    return f"{officer.forename} {officer.surname.upper()}"


def _name_elements(person: Officer | Control) -> dict[str, str]:
    members = {"title": person.title, "forename": person.forename, "surname": person.surname}
    return {name: value for name, value in members.items() if value}


def _etag(text: str) -> str:
    """Return a made-up entity tag, the same on each run."""
    return hashlib.sha256(text.encode()).hexdigest()[:40]
