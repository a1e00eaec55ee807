"""How outputs name a fact without showing its value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from exposure_audit.model import Address, Fact, FactId, Kind, Role, Subject

_ROLE_WORDS = {
    Role.HOME: "home",
    Role.FORMER: "former",
    Role.FAMILY: "family's",
    Role.SECOND: "second",
    Role.WORK: "work",
    Role.REFUGE: "refuge",
}


def label_of(fact: Fact) -> str:
    """Return the words that stand for a fact: "your home address", "your phone (mobile)"."""
    if isinstance(fact, Address):
        return _with_label(f"your {_ROLE_WORDS[fact.role]} address", fact.label, fact.role.value)
    return _with_label(f"your {kind_words(fact.kind)}", fact.label, "")


def known_words(word: str, known: Iterable[str]) -> str:
    """Return the cure for the id of a check that is not there: what is near it, and the list."""
    like = " or ".join(f"`{one}`" for one in get_close_matches(word, list(known)))
    return f"{f'Did you mean {like}? ' if like else ''}`exposure-audit checks list` names them all."


def of_refuge(words: str) -> bool:
    """Tell whether the words that stand for a fact name a refuge: it is typed nowhere."""
    return words.startswith(f"your {_ROLE_WORDS[Role.REFUGE]} address")


def _with_label(words: str, label: str, implied: str) -> str:
    return words if label in {"", implied} else f"{words} ({label})"


def kind_words(kind: Kind) -> str:
    """Return the plain English for a kind of fact."""
    spelled = {Kind.EMAIL: "e-mail", Kind.USERNAME: "user name"}
    return spelled.get(kind) or kind.value.replace("-", " ")


def labels_of(subject: Subject, *, show_values: bool = False) -> Mapping[FactId, str]:
    """Return how outputs name each fact; with its value only where the user asked for values."""
    # Reversed, so that the first of several names with the one id "name" wins.
    facts = reversed(subject.facts)
    if show_values:
        return {fact.id: f"{label_of(fact)}: {fact.value}" for fact in facts}
    return {fact.id: label_of(fact) for fact in facts}
