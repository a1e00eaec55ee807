"""A declared domain with a typo, from the profile to the result, over the sandbox."""

from __future__ import annotations

import shutil
from pathlib import Path

from exposure_audit import profile, settings
from exposure_audit.audit import Order, audit
from exposure_audit.limits import Limits, SystemClock
from exposure_audit.model import Reason
from exposure_audit.result import Attempt, Status
from exposure_audit.sandbox.sandbox import Sandbox
from exposure_audit.sandbox.world import load_world, shipped
from tests.fakes import unkept_means

REGISTRY_ZONE = """
[[zone]]
name = "example"
records = '''
@ 3600 IN SOA ns1.registry.example. hostmaster.registry.example. 1 7200 900 1209600 300
@ 3600 IN NS  ns1.registry.example.
'''
"""
"""The registry's own zone, which can say that a domain is not there."""


async def attempts(folder: Path, domain: str) -> dict[str, Attempt]:
    """Audit cedar with a domain in the place of theirs."""
    shutil.copytree(str(shipped()), folder)
    world = folder / "world.toml"
    world.write_text(world.read_text("utf-8") + REGISTRY_ZONE, "utf-8")
    async with Sandbox.start(load_world(folder)) as sandbox:
        clock = SystemClock()
        text = sandbox.profiles["cedar"].replace(
            'name = "anyford-together.example"', f'name = "{domain}"'
        )
        order = Order(
            subject=profile.parse(text, "cedar", clock.now().date()),
            settings=settings.parse(sandbox.settings_toml(), "sandbox"),
            environment=sandbox.keys,
        )
        ended = await audit(
            order, unkept_means(Limits(host_interval_seconds=0, retry_seconds=0.05))
        )
    return {attempt.check: attempt for attempt in ended.result.attempts}


async def test_no_check_calls_a_mistyped_domain_clear(tmp_path: Path) -> None:
    ended = await attempts(tmp_path / "world", "anyford-togehter.example")
    for check in ("dns", "rdap", "website"):
        assert ended[check].status is Status.INCONCLUSIVE, check
        assert ended[check].reason is Reason.NOT_FOUND, check


async def test_the_domain_as_it_is_spelt_is_clear(tmp_path: Path) -> None:
    ended = await attempts(tmp_path / "world", "anyford-together.example")
    for check in ("dns", "rdap", "website"):
        assert ended[check].status is Status.CLEAR, check
