"""Reads the fictional public web from its folder and checks that its parts fit together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import dns.exception
import dns.zone

from exposure_audit.errors import DataError
from exposure_audit.sandbox.schema import Expected, World
from exposure_audit.sandbox.services import Service, joined, known_keys, read_services
from exposure_audit.toml_data import KeyPath, line_of, load, read_text

WORLD_FILE = "world.toml"

_SLUG = re.compile(r"^[a-z]{1,20}$")
_ZONE_LINE = re.compile(r"<string>:(\d+):")
_Fault = tuple[KeyPath, str]
"""The key path of what is wrong, and the problem in words."""


@dataclass(frozen=True, slots=True)
class LoadedWorld:
    """A world with the files that its pages and its candidates are made of."""

    world: World
    bodies: Mapping[str, bytes] = field(repr=False)
    """File name to content, for the pages."""
    profiles: Mapping[str, str] = field(repr=False)
    """Slug to the candidate's profile as TOML text (DESIGN.md 5.1)."""
    services: tuple[Service, ...] = field(default=(), repr=False)
    """The APIs that answer from data, by file name; the world expects what they plant."""


def shipped() -> Traversable:
    """Return the folder of the world that comes with the tool."""
    return files("exposure_audit.sandbox") / "world"


def load_world(folder: Traversable | Path | None = None) -> LoadedWorld:
    """Read a world; raises `DataError` naming file and line for what does not fit together."""
    folder = folder or shipped()
    path = folder / WORLD_FILE
    world = load(path, World)
    profiles = _profiles(folder)
    slugs = frozenset(profiles)
    _refuse(path, _faults(world, folder, slugs))
    services: tuple[Service, ...] = ()
    for file in read_services(folder):
        _refuse(file.path, _service_faults(file.service, folder, slugs))
        _refuse(file.path, _clashes(world, services, file.service))
        world = joined(world, file.service)
        services += (file.service,)
    return LoadedWorld(world, _bodies(world, services, folder), profiles, services)


def _refuse(path: Traversable | Path, faults: Iterator[_Fault]) -> None:
    for key_path, problem in faults:
        raise DataError(str(path), problem, line_of(read_text(path), key_path))


def _profiles(folder: Traversable | Path) -> dict[str, str]:
    """Read every TOML file beside the world: its name is the candidate's slug."""
    found: dict[str, str] = {}
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        slug = entry.name.removesuffix(".toml")
        if entry.name in {WORLD_FILE, slug}:
            continue
        if not _SLUG.match(slug):
            raise DataError(str(entry), "a candidate's file is named by a slug of small letters")
        found[slug] = read_text(entry)
    return found


def _bodies(
    world: World, services: Sequence[Service], folder: Traversable | Path
) -> dict[str, bytes]:
    names = {page.file for site in world.site for page in site.page if page.file}
    names |= {name for service in services for name in service.files}
    return {name: (folder / name).read_bytes() for name in sorted(names)}


def _faults(world: World, folder: Traversable | Path, slugs: frozenset[str]) -> Iterator[_Fault]:
    yield from _file_faults(world, folder)
    yield from _twice(world)
    yield from _zone_faults(world)
    yield from _register_faults(world)
    yield from _slug_faults(world, slugs)


def _file_faults(world: World, folder: Traversable | Path) -> Iterator[_Fault]:
    for place, site in enumerate(world.site):
        for number, page in enumerate(site.page):
            if page.file and not (folder / page.file).is_file():
                yield ("site", place, "page", number, "file"), f"no file {page.file}"


def _twice(world: World) -> Iterator[_Fault]:
    lists: Mapping[str, tuple[str, ...]] = {
        "site": world.hosts,
        "registration": tuple(entry.domain for entry in world.registration),
        "zone": tuple(zone.name for zone in world.zone),
        "company": tuple(company.number for company in world.company),
        "officer": tuple(officer.id for officer in world.officer),
    }
    for key, names in lists.items():
        counts = Counter(names)
        for place, name in enumerate(names):
            if counts[name] > 1 and name in names[:place]:
                yield (key, place), f"{name} stands here twice"


def _zone_faults(world: World) -> Iterator[_Fault]:
    for place, zone in enumerate(world.zone):
        try:
            dns.zone.from_text(zone.records, origin=zone.name)
        except (dns.exception.DNSException, ValueError) as error:
            below = _ZONE_LINE.match(str(error))
            where = f" (line {below[1]} of its records)" if below else ""
            yield ("zone", place, "records"), f"{zone.name} is no DNS zone{where}"


def _register_faults(world: World) -> Iterator[_Fault]:
    numbers = {company.number for company in world.company}
    for place, officer in enumerate(world.officer):
        for number, post in enumerate(officer.appointment):
            if post.company not in numbers:
                key_path = ("officer", place, "appointment", number, "company")
                yield key_path, f"no company {post.company}"


def _service_faults(
    service: Service, folder: Traversable | Path, slugs: frozenset[str]
) -> Iterator[_Fault]:
    for place, answer in enumerate(service.answer):
        if answer.file and not (folder / answer.file).is_file():
            yield ("answer", place, "file"), f"no file {answer.file}"
    yield from _slug_faults(service, slugs)


def _slug_faults(expected: Expected, slugs: frozenset[str]) -> Iterator[_Fault]:
    for place, planted in enumerate(expected.planted):
        if planted.subject not in slugs:
            yield ("planted", place, "subject"), f"no candidate {planted.subject}"
    for place, possible in enumerate(expected.possible):
        if possible.subject not in slugs:
            yield ("possible", place, "subject"), f"no candidate {possible.subject}"
    for slug in expected.outcomes:
        if slug not in slugs:
            yield ("outcomes", slug), f"no candidate {slug}"


def _clashes(world: World, before: Sequence[Service], service: Service) -> Iterator[_Fault]:
    """Say where a service contradicts the world, or the services that were read before it."""
    for slug, outcomes in service.outcomes.items():
        for check in outcomes:
            if check in world.outcomes.get(slug, {}):
                yield ("outcomes", slug, check), f"how {check} ends for {slug} stands elsewhere too"
    counted = {(entry.subject, entry.publisher) for entry in world.possible}
    for place, entry in enumerate(service.possible):
        if (entry.subject, entry.publisher) in counted:
            problem = f"entries of {entry.publisher} for {entry.subject} are counted elsewhere too"
            yield ("possible", place), problem
    if service.key is not None:
        variable, value = service.key.variable, service.key.value
        if known_keys(world, before).get(variable, value) != value:
            yield ("key", "value"), f"another file has another value for {variable}"
