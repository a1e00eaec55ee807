"""A web site of a candidate's, as the tests of its walk need it."""

from __future__ import annotations

import io

from PIL import Image

from exposure_audit.model import Document, Kind
from tests.checks.fakes import DATA, FakeChannel, Recorded, fact, page

HOST = "sian4peckham.example"
SITE = f"https://{HOST}"
WEBSITE = fact(Kind.WEBSITE, f"{SITE}/")
DOMAIN = fact(Kind.DOMAIN, HOST)
HOME = page((DATA / "website" / "home.html").read_bytes())
ABOUT = page("<p>Ring 07700 900123</p><a href='/'>Home</a>")
NEWS = page("<p>News</p>")
HIDDEN = page("<p>14 St Mary's Road</p>")


def picture() -> Recorded:
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, "JPEG")
    return page(file.getvalue(), "image/jpeg")


def site(**pages: Recorded) -> FakeChannel:
    found = {
        "/": HOME,
        "/about.html": ABOUT,
        "/garden.jpg": picture(),
        **{f"/{name}": page for name, page in pages.items()},
    }
    channel = FakeChannel(pages={SITE + path: answer for path, answer in found.items()})
    channel.pages[f"https://news.{HOST}/"] = NEWS
    return channel


def places(documents: list[Document]) -> list[str]:
    return [document.locator.removeprefix(SITE) for document in documents]
