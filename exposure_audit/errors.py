"""Everything that the tool raises on purpose.

```
ExposureAuditError
├── InputError           the user's file or option is wrong: exit code 2
│   ├── ProfileError     the candidate's profile
│   ├── SettingsError    the user's own choices
│   ├── OptionError      a value on the command line
│   ├── SealError        a sealed (age) file cannot be opened or made
│   └── WorkspaceError   the encrypted workspace cannot be used
├── DataError            a data file of ours or of a plug-in is wrong: names file and line
└── GatherError          a source could not be looked at; carries the closed-list reason
    └── EgressRefused    a request of our own making would have disclosed too much: exit code 4
```

A message never holds a declared value: it names the key, not what stands there.
"""

from __future__ import annotations

from pathlib import Path

from exposure_audit.model import Reason


class ExposureAuditError(Exception):
    """The root: whatever the tool raises on purpose is one of these."""


class InputError(ExposureAuditError):
    """What the user gave cannot be used; the message says where, what and how to mend it."""

    def __init__(self, where: str | Path, problem: str, cure: str) -> None:
        self.where = str(where)
        self.problem = problem
        self.cure = cure
        super().__init__(f"{where}: {problem}. {cure}")


class ProfileError(InputError):
    """The profile cannot be loaded."""


class SettingsError(InputError):
    """The settings cannot be loaded."""


class OptionError(InputError):
    """An option's value cannot be used."""


class SealError(InputError):
    """A sealed (age) file cannot be opened or made."""


class WorkspaceError(InputError):
    """The workspace, or its key, cannot be used."""


class DataError(ExposureAuditError):
    """A data file (source, route, publisher list, sandbox world) breaks its schema."""

    def __init__(self, path: str | Path, problem: str, line: int | None = None) -> None:
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {problem}")


class GatherError(ExposureAuditError):
    """A source could not be looked at."""

    def __init__(self, reason: Reason, host: str = "", detail: str = "") -> None:
        self.reason = reason
        self.host = host
        self.detail = detail
        """What went wrong, in words of ours: no value, no text from outside."""
        super().__init__(" ".join(filter(None, (reason.value, host, detail))))


class EgressRefused(GatherError):
    """A request of our own making carried a declared fact beyond the plan; no byte left."""

    def __init__(self, host: str, facts: frozenset[str]) -> None:
        self.facts = facts
        super().__init__(
            Reason.GUARD_EGRESS, host, "would have carried " + ", ".join(sorted(facts))
        )
