"""Counts an account key's requests, so that a look-alike can refuse as the real one does."""

from __future__ import annotations

from dataclasses import dataclass, field

from exposure_audit.limits import Clock


@dataclass(slots=True)
class Quota:
    """A fixed window of time (seconds) and how many requests it holds."""

    most: int
    window: float
    clock: Clock
    _used: int = field(default=0, init=False)
    _began: float = field(default=0.0, init=False)

    def take(self) -> bool:
        """Count one request; False where the window holds no more."""
        now = self.clock.monotonic()
        if self._used == 0 or now - self._began >= self.window:
            self._began = now
            self._used = 0
        self._used += 1
        return self._used <= self.most

    @property
    def left(self) -> int:
        """How many requests the window still holds."""
        return max(0, self.most - self._used)

    @property
    def resets_in(self) -> int:
        """Whole seconds until the window ends."""
        return max(0, round(self._began + self.window - self.clock.monotonic()))
