"""The shapes of the GitHub API, as far as they are used.

https://docs.github.com/en/rest (2026). A profile has each of its members, empty ones as null.
"""

from __future__ import annotations

from exposure_audit.checks.common import Shape


class Missing(Shape):
    """The body of a 404 that really says: there is none."""

    message: str
    documentation_url: str


class User(Shape):
    """A profile."""

    login: str
    name: str | None
    company: str | None
    blog: str | None
    location: str | None
    email: str | None
    bio: str | None
    twitter_username: str | None = None


class _KeyEmail(Shape):
    email: str


class SigningKey(Shape):
    """A public signing key; its addresses stand in it."""

    emails: list[_KeyEmail]
    name: str | None = None


class _Author(Shape):
    name: str | None = None
    email: str | None = None


class _Commit(Shape):
    author: _Author | None
    committer: _Author | None = None


class Found(Shape):
    """A commit in the search's answer."""

    commit: _Commit


class Commits(Shape):
    """The search's answer."""

    total_count: int
    incomplete_results: bool
    items: list[Found]
