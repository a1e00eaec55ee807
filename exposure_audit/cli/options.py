"""Options that recur: one spelling each, repeated by being given again (DESIGN.md 5.2)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from exposure_audit.result import Severity
    from exposure_audit.settings import Settings

Function = TypeVar("Function", bound=Callable[..., object])

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
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="No progress, no summary.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Say more of what happens.")


def network_options(function: Function) -> Function:
    """Add the options that say what may be sent, and where to."""
    for option in reversed(_NETWORK):
        function = option(function)
    return function


_NETWORK = (
    click.option("--disclose", type=click.Choice(RUNGS), help="The most that may be sent."),
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
    click.option("--max-minutes", type=click.FloatRange(min=0.01), help="End after this long."),
)


def merged_settings(
    file: Path | None,
    disclose: str | None,
    visit: tuple[str, ...],
    origin: tuple[str, ...],
    allow_host: tuple[str, ...],
) -> Settings:
    """Return the settings file with the command line laid over it; raises `InputError`."""
    from dataclasses import replace

    from exposure_audit import settings
    from exposure_audit.model import Rung

    base = settings.load(file)
    return replace(
        base,
        disclose=Rung(disclose) if disclose else base.disclose,
        visit=(*base.visit, *map(settings.visit_option, visit)),
        origins={**base.origins, **dict(map(settings.origin_pair, origin))},
        allow_hosts=(
            *base.allow_hosts,
            *(pair for text in allow_host for pair in settings.host_ports(text)),
        ),
    )


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
