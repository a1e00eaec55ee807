"""Makes a mail as a program sends it: headers, codings, an attachment."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

from exposure_audit.model import PartKind

PLACES = {
    "": PartKind.BODY,
    "quoted-printable": PartKind.BODY,
    "base64": PartKind.BODY,
    "html": PartKind.BODY,
    "header": PartKind.HEADER,
    "attachment": PartKind.ATTACHMENT,
}
_SENT = "Sun, 04 Oct 2026 10:30:00 +0000"


def eml(text: str, place: str, body: str) -> bytes:
    """Return a mail's bytes; for `header` the text's lines are headers of their own."""
    mail = EmailMessage(policy=SMTP)
    mail["Date"] = _SENT
    headers = text.splitlines() if place == "header" else []
    for line in headers:
        name, _, value = line.partition(": ")
        mail[name] = value
    for name, value in (("From", "Clerk <clerk@parish.example>"), ("Subject", "Papers")):
        if name not in mail:
            mail[name] = value
    _fill(mail, text, place, body or "Please see below.\n")
    return mail.as_bytes()


def _fill(mail: EmailMessage, text: str, place: str, body: str) -> None:
    if place == "header":
        mail.set_content(body, cte="8bit")
    elif place == "attachment":
        mail.set_content(body, cte="8bit")
        mail.add_attachment(text.encode(), "text", "plain", filename="minutes.txt")
        mail.set_boundary("=-corpus-boundary")
    elif place == "html":
        mail.set_content(text, subtype="html", cte="quoted-printable")
    else:
        mail.set_content(text, cte=place or "8bit")
