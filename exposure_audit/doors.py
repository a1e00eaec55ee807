"""From the name to the door: the ways that findings open, and the cheapest removals that cut them.

Facts and findings form a graph. A fact leads to every finding where it stands, a finding leads to
every protected fact that it shows. The ways start at the name and at whatever is public about the
subject; they end at a home or a refuge (DESIGN.md section 6).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import islice

import networkx as nx

from exposure_audit.model import Confidence, FactId, FindingId, Kind
from exposure_audit.result import DoorRoute, Doors, Finding, Step

MAX_ROUTES = 50
"""More shortest routes than this help nobody; the cut still covers them all."""

Node = tuple[str, str]
_START: Node = ("end", "start")
_DOOR: Node = ("end", "door")


def find(
    findings: Sequence[Finding],
    doors: Collection[FactId],
    minutes: Callable[[Finding], int],
) -> Doors:
    """Return the shortest routes to each door, and the minimum cut weighted by effort."""
    useful = [finding for finding in findings if finding.confidence > Confidence.LOW]
    routes = tuple(
        DoorRoute(door, steps) for door in sorted(doors) for steps in _routes(useful, door)
    )
    return Doors(routes=routes, cut=_cut(useful, doors, minutes) if routes else ())


def _origins(finding: Finding) -> Collection[FactId]:
    """Return what leads to a place from outside: the name, else public facts and own handles."""
    name = FactId(Kind.NAME)
    return {name} if name in finding.links else finding.links


def _shown(finding: Finding) -> set[FactId]:
    return {seen.fact for seen in finding.seen if seen.confidence > Confidence.LOW}


def _routes(findings: Sequence[Finding], door: FactId) -> Iterable[tuple[Step, ...]]:
    graph: nx.DiGraph[Node] = nx.DiGraph()
    for finding in findings:
        _connect(graph, finding, ("finding", finding.id), ("finding", finding.id))
    target: Node = ("fact", door)
    if not (
        graph.has_node(_START) and graph.has_node(target) and nx.has_path(graph, _START, target)
    ):
        return ()
    paths = nx.all_shortest_paths(graph, _START, target)
    return tuple(_steps(path) for path in islice(paths, MAX_ROUTES))


def _connect(graph: nx.DiGraph[Node], finding: Finding, way_in: Node, way_out: Node) -> None:
    """Lead into a finding from what stands there, and out of it to what it shows."""
    shown = _shown(finding)
    for link in _origins(finding):
        graph.add_edge(_START, ("fact", link))
        graph.add_edge(("fact", link), way_in)
    for fact in shown:
        graph.add_edge(("fact", fact), way_in)
        graph.add_edge(way_out, ("fact", fact))


def _steps(path: Sequence[Node]) -> tuple[Step, ...]:
    facts_and_findings = [name for _, name in path[1:]]
    triples = zip(
        facts_and_findings[::2], facts_and_findings[1::2], facts_and_findings[2::2], strict=False
    )
    return tuple(
        Step(FactId(origin), FindingId(finding), FactId(target))
        for origin, finding, target in triples
    )


def _cut(
    findings: Sequence[Finding],
    doors: Collection[FactId],
    minutes: Callable[[Finding], int],
) -> tuple[FindingId, ...]:
    graph: nx.DiGraph[Node] = nx.DiGraph()
    for finding in findings:
        way_in, way_out = ("in", finding.id), ("out", finding.id)
        graph.add_edge(way_in, way_out, capacity=max(1, minutes(finding)))
        _connect(graph, finding, way_in, way_out)
    for door in doors:
        graph.add_edge(("fact", door), _DOOR)
    _, (near, _far) = nx.minimum_cut(graph, _START, _DOOR)
    severed = [
        finding
        for finding in findings
        if ("in", finding.id) in near and ("out", finding.id) not in near
    ]
    return tuple(finding.id for finding in sorted(severed, key=minutes))
