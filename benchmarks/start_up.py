"""Start-up: `exposure-audit --version` beside a Python that imports click alone, in one run."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

REPEATS = 15
COMMANDS = {
    "python -c 'import click'": (sys.executable, "-c", "import click"),
    "exposure-audit --version": (sys.executable, "-m", "exposure_audit", "--version"),
    "exposure-audit --help": (sys.executable, "-m", "exposure_audit", "--help"),
}


def seconds(command: tuple[str, ...]) -> float:
    """Return how long a command takes from start to end."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Run the commands in turn, so that a slow moment hits all of them."""
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(REPEATS):
        for name, command in COMMANDS.items():
            taken[name].append(seconds(command))
    peer = statistics.median(taken["python -c 'import click'"])
    for name, times in taken.items():
        median = statistics.median(times)
        print(f"{name:28} {median * 1000:6.0f} ms   {median / peer:5.2f} x")


if __name__ == "__main__":
    main()
