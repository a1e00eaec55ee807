"""The plain English of the closed lists; short sentences, for a reader who may be frightened."""

from __future__ import annotations

from collections.abc import Iterable

from exposure_audit.model import Confidence, PartKind, Reason, Rung
from exposure_audit.removal.routes import Approach
from exposure_audit.result import CaseState, Severity, Status

_SMALL = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)

_WAIT = "Run the audit again later."
_LOOK = "Open the place in your own browser and look."

_REASONS: dict[Reason, tuple[str, str]] = {
    Reason.RATE_LIMITED: ("It asked us to slow down.", "Run the audit again in an hour."),
    Reason.BLOCKED: ("It refused to answer a program.", _LOOK),
    Reason.CAPTCHA: ("It wanted proof that a person was asking.", _LOOK),
    Reason.LOGIN: (
        "It shows its pages only to people who log in.",
        "If you have an account there, log in and look yourself.",
    ),
    Reason.TIMEOUT: ("It did not answer in time.", _WAIT),
    Reason.DNS_FAILURE: (
        "Its address on the internet could not be looked up.",
        "Check the spelling in your profile and your connection. Then run the audit again.",
    ),
    Reason.CONNECTION: (
        "The connection failed.",
        "Check that this computer is online. Then run the audit again.",
    ),
    Reason.TLS: (
        "Its secure connection could not be trusted, so we did not use it.",
        "Do not click past a warning. If the site is yours, tell whoever hosts it.",
    ),
    Reason.REFUSED_BY_ROBOTS: (
        "Its rules ask programs to stay away, and we do.",
        _LOOK,
    ),
    Reason.TERMS: ("Its terms forbid programs, and we keep to them.", _LOOK),
    Reason.AUTH: (
        "It did not accept the account key.",
        "Check the key, or ask the source for a new one.",
    ),
    Reason.NO_KEY: (
        "It needs an account key, and there was none.",
        "`exposure-audit checks list` has its id; with it `checks show` says where to get a key.",
    ),
    Reason.QUOTA: (
        "The account's allowance is used up.",
        "Wait until the allowance is renewed, or look yourself.",
    ),
    Reason.SERVER_ERROR: ("It had a fault of its own.", _WAIT),
    Reason.MALFORMED: ("Its answer could not be read.", _LOOK),
    Reason.TOO_LARGE: ("The file was too large to read.", "Open the file and look yourself."),
    Reason.REDIRECT_LOOP: ("It sent us round in circles.", _LOOK),
    Reason.UNSUPPORTED: (
        "It answers in a way, or holds a kind of file, that we cannot read.",
        _LOOK,
    ),
    Reason.ENCRYPTED: (
        "The file is locked with a password.",
        "If you have the password, open the file and look yourself.",
    ),
    Reason.NO_TEXT: (
        "It is a picture of text, and we cannot read pictures.",
        "Open the file and read it yourself.",
    ),
    Reason.GUARD_INSIDE: (
        "It pointed to a computer inside a private network, so we did not go there.",
        "If that computer is yours, allow it with --allow-host.",
    ),
    Reason.GUARD_EGRESS: (
        "Asking, or following a link there, would have told too much about you. Nothing was sent.",
        "Open the place yourself. If this keeps happening, report it without pasting the address.",
    ),
    Reason.CANARY_FAILED: (
        "A test of this source failed, so its answers cannot be trusted today.",
        _WAIT,
    ),
    Reason.BUDGET: (
        "There was more than one run may read.",
        "Run the audit with this check alone, or look yourself.",
    ),
    Reason.NOT_NOTED: (
        "What it would have been told could not be noted, so it was not asked.",
        "Make room on the disk, then go on with --resume.",
    ),
    Reason.LEVEL: (
        "Asking would have told this source more than you chose to tell.",
        "If you want it asked: allow it by its id with --allow, or choose a higher --disclose.",
    ),
    Reason.STALE: (
        "The copy that we have is out of date.",
        "Fetch a newer copy, or look yourself.",
    ),
    Reason.UNFAMILIAR_HOST: (
        "We do not know this site, and opening it would show it that someone is looking.",
        "If you trust the site, allow it with --visit and run the audit again.",
    ),
    Reason.NOT_APPLICABLE: (
        "Your profile holds nothing that this place could be asked about.",
        "Nothing to do, unless something is missing from your profile.",
    ),
    Reason.NOT_FOUND: (
        "What you declared was not there: a page or a domain.",
        "Check its spelling in your profile. It may also be gone.",
    ),
    Reason.NOT_PROVEN: (
        "It is looked at only for whoever runs the site, and nobody has shown that you do.",
        "Put up what `exposure-audit checks own` prints, then run the audit again.",
    ),
    Reason.OFFLINE: (
        "This run was told to stay offline.",
        "Run the audit again without --offline.",
    ),
    Reason.BUG: (
        "Our own program failed here.",
        "Please report it. The rest of this report is not affected.",
    ),
}

_STATUSES = {
    Status.FOUND: "Something found",
    Status.CLEAR: "Looked, nothing found",
    Status.INCONCLUSIVE: "Could not be checked",
    Status.SKIPPED: "Not asked",
    Status.MANUAL: "For you to look at",
}

_SEVERITIES = {
    Severity.NOTE: "Good to know.",
    Severity.LOW: "Says little by itself.",
    Severity.MEDIUM: "Helps a stranger to reach you. Worth removing.",
    Severity.HIGH: "Helps a stranger to find a home. Deal with it soon.",
    Severity.CRITICAL: "Deal with this first.",
}

_CONFIDENCES = {
    Confidence.LOW: "It may be a chance likeness.",
    Confidence.MEDIUM: "It is probably yours.",
    Confidence.HIGH: "It is what you declared.",
}

_PARTS = {
    PartKind.BODY: "the text of the page",
    PartKind.HIDDEN: "text that the page hides",
    PartKind.ATTRIBUTE: "the page's source, beside a picture or field",
    PartKind.COMMENT: "a comment in the page's source",
    PartKind.LINK: "a link",
    PartKind.META: "the page's description for search engines",
    PartKind.STRUCTURED_DATA: "data in the page's source for search engines",
    PartKind.METADATA: "the file's own details, such as its author",
    PartKind.GPS: "a photo's location data, or a point on a map",
    PartKind.ATTACHMENT: "an attached file",
    PartKind.FILENAME: "the name of a file",
    PartKind.HEADER: "a header of the answer",
    PartKind.DNS: "the domain's technical records",
    PartKind.RECORD: "an entry in a register",
    PartKind.SNIPPET: "a search engine's preview",
}

_STATES = {
    CaseState.NEW: "new",
    CaseState.KNOWN: "seen before",
    CaseState.OPEN: "open",
    CaseState.REQUESTED: "removal asked for",
    CaseState.ACKNOWLEDGED: "request confirmed by them",
    CaseState.OVERDUE: "answer overdue",
    CaseState.REFUSED: "refused by them",
    CaseState.ESCALATED: "taken further",
    CaseState.GONE_HERE: "gone from this place",
    CaseState.GONE_EVERYWHERE: "gone everywhere that we can look",
    CaseState.CONFIRMED: "confirmed gone by you",
    CaseState.REAPPEARED: "back again",
    CaseState.ACCEPTED: "accepted by you",
    CaseState.NOT_MINE: "not yours, you said",
}

_APPROACHES = {
    Approach.SELF: "You can do this yourself, or ask the owner as a customer or member.",
    Approach.NEUTRAL: "A formal request. You can send it, or someone can send it for you.",
    Approach.NEVER: "Do not contact whoever put this up. Save evidence first.",
}

_RUNGS = {
    Rung.NOTHING: "nothing about you",
    Rung.HANDLES: "your own domains, public user names and company numbers",
    Rung.NAMES: "your own domains, public user names, company numbers and your name",
    Rung.CONTACTS: "your name, your e-mail addresses, phone numbers and user names",
    Rung.ADDRESS: "your name, and to sources that you named also your address",
}

UNDECLARED = "an address that you did not declare"
UNNAMED = (
    "{} not opened.",
    "Nothing that you declared was seen there. To be sure, search for your name and look.",
)
UNSAID = ("It could not be looked at in full.", _LOOK)


def reason_words(reason: Reason) -> tuple[str, str]:
    """Return what happened, and what the reader can do about it."""
    return _REASONS[reason]


def status_words(status: Status) -> str:
    """Return how an attempt ended."""
    return _STATUSES[status]


def severity_words(severity: Severity) -> tuple[str, str]:
    """Return the word for a severity, and what it means."""
    return severity.value.capitalize(), _SEVERITIES[severity]


def confidence_words(confidence: Confidence) -> str:
    """Return how sure a finding is."""
    return _CONFIDENCES[confidence]


def part_words(part: PartKind) -> str:
    """Return where in a document something stood."""
    return _PARTS[part]


def state_words(state: CaseState) -> str:
    """Return where a finding stands."""
    return _STATES[state]


def approach_words(approach: Approach) -> str:
    """Return who should speak to the publisher, if anyone."""
    return _APPROACHES[approach]


def rung_words(rung: Rung) -> str:
    """Return what a run was allowed to send at most."""
    return _RUNGS[rung]


def number(count: int) -> str:
    """Return a count as a word up to twelve, in digits beyond."""
    return _SMALL[count] if count < len(_SMALL) else f"{count:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun: "one place", "three places"."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def joined(words: Iterable[str]) -> str:
    """Return a list as it is spoken: "a, b and c"."""
    items = list(words)
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1]))) if items else ""


def sentence(words: str) -> str:
    """Return the words with a capital first letter."""
    return words[:1].upper() + words[1:]
