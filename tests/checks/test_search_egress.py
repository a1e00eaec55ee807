"""What the search checks tell whom, over real sockets and with the guard of a real run."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from exposure_audit import profile, settings
from exposure_audit.audit import Audited, Order, audit
from exposure_audit.limits import Limits, SystemClock
from exposure_audit.model import FactId, Kind, Reason
from exposure_audit.result import Status
from exposure_audit.sandbox.sandbox import Sandbox
from exposure_audit.sandbox.schema import SearchResult
from exposure_audit.sandbox.world import load_world
from tests.fakes import unkept_means

SEARCHES = ("contact-search", "directories", "web-search")
LIMITS = Limits(host_interval_seconds=0)
NAMED = "https://neighbours.example/people/sian-example-hughes"
MAILED = "https://neighbours.example/find?mail=sian.eh%40postbox.example"


async def run(
    *results: SearchResult,
    only: tuple[str, ...] = SEARCHES,
    change: tuple[str, str] = ("", ""),
    more: str = "",
) -> Audited:
    """Audit amber with further search results, with other settings, or with more declared."""
    loaded = load_world()
    world = loaded.world.model_copy(update={"result": (*loaded.world.result, *results)})
    async with Sandbox.start(replace(loaded, world=world)) as sandbox:
        text = sandbox.settings_toml()
        declared = f"{sandbox.profiles['amber']}\n{more}"
        order = Order(
            subject=profile.parse(declared, "amber", SystemClock().now().date()),
            settings=settings.parse(text.replace(*change) if change[0] else text, "sandbox"),
            environment=sandbox.keys,
            only=only,
        )
        return await audit(order, unkept_means(LIMITS))


def told(ended: Audited) -> dict[str, set[Kind]]:
    """Return the kinds of fact that each host got."""
    kinds: defaultdict[str, set[Kind]] = defaultdict(set)
    for each in ended.result.disclosures:
        kinds[each.host] |= {Kind(FactId(fact).partition(":")[0]) for fact in each.facts}
    return dict(kinds)


async def test_no_engine_gets_names_and_contacts() -> None:
    ended = await run()
    kinds = told(ended)
    assert not ended.refused
    assert kinds["www.mojeek.com"] == {Kind.EMAIL, Kind.PHONE, Kind.ADDRESS}
    assert kinds["api.search.brave.com"] == {Kind.NAME, Kind.USERNAME}
    assert kinds["searxng.example"] == {Kind.NAME, Kind.USERNAME}
    assert set(kinds) == {"www.mojeek.com", "api.search.brave.com", "searxng.example"}


async def test_without_a_choice_nobody_gets_contacts_and_all_get_the_name() -> None:
    ended = await run(change=('contact_search = "mojeek"', ""))
    by_check = {str(attempt.check): attempt for attempt in ended.result.attempts}
    assert by_check["contact-search"].status is Status.SKIPPED
    assert by_check["contact-search"].reason is Reason.NO_KEY
    assert told(ended)["www.mojeek.com"] == {Kind.NAME, Kind.USERNAME}


async def test_below_its_level_and_unless_it_is_allowed_the_contact_search_is_not_made() -> None:
    for change in (
        ('disclose = "address"', 'disclose = "names"'),
        ('"contact-search", ', ""),
    ):
        ended = await run(only=("contact-search",), change=change)
        [attempt] = ended.result.attempts
        assert (attempt.status, attempt.reason) == (Status.SKIPPED, Reason.LEVEL)
        assert ended.result.hosts == ()


async def test_the_archive_is_asked_about_a_name_and_about_nothing_else() -> None:
    texts = {"title": "Neighbours", "description": "Siân Example-Hughes"}
    pages = [SearchResult(url=url, **texts) for url in (NAMED, MAILED)]
    ended = await run(*pages, only=("web-search",))
    [attempt] = ended.result.attempts
    assert not ended.refused
    assert told(ended)["archive.org"] == {Kind.NAME}
    unfamiliar = [gap for gap in attempt.gaps if gap.reason is Reason.UNFAMILIAR_HOST]
    assert len(unfamiliar) == len(pages) + 1
    assert Reason.GUARD_EGRESS not in {gap.reason for gap in attempt.gaps}
    assert "neighbours.example" not in ended.result.hosts


async def test_an_address_at_the_subjects_own_domain_is_asked_about_like_any_other() -> None:
    mail = '[[email]]\nlabel = "office"\naddress = "hello@brackenmere-forward.example"\n'
    ended = await run(only=("contact-search", "hibp", "hibp-pastes", "gravatar"), more=mail)
    assert not ended.refused
    asked = {
        each.check: each.facts for each in ended.result.disclosures if "email:office" in each.facts
    }
    assert set(asked.values()) == {("email:office",)}
    assert {"contact-search", "hibp-pastes", "gravatar"} <= set(asked)


async def test_a_domain_declared_with_www_is_asked_about_where_only_registered_ones_are_known() -> (
    None
):
    named = '[[domain]]\nlabel = "own"\nname = "www.sian-example-hughes.example"\n'
    sources = ("crt-sh", "cert-spotter", "common-crawl", "dns", "rdap", "wayback")
    ended = await run(only=sources, more=named)
    assert not ended.refused
    asked = {each.check for each in ended.result.disclosures if "domain:own" in each.facts}
    assert asked == set(sources)
    assert not [each for each in ended.result.disclosures if "name" in each.facts]
