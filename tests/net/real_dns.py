"""A real authoritative DNS server, nsd, with zones of our own."""

from __future__ import annotations

import socket  # noqa: TID251  (a free port)
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import dns.exception
import dns.message
import dns.query
import pytest

_SERVER = """
server:
  ip-address: 127.0.0.1
  port: {port}
  username: ""
  rrl-ratelimit: 0
  zonesdir: "{folder}"
  database: ""
  pidfile: "{folder}/nsd.pid"
  zonelistfile: "{folder}/zone.list"
  xfrdfile: "{folder}/xfrd.state"
  logfile: "{folder}/nsd.log"
remote-control:
  control-enable: no
"""


@contextmanager
def real_dns(program: Path, folder: Path, zones: Mapping[str, str | None]) -> Iterator[str]:
    """Serve zones by name, None for one whose file is missing; gives `host:port`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    conf = [_SERVER.format(port=port, folder=folder)]
    for number, (name, zone) in enumerate(zones.items()):
        conf.append(f"zone:\n  name: {name}\n  zonefile: {number}.zone\n")
        if zone is not None:
            (folder / f"{number}.zone").write_text(zone)
    (folder / "nsd.conf").write_text("".join(conf))
    process = subprocess.Popen([program, "-d", "-c", folder / "nsd.conf"])
    try:
        _wait_for(next(iter(zones)), port, process)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(zone: str, port: int, process: subprocess.Popen[bytes]) -> None:
    query = dns.message.make_query(zone, "SOA")
    deadline = time.monotonic() + 8
    while time.monotonic() < deadline and process.poll() is None:
        try:
            dns.query.udp(query, "127.0.0.1", port=port, timeout=0.2)
        except (dns.exception.Timeout, OSError):
            continue
        return
    pytest.fail("nsd did not start")
