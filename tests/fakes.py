"""Stand-ins that implement the interfaces, shared by tests."""

from collections.abc import Mapping

from exposure_audit.checks.interface import CheckMeta, KeySpec, Mode
from exposure_audit.model import CheckId, Kind, Rung


def meta(
    name: str, sends: Mapping[Rung, tuple[Kind, ...]], *, needs_key: bool = False
) -> CheckMeta:
    """A source file's content."""
    key = KeySpec(source="brave", host="api.example", header="X-Key")
    return CheckMeta(
        id=CheckId(name),
        title=name,
        publisher="Example",
        mode=Mode.AUTOMATIC,
        jurisdictions=("GB",),
        kinds=(Kind.ADDRESS,),
        sends=sends,
        publishes="",
        why="",
        how="",
        limits_of="",
        routes=(),
        keys=(key,) if needs_key else (),
        key_stand_in="searxng" if needs_key else None,
        needs_key=needs_key,
    )
