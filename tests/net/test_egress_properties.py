"""No declared fact above the level ever leaves, whatever it is disguised as, wherever it stands."""

from __future__ import annotations

import base64
import random
from collections.abc import Sequence
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.facts.digests import usual
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import Fact, FactId, Reason
from exposure_audit.net.egress import EgressGuard, Shipment, texts_of
from tests.net.disguises import (
    ALGORITHMS,
    DIGEST_FORMS,
    ENCODINGS,
    ESCAPES,
    FACTS,
    SPELLINGS,
    SUBJECT,
    TURNS,
    digest,
)

OWN = OwnMatcher(SUBJECT)
PLACES = ("host", "path", "value", "name", "form", "header", "question")
HIDDEN = [(fact, text) for fact, texts in SPELLINGS.items() for text in texts]
WAYS = {**ESCAPES, **ENCODINGS}
FILLERS = ("en", "1", "search", "2026", "name")


def guard(*allowed: str) -> EgressGuard:
    return EgressGuard(
        facts_in=OWN.facts_in,
        allowed=frozenset(FactId(fact) for fact in allowed),
        places_in=OWN.places_in,
    )


def all_but(fact: str) -> EgressGuard:
    return guard(*{each.id for each in FACTS} - {fact})


def request(
    *,
    path: Sequence[str] = (),
    query: Sequence[tuple[str, str]] = (),
    form: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    host: str = "site.example",
    ours: bool = True,
) -> Shipment:
    """Return a request as the channel makes it of a URL, a form and headers."""
    url = URL.build(
        scheme="https",
        host=host,
        path="".join(f"/{quote(segment, safe='')}" for segment in path),
        query_string="&".join(f"{quote(key)}={quote(value, safe='')}" for key, value in query),
        encoded=True,
    )
    return Shipment(host, texts_of(url, form, headers or {}), ours=ours)


def placed(text: str, place: str) -> Shipment:
    if place == "path":
        return request(path=("a", text))
    if place in {"value", "name"}:
        return request(query=[("x", "1"), ("q", text) if place == "value" else (text, "")])
    if place == "form":
        return request(form={"x": "1", "q": text})
    if place == "header":
        return request(headers={"X-Note": text})
    label = "-".join(text.split())
    if place == "question":
        return Shipment("", (f"{label}.zone.example", f"{label}.zone.example"))
    return Shipment(f"{label}.site.example", ("/",))


def refused(fact: str, shipment: Shipment) -> None:
    with pytest.raises(EgressRefused) as caught:
        all_but(fact).check(shipment, frozenset())
    assert fact in caught.value.facts


@given(st.sampled_from(HIDDEN), st.sampled_from(PLACES))
def test_no_spelling_leaves(hidden: tuple[str, str], place: str) -> None:
    fact, text = hidden
    refused(fact, placed(text, place))


@given(
    hidden=st.sampled_from(HIDDEN),
    turn=st.sampled_from([None, None, *TURNS]),
    ways=st.lists(st.sampled_from(sorted(WAYS)), min_size=1, max_size=2),
    place=st.sampled_from(PLACES[1:6]),
    before=st.sampled_from(["", "q:", "see "]),
)
def test_no_encoding_hides_a_fact(
    hidden: tuple[str, str], turn: str | None, ways: list[str], place: str, before: str
) -> None:
    fact, text = hidden
    if turn is not None and fact not in {"username:forum"}:
        text = TURNS[turn](text)
    for way in ways:
        text = WAYS[way](text)
    refused(fact, placed(before + text, place))


@given(
    fact=st.sampled_from([fact for fact in FACTS if fact.id in SPELLINGS]),
    spelling=st.randoms(use_true_random=False),
    algorithm=st.sampled_from(ALGORITHMS),
    form=st.sampled_from(sorted(DIGEST_FORMS)),
    way=st.sampled_from([None, *sorted(WAYS)]),
    place=st.sampled_from(PLACES[1:6]),
)
def test_a_digest_is_the_fact(
    fact: Fact, spelling: random.Random, algorithm: str, form: str, way: str | None, place: str
) -> None:
    text = spelling.choice(sorted(usual(fact)))
    written = DIGEST_FORMS[form](digest(text, algorithm))
    refused(fact.id, placed(WAYS[way](written) if way else written, place))


def test_a_range_query_for_passwords_tells_five_digits_of_a_digest() -> None:
    """Have I Been Pwned is asked by the first five digits of SHA-1, or six."""
    for fact, text in HIDDEN:
        for size in (5, 6):
            start = digest(text, "sha1").hex()[:size].upper()
            assert all_but(fact).check(request(path=("range", start)), frozenset()) == frozenset()


CUTS = {
    "name": ("sian|hughes", "Sian|Hughes", "hu|ghes|sian", "si|an hug|hes"),
    "date-of-birth": (
        "05|03|1979",
        "1979|03|05",
        "5|3|1979",
        "5|March|1979",
        "0503|1979",
        "05|03|79",
    ),
    "address:home": (
        "se15|4qe",
        "SE15|4QE",
        "14|st marys road|se15|4qe",
        "14|St Mary's|Road",
        "se1|54|qe",
    ),
    "phone:mobile": ("07700|900|123", "07700|900123", "+44|7700|900123", "0770|0900|123"),
    "email:personal": (
        "sian.hughes|mail.example",
        "sian.hughes@|mail.example",
        "sian.hu|ghes|@mail.example",
    ),
    "username:forum": ("sian|h79", "si|an|h79"),
    "company:consultancy": ("0123|4567",),
    "detail:school": ("example|primary|school", "example primary|school"),
}
SPLITS = [(fact, tuple(cut.split("|"))) for fact, cuts in CUTS.items() for cut in cuts]


@given(
    split=st.sampled_from(SPLITS),
    order=st.randoms(use_true_random=False),
    fillers=st.lists(st.sampled_from(FILLERS), max_size=4),
    way=st.sampled_from([None, None, "percent of every byte", "base64", "base64 for URLs", "hex"]),
    place=st.sampled_from(["path", "value", "name", "form", "header", "mixed"]),
)
def test_no_cutting_in_pieces_hides_a_fact(
    split: tuple[str, tuple[str, ...]],
    order: random.Random,
    fillers: list[str],
    way: str | None,
    place: str,
) -> None:
    fact, cut = split
    encoded = order.randrange(len(cut))
    pieces = [
        WAYS[way](each) if way and at == encoded and len(each) > 1 else each
        for at, each in enumerate(cut)
    ]
    pieces += (filler for filler in fillers if filler not in cut)
    order.shuffle(pieces)
    refused(fact, spread(pieces, place))


def spread(pieces: Sequence[str], place: str) -> Shipment:
    """Put pieces into a request, all in one sort of place or each in another."""
    named = {f"k{at}": piece for at, piece in enumerate(pieces)}
    if place == "path":
        return request(path=pieces)
    if place == "value":
        return request(query=[*named.items()])
    if place == "name":
        return request(query=[(piece, "") for piece in pieces])
    if place == "form":
        return request(form=named)
    if place == "header":
        return request(headers=named)
    first, *rest = pieces
    query = [("q", piece) for piece in rest[::2]]
    return request(
        path=(first,),
        query=query,
        headers={f"X-{piece[:1]}{at}": piece for at, piece in enumerate(rest[1::2])},
    )


@pytest.mark.parametrize(
    ("fact", "host"),
    [
        ("address:home", "se15.4qe.site.example"),
        ("address:home", "4qe.se15.site.example"),
        ("address:home", "road.st-marys.14.site.example"),
        ("address:home", "se15-4qe.site.example"),
        ("name", "sian.hughes.site.example"),
        ("name", "hughes.www.sian.site.example"),
        ("name", f"xn--{'siân-hughes'.encode('punycode').decode()}.site.example"),
        ("phone:mobile", "07700.900.123.site.example"),
        ("date-of-birth", "05.03.1979.site.example"),
        ("email:personal", f"{digest('sian.hughes@mail.example', 'md5').hex()}.site.example"),
        (
            "address:home",
            f"{base64.b32encode(b'se154qe').decode().rstrip('=').lower()}.site.example",
        ),
    ],
)
def test_no_host_name_hides_a_fact(fact: str, host: str) -> None:
    refused(fact, Shipment("", (host, host)))
    refused(fact, Shipment(host, ("/",)))


@pytest.mark.parametrize("fact", ["name", "address:home", "phone:mobile", "detail:school"])
@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("turn", [1, -1])
def test_crumbs_in_their_order_are_found_however_many(fact: str, size: int, turn: int) -> None:
    text = "".join(SPELLINGS[fact][0].split())
    crumbs = [text[at : at + size] for at in range(0, len(text), size)][::turn]
    refused(fact, request(query=[(f"k{at}", crumb) for at, crumb in enumerate(crumbs)]))
    refused(fact, request(path=crumbs))


def test_an_encoded_value_cut_in_two_is_found() -> None:
    for way in ("base64", "hex"):
        text = WAYS[way]("sian.hughes@mail.example")
        for at in (1, 7, 10):
            refused("email:personal", request(query=[("a", text[:at]), ("b", text[at:])]))


@given(st.sampled_from(HIDDEN), st.sampled_from(PLACES))
def test_a_link_that_carries_a_fact_is_no_refusal_of_ours(
    hidden: tuple[str, str], place: str
) -> None:
    fact, text = hidden
    made = placed(text, place)
    with pytest.raises(GatherError) as caught:
        all_but(fact).check(Shipment(made.host, made.texts, ours=False), frozenset())
    assert caught.value.reason is Reason.GUARD_EGRESS
    assert not isinstance(caught.value, EgressRefused)


LOCATIONS = ("51.47115,-0.06120", "51.4712 -0.0613", "-0.0612/51.47115", "51.47115N 0.0612W")


@given(st.sampled_from(LOCATIONS), st.sampled_from([None, *sorted(WAYS)]), st.booleans())
def test_neither_birth_nor_location_leaves_whatever_is_allowed(
    location: str, way: str | None, echo: bool
) -> None:
    anything = guard(*(each.id for each in FACTS))
    for text in (location, *SPELLINGS["date-of-birth"]):
        made = placed(WAYS[way](text) if way else text, "value")
        with pytest.raises(GatherError):
            anything.check(Shipment(made.host, made.texts, echo=echo), frozenset())
    apart = request(query=[("lat", "51.47115"), ("z", "17"), ("lon", "-0.0612")])
    with pytest.raises(EgressRefused):
        anything.check(apart, frozenset())
    assert anything.check(request(query=[("q", HOME_LINE)]), frozenset()) == {"address:home"}


HOME_LINE = "14 St Mary's Road, SE15 4QE"
ALLOWED = {fact: texts for fact, texts in SPELLINGS.items() if fact != "date-of-birth"} | {
    "company:consultancy": ("01234567", "1234567"),
    "domain:campaign": ("sian-hughes.example", "www.sian-hughes.example"),
    "email:office": ("office@sian-hughes.example",),
}


@given(
    st.sampled_from([(fact, text) for fact, texts in ALLOWED.items() for text in texts]),
    st.sampled_from(PLACES[1:6]),
    st.sampled_from([None, "percent", "plus"]),
    st.lists(st.sampled_from(["en", "page", "peckham", "council", "10", "20", "json"]), max_size=9),
)
def test_an_allowed_fact_alone_is_sent(
    told: tuple[str, str], place: str, way: str | None, around: list[str]
) -> None:
    fact, text = told
    made = placed(WAYS[way](text) if way else text, place)
    texts = (*made.texts, f"/{'/'.join(around)}", *around)
    allowed = {fact, "domain:campaign"} if fact == "email:office" else {fact}
    assert guard(*allowed).check(Shipment(made.host, texts), frozenset()) == allowed


@pytest.mark.parametrize(
    "url",
    [
        "https://search.example/?q=%22Sian+Hughes%22+councillor&format=json",
        "https://search.example/?q=%22Si%C3%A2n+Hughes%22+site%3Apeckham.example",
        "https://search.example/search?q=sian+hughes&site=mail.example&page=2&lang=en&size=10&x=a",
        "https://social.example/@sian.hughes/posts/2026/11/25?from=mail&example=1",
        "https://people.example/hughes/sian/2026/11/25/a/b/c/d",
    ],
)
def test_the_allowed_name_is_the_name_and_nothing_else(url: str) -> None:
    asked = URL(url)
    made = Shipment(asked.raw_host or "", texts_of(asked, None, {"Accept": "text/html"}))
    assert guard("name").check(made, frozenset()) == {"name"}


@pytest.mark.parametrize(
    "name",
    ["sian-hughes.example", "_dmarc.sian-hughes.example", "x.www.shop.sian-hughes.example"],
)
def test_a_domain_that_is_the_name_is_the_domain(name: str) -> None:
    own = guard("domain:campaign")
    assert own.check(Shipment("", (name, name)), frozenset()) == {"domain:campaign"}
    made = request(path=("a", "b", "c", "d", "e", "f", "g", "domain", name))
    assert own.check(made, frozenset()) == {"domain:campaign"}
    assert guard().check(Shipment(name, ("/news/2026",)), frozenset()) == frozenset()


def tokens(source: random.Random) -> list[str]:
    """Return random words as sites put them into URLs: sessions, digests of other things, ids."""
    raw = source.randbytes(source.choice([8, 12, 16, 20, 24, 32, 48, 64, 96]))
    return [
        raw.hex(),
        raw.hex().upper(),
        base64.b64encode(raw).decode(),
        base64.urlsafe_b64encode(raw).decode().rstrip("="),
        base64.b32encode(raw).decode(),
        str(int.from_bytes(raw[:8], "big")),
        digest(str(source.random()), source.choice(ALGORITHMS)).hex(),
        base64.urlsafe_b64encode(f"id:{source.random()}".encode()).decode(),
    ]


@pytest.mark.parametrize("seed", range(8))
def test_no_random_token_is_a_fact_by_accident(seed: int) -> None:
    source = random.Random(seed)
    nothing = guard()
    for _ in range(60):
        words = tokens(source)
        for word in words:
            path = f"/{source.choice(['s', 'news/item', 'a/b/c'])}/{word}"
            assert nothing.check(Shipment("site.example", (path, word)), frozenset()) == frozenset()
        query = [(f"k{at}", word) for at, word in enumerate(words)]
        assert nothing.check(request(query=query), frozenset()) == frozenset()
