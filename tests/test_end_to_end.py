"""The main job, from the profile to the report, over real sockets."""

import html
import json
import re
import shutil
import ssl
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme
from jsonschema import Draft202012Validator

from exposure_audit import profile, settings
from exposure_audit.audit import Audited, Order, audit
from exposure_audit.cli.products import catalogue
from exposure_audit.limits import Limits, SystemClock
from exposure_audit.model import CheckId, Kind, Reason
from exposure_audit.reports import html as html_report
from exposure_audit.reports import json_v1, text
from exposure_audit.result import Status
from exposure_audit.sandbox.sandbox import Sandbox
from exposure_audit.sandbox.world import LoadedWorld, load_world, shipped
from tests.fakes import unkept_means

ROOT = Path(__file__).parent.parent
HASTY = Limits(host_interval_seconds=0, retry_seconds=0.05)


async def audited(
    slug: str,
    *,
    world: LoadedWorld | None = None,
    limits: Limits = HASTY,
) -> Audited:
    clock = SystemClock()
    async with Sandbox.start(world) as sandbox:
        order = Order(
            subject=profile.parse(sandbox.profiles[slug], slug, clock.now().date()),
            settings=settings.parse(sandbox.settings_toml(), "sandbox"),
            environment=sandbox.keys,
        )
        return await audit(order, unkept_means(limits))


def products(ended: Audited) -> dict[str, str]:
    result = ended.result
    return {
        "json": json_v1.render(result),
        "html": html_report.render(result, catalogue()),
        "text": text.render(result, catalogue(), width=90, color=False),
    }


def written_forms(slug: str) -> Iterator[str]:
    """Every protected value and the name of a candidate, as someone might write them."""
    raw = tomllib.loads(load_world().profiles[slug])
    yield from (raw["subject"]["name"], *raw["subject"].get("also_known_as", ()))
    born = raw["subject"].get("date_of_birth")
    if born:
        yield from (born.isoformat(), born.strftime("%d/%m/%Y"), born.strftime("%-d %B %Y"))
    for address in raw.get("address", ()):
        yield address["lines"][0]
        yield from (address["postcode"], address["postcode"].replace(" ", ""))
        yield from map(str, address.get("location", ()))
    for phone in raw.get("phone", ()):
        digits = re.sub(r"\D", "", phone["number"])[-10:]
        yield from (digits, f"{digits[:4]} {digits[4:]}")
    yield from (email["address"] for email in raw.get("email", ()))
    yield from (name["name"] for name in raw.get("username", ()) if not name.get("public"))
    yield from (detail["text"] for detail in raw.get("detail", ()))


@pytest.mark.parametrize("slug", ["amber", "birch", "cedar"])
async def test_all_that_was_planted_is_found_and_nothing_else(slug: str) -> None:
    async with Sandbox.start() as sandbox:
        expected = sandbox.expectations[slug]
    assert expected.shortfalls((await audited(slug)).result) == ()


async def test_the_home_address_stands_in_five_kinds_of_place_each_with_a_route() -> None:
    result = (await audited("amber")).result
    routes = catalogue().routes
    homes = [finding for finding in result.findings if "address:home" in finding.facts]
    parts = {seen.part.value for finding in homes for seen in finding.seen}
    checks = {seen.check for finding in homes for seen in finding.seen}
    assert {"body", "gps", "structured-data", "comment", "record"} <= parts
    assert {"website", "pages", "rdap", "companies-house", "web-search"} <= checks
    assert all(routes[finding.route].steps for finding in homes)
    assert len({finding.route for finding in homes}) >= 5
    assert result.doors.shortest == 1
    assert set(result.doors.cut) <= {finding.id for finding in result.findings}


@pytest.mark.parametrize("slug", ["amber", "birch", "cedar"])
async def test_no_product_holds_a_declared_value(slug: str) -> None:
    made = products(await audited(slug))
    plain = {name: html.unescape(body).casefold() for name, body in made.items()}
    plain["json"] = json.dumps(json.loads(made["json"]), ensure_ascii=False).casefold()
    for form in written_forms(slug):
        for name, body in plain.items():
            assert form.casefold() not in body, f"{name} of {slug}"


@pytest.mark.parametrize("slug", ["amber", "birch", "cedar"])
async def test_every_result_keeps_to_the_published_schema(slug: str) -> None:
    schema = json.loads((ROOT / "docs/result.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    document = json.loads(products(await audited(slug))["json"])
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        document
    )


def changed(folder: Path, **changes: str) -> LoadedWorld:
    """The shipped world with undeclared values changed everywhere."""
    shutil.copytree(str(shipped()), folder)
    missed = set(changes)
    for path in folder.rglob("*"):
        if path.is_dir() or path.suffix in {".zip", ".pdf"}:
            continue
        body = path.read_bytes()
        missed -= {old for old in missed if old.encode() in body}
        for old, new in changes.items():
            body = body.replace(old.encode(), new.encode())
        path.write_bytes(body)
    assert not missed
    return load_world(folder)


VOLATILE = re.compile(
    r'"(?:seconds|first_seen|started|finished|time)": [^,\n]*|\br-[0-9a-f]{16}\b|\d\d:\d\d UTC'
)
"""Times and the run's id: all that may differ between two runs."""
IN_TURN = Limits(host_interval_seconds=0, retry_seconds=0.05, attempts_at_once=1)


UNDECLARED = {
    "Otherman Street": "Somewhere Else Close",
    "Elsewhere Lane": "Nowhere Long Avenue",
    "90 Undeclared Parade": "7 Hidden Gardens",
    "UA4 9ZH": "UA1 1AA",
    "Kite maker": "Cook",
    "fennel-courier.example": "dunmere-echo.example",
    "outside the library": "by the old harbour wall",
    "Uplands Court, Quarrystone. Electoral roll 2011 to 2014": "Lowlands Row, Dunmere",
    "Tidewater allotments: spring news": "Kite club",
    "11 Undeclared Villas": "4 Secret Steps",
    "Cody Colleague": "Alex Ally",
    "01632 960555": "01632 960666",
    "meadow@anyford-meadow.example": "grass@anyford-grass.example",
    "2 Pilchard Row": "9 Sardine Yard",
    "footballer": "cellist",
    "politician": "cook",
    "Consultant and candidate": "Keeps bees",
    "HUGHES, SIAN SAMPLE": "HUGHES, SIAN OTHER",
    "Mr Hugh Sample": "Ms Ida Sample",
    "SPECIMEN LAMPS LIMITED": "SPECIMEN CANDLES LIMITED",
    "Placeholder Partners": "Somebody Else",
    "sample-editor": "other-editor",
    "Harbour campaigner": "Rings bells",
    "web-flow@users.noreply.github.com": "somebody.else@mail.example",
    "Tide table": "Bell table",
    "She founded a consultancy in 2016": "She founded a bakery in 2011",
    "Lights on after six": "Gate at the back",
}
"""What the world tells of the candidates and of others, and no candidate declared."""
OF_ANOTHER = {"Ngozi Sample-Whitlock": "Ada Specimen-Moore"}
"""What cedar did declare."""


@pytest.mark.parametrize(
    ("slug", "changes"),
    [
        ("amber", UNDECLARED | OF_ANOTHER),
        ("birch", UNDECLARED | OF_ANOTHER),
        ("cedar", UNDECLARED),
    ],
    ids=["amber", "birch", "cedar"],
)
async def test_worlds_that_differ_in_undeclared_values_give_equal_products(
    slug: str, changes: dict[str, str], tmp_path: Path
) -> None:
    """Verify, never discover: what was not declared changes no output (DESIGN.md principle 1)."""
    other = changed(tmp_path / "world", **changes)
    assert other.world != load_world().world
    before = products(await audited(slug, limits=IN_TURN))
    after = products(await audited(slug, world=other, limits=IN_TURN))
    for form, made in before.items():
        assert VOLATILE.sub("", after[form]) == VOLATILE.sub("", made)


async def test_only_the_network_room_opens_sockets(openers: set[str]) -> None:
    await audited("amber")
    rooms = {path.rpartition("/")[0] for path in openers}
    assert rooms - {"exposure_audit/sandbox"} == {"exposure_audit/net"}, openers


async def test_every_request_that_carried_a_fact_is_listed() -> None:
    result = (await audited("amber")).result
    sent = {(entry.host, fact) for entry in result.disclosures for fact in entry.facts}
    assert ("api.search.brave.com", "name") in sent
    assert ("api.company-information.service.gov.uk", "name") in sent
    kinds = {str(fact).partition(":")[0] for _, fact in sent}
    assert not kinds & {Kind.DATE_OF_BIRTH, Kind.DETAIL}
    by_host: dict[str, set[str]] = {}
    for host, fact in sent:
        by_host.setdefault(host, set()).add(fact.partition(":")[0])
    ways = {Kind.ADDRESS, Kind.PHONE, Kind.EMAIL}
    assert not [host for host, told in by_host.items() if Kind.NAME in told and told & ways]
    assert {host for host, _ in sent} - {"dns"} <= set(result.hosts)


async def test_over_tls_with_an_authority_of_the_tests_own(tmp_path: Path) -> None:
    authority = trustme.CA()
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    clock = SystemClock()
    trusted = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(trusted))
    async with Sandbox.start() as plain:
        authority.issue_cert(*plain.hosts).configure_cert(server)
    async with Sandbox.start(tls=server) as sandbox:
        order = Order(
            subject=profile.parse(sandbox.profiles["amber"], "amber", clock.now().date()),
            settings=settings.parse(sandbox.settings_toml(), "sandbox"),
            environment=sandbox.keys,
        )
        means = unkept_means(HASTY)
        untrusting = await audit(order, means)
        ended = await audit(order, replace(means, ca_file=trusted))
        expected = sandbox.expectations["amber"]
    assert expected.shortfalls(ended.result) == ()
    reasons = {attempt.check: attempt.reason for attempt in untrusting.result.attempts}
    assert reasons[CheckId("website")] is Reason.TLS
    assert Status.CLEAR not in {attempt.status for attempt in untrusting.result.attempts}


async def test_at_the_level_nothing_no_packet_leaves() -> None:
    clock = SystemClock()
    async with Sandbox.start() as sandbox:
        text = sandbox.settings_toml().replace('disclose = "address"', 'disclose = "nothing"')
        chosen = settings.parse(text, "sandbox")
        order = Order(
            subject=profile.parse(sandbox.profiles["amber"], "amber", clock.now().date()),
            settings=chosen,
            environment=sandbox.keys,
        )
        ended = await audit(order, unkept_means(HASTY))
    assert {attempt.status for attempt in ended.result.attempts} == {Status.SKIPPED}
    assert ended.result.hosts == ()
    assert ended.result.disclosures == ()
