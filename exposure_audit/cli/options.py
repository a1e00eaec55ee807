"""Options that recur: one spelling each, repeated by being given again (DESIGN.md 5.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from exposure_audit.limits import Limits
    from exposure_audit.result import Severity
    from exposure_audit.settings import Settings

RUNGS = ("nothing", "handles", "names", "contacts", "address")
SEVERITIES = ("note", "low", "medium", "high", "critical")


class NamedPath(click.Path):
    """A path that says something: an empty one, from an unset variable, is not this folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """See `click.Path.convert`."""
        if not str(value):
            self.fail("an empty path names nothing.", param, ctx)
        return super().convert(value, param, ctx)


# Not click's own test of what can be read: ours says how to mend it.
ANY_PATH = NamedPath(path_type=Path, readable=False)
profile_argument = click.argument("profile", type=ANY_PATH)
kept_profile_argument = click.argument("profile", type=ANY_PATH, required=False)
out_option = click.option(
    "--out",
    type=NamedPath(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write report.html and result.json into this folder.",
)
fail_on_option = click.option(
    "--fail-on", type=click.Choice(SEVERITIES), help="Exit with 1 for a finding this bad or worse."
)
strict_option = click.option(
    "--strict", is_flag=True, help="Exit with 3 unless all that was set out could be looked at."
)
show_values_option = click.option(
    "--show-values", is_flag=True, help="Show declared values, not just labels. Refused in CI."
)
settings_option = click.option("--settings", type=ANY_PATH, metavar="FILE", help="Settings.")
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    help="What goes to the standard output where no --out is given.",
)
offline_option = click.option(
    "--offline", is_flag=True, help="Send nothing: only answers that are kept serve."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="No progress, no summary.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Say more of what happens.")


minutes_option = click.option(
    "--max-minutes", type=click.FloatRange(min=0.01), help="End after this long."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """What the command line says of whom to ask, and with what."""

    disclose: str | None
    allow: tuple[str, ...]
    visit: tuple[str, ...]
    only: tuple[str, ...]
    skip: tuple[str, ...]
    settings: Path | None
    origin: tuple[str, ...]
    allow_host: tuple[str, ...]

    def merged(self) -> Settings:
        """Return the settings file with the command line laid over it; raises `InputError`."""
        from exposure_audit import settings
        from exposure_audit.model import Rung

        base = settings_with(self.settings, self.origin)
        return replace(
            base,
            disclose=Rung(self.disclose) if self.disclose else base.disclose,
            allow=(*base.allow, *map(_known_check, self.allow)),
            visit=(*base.visit, *map(settings.visit_option, self.visit)),
            allow_hosts=(
                *base.allow_hosts,
                *(pair for text in self.allow_host for pair in settings.host_ports(text)),
            ),
        )


def settings_with(path: Path | None, origin: tuple[str, ...]) -> Settings:
    """Return the settings file with what stands in for sites laid over it; raises `InputError`."""
    from exposure_audit import settings

    base = settings.load(path)
    return replace(base, origins={**base.origins, **dict(map(settings.origin_pair, origin))})


def network_options(function: Callable[..., int]) -> Callable[..., int]:
    """Add the options that say what may be sent, and where to; they come as one `network`."""

    @wraps(function)
    def packed(**given: Any) -> int:
        ours = {each.name: given.pop(each.name) for each in fields(Network)}
        return function(**given, network=Network(**ours))

    for option in reversed(_NETWORK):
        packed = option(packed)
    return packed


_ALLOW = "A check that the levels contacts and address are open to."
_NETWORK = (
    click.option("--disclose", type=click.Choice(RUNGS), help="The most that may be sent."),
    click.option("--allow", multiple=True, metavar="CHECK", help=_ALLOW),
    click.option("--visit", multiple=True, metavar="HOST", help="A host whose pages may be read."),
    click.option("--only", multiple=True, metavar="CHECK", help="Run this check only."),
    click.option("--skip", multiple=True, metavar="CHECK", help="Leave this check out."),
    settings_option,
    click.option("--origin", multiple=True, metavar="FROM=TO", help="What stands in for a site."),
    click.option(
        "--allow-host",
        multiple=True,
        metavar="HOST[:PORT]",
        help="A private address that may be reached.",
    ),
)


def limits_for(max_minutes: float | None) -> Limits:
    """Return the usual limits, with the user's own bound on the time; raises `OptionError`."""
    import math

    from exposure_audit.errors import OptionError
    from exposure_audit.limits import Limits

    if max_minutes is None:
        return Limits()
    if not math.isfinite(max_minutes):
        raise OptionError("--max-minutes", "this is not a number of minutes", "Such as 10.")
    return Limits(run_seconds=max_minutes * 60)


def _known_check(word: str) -> str:
    """Return the id of a check; raises `OptionError` where there is none of that name."""
    from exposure_audit.checks import registry
    from exposure_audit.errors import OptionError
    from exposure_audit.words import known_words

    known = registry.metas()
    if word not in known:
        raise OptionError("--allow", "there is no such check", known_words(word, known))
    return word


def refuse_values_in_ci(*, show_values: bool, option: str = "--show-values") -> None:
    """Refuse an option that shows values where others keep what is made; raises `OptionError`."""
    import os

    from exposure_audit.errors import OptionError

    if show_values and os.environ.get("CI", "").lower() not in {"", "0", "false"}:
        cure = "Logs are kept and read by others; run it on your own machine."
        raise OptionError(option, "refused where CI is set", cure)


def severity(word: str | None) -> Severity | None:
    """Return the severity that a word names."""
    from exposure_audit.result import Severity

    return Severity(word) if word else None
