"""Every bound that the tool keeps, and the clock that it reads; tests inject and scale both."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the current time in UTC."""

    def monotonic(self) -> float:
        """Return seconds from an arbitrary start that never run backwards."""


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """See `Clock.now`."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """See `Clock.monotonic`."""
        return time.monotonic()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of time (seconds), size (bytes, unless the name says otherwise) and number."""

    connect_seconds: float = 10.0
    request_seconds: float = 30.0
    dns_seconds: float = 5.0
    whois_seconds: float = 10.0
    attempt_seconds: float = 300.0
    run_seconds: float = 3600.0
    host_interval_seconds: float = 0.5
    """The least time between two requests to a host that declares nothing else."""
    patience_seconds: float = 30.0
    """The longest that a request waits for its turn, or as a source asks it to."""
    queue_seconds: float = 300.0
    """So much waiting for turns does not count against an attempt's own time."""
    tries: int = 3
    """How often one request is made at most, where it fails and is safe to repeat."""
    retry_seconds: float = 1.0
    """The wait before the first repetition; it doubles with each, and is jittered."""
    retries_per_attempt: int = 10
    retry_total_seconds: float = 60.0
    """All that an attempt waits before its repetitions."""
    failures_in_a_row: int = 5
    """After so many a host is left alone."""
    breaker_seconds: float = 60.0
    """For so long."""

    body_bytes: int = 20_000_000
    """After decompression."""
    json_bytes: int = 5_000_000
    whois_bytes: int = 65_536
    header_bytes: int = 16_384
    url_characters: int = 4_000
    file_bytes: int = 50_000_000
    shared_bytes: int = 32_000_000
    """Answers that the attempts of a run share, in memory."""
    shared_seconds: float = 900.0
    """So long they do."""

    redirects: int = 5
    referrals: int = 1
    requests_per_attempt: int = 1_000
    attempts_at_once: int = 8
    pages_per_site: int = 30
    deep_pages_per_site: int = 500
    """Where the user showed that the site is theirs."""
    crawl_depth: int = 4
    results_per_query: int = 20
    register_entries: int = 50

    read_seconds: float = 20.0
    """For taking one document apart, in a process of its own."""
    read_memory_bytes: int = 1_500_000_000
    parts_per_document: int = 20_000
    text_characters: int = 2_000_000
    pdf_pages: int = 300
    image_pixels: int = 100_000_000
    nesting: int = 40
    nested_files: int = 1_000
    """Files inside one file: members, attachments, pictures."""
    nested_depth: int = 5
    """How deep files stand inside files."""
    unpacked_bytes: int = 200_000_000
    """All that is unpacked from one file."""
    unpacked_ratio: int = 200
    """How many times its packed size a member may be, beyond its first million bytes."""
