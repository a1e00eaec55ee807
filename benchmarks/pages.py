"""Invented web pages for the benchmarks: the same for the same seed, about nobody at all."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path

Plant = Callable[[random.Random], list[str]]
"""Returns what one page is to hold besides: addresses, phone numbers, names ..."""

WORDS = tuple(Path(__file__).with_name("words.txt").read_text(encoding="ascii").split())
_LOWER = tuple(word for word in WORDS if word.islower())
_NAMES = tuple(word for word in WORDS if word[0].isupper())
_STREETS = ("Road", "Street", "Lane", "Avenue", "Close", "Terrace", "Way", "Drive", "Hill", "Rd")
_AREAS = ("SE15", "M4", "LS6", "B13", "EH8", "CF10", "BS3", "NE1", "N7", "SW1A", "G12", "BT7")
# Numbers that Ofcom keeps for drama: no subscriber has one.
_PHONES = ("07700 900{:03}", "01632 960{:03}", "020 7946 0{:03}", "0115 496 0{:03}")
_MARKS = ("\u2019s", " \u2013", ",", ",", ",", ";", " &amp;", "&nbsp;\u2026")
_MONTHS = ("January", "March", "May", "June", "October")
_PLACES = ("paragraph", "cell", "footer", "data")


def pages(count: int, seed: int, plant: Plant | None = None) -> list[str]:
    """Return pages of 20 to 60 KB; `plant` is asked for each page what it is to hold besides."""
    return [_page(random.Random(f"{seed}/{number}"), plant) for number in range(count)]


class _Page:
    """What the sections of one page share: chance, and what was planted and is not yet used."""

    def __init__(self, rng: random.Random, planted: Iterable[str]) -> None:
        self.rng = rng
        self._planted: dict[str, list[str]] = {place: [] for place in _PLACES}
        for fact in planted:
            self._planted[rng.choice(_PLACES)].append(fact)

    def planted(self, place: str) -> list[str]:
        """Return what was planted for a place; each is given once."""
        facts, self._planted[place] = self._planted[place], []
        return facts

    def words(self, least: int, most: int) -> str:
        """Return some words without sentence marks."""
        return " ".join(self.rng.choices(_LOWER, k=self.rng.randint(least, most)))

    def sentence(self) -> str:
        """Return a sentence, often with a name, a number or a mark in it."""
        rng = self.rng
        words = rng.choices(_LOWER, k=rng.randint(6, 20))
        words[0] = words[0].capitalize()
        for _ in range(rng.randint(0, 2)):
            words.insert(rng.randint(1, len(words)), self.aside())
        return " ".join(words) + rng.choice("....?!")

    def aside(self) -> str:
        """Return what looks like a fact and is nobody's."""
        rng = self.rng
        asides: tuple[Callable[[], str], ...] = (
            lambda: f"{rng.choice(_NAMES)} {rng.choice(_NAMES)}",
            lambda: f"{rng.choice(_LOWER)}{rng.choice(_MARKS)}",
            lambda: f"{rng.choice(_LOWER)}{rng.choice(_MARKS)}",
            lambda: f"\u00a3{rng.randint(1, 9_999):,}.{rng.randint(0, 99):02}",
            lambda: f"{rng.randint(2, 400)} {self.street()}",
            lambda: f"{rng.randint(1, 28)} {rng.choice(_MONTHS)} 20{rng.randint(10, 26)}",
            lambda: f"{rng.randint(1, 28):02}/{rng.randint(1, 12):02}/20{rng.randint(10, 26)}",
            lambda: f"{rng.randint(1, 99)}%",
            lambda: f"({rng.randint(1, 60_000):,} {rng.choice(_LOWER)})",
            self.postcode,
            self.phone,
        )  # fmt: skip
        return rng.choice(asides)()

    def street(self) -> str:
        """Return a street's name."""
        return f"{self.rng.choice(_NAMES)} {self.rng.choice(_STREETS)}"

    def postcode(self) -> str:
        """Return what has the form of a postcode."""
        letters = "".join(self.rng.choices("ABDEFGHJLNPQRSTUWXYZ", k=2))
        return f"{self.rng.choice(_AREAS)} {self.rng.randint(1, 9)}{letters}"

    def phone(self) -> str:
        """Return a phone number that nobody has."""
        return self.rng.choice(_PHONES).format(self.rng.randrange(1000))

    def path(self) -> str:
        """Return the path of a link."""
        return "/" + "/".join(self.words(1, 3).replace(" ", "-") for _ in range(2)) + "/"


def _page(rng: random.Random, plant: Plant | None) -> str:
    page = _Page(rng, plant(rng) if plant else ())
    body = [_navigation(page), *(_article(page) for _ in range(rng.randint(3, 8))), _cards(page)]
    body += [_table(page), _form(page), _footer(page), _script(page, rng.randint(800, 6_000))]
    return f'<!DOCTYPE html>\n<html lang="en">\n{_head(page)}\n<body class="page">\n' + "\n".join(
        [*body, "</body>\n</html>\n"]
    )


def _head(page: _Page) -> str:
    title = page.words(3, 7).title()
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": title,
        "description": page.words(10, 20),
        "address": {
            "@type": "PostalAddress",
            "streetAddress": f"{page.rng.randint(2, 400)} {page.street()}",
            "addressLocality": page.rng.choice(_NAMES),
            "postalCode": page.postcode(),
        },
        "contactPoint": [{"description": fact} for fact in page.planted("data")],
    }
    return f"""<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} | Example Council</title>
<meta name="description" content="{page.words(12, 24)}">
<meta property="og:title" content="{title}">
<meta property="og:url" content="https://council.example{page.path()}">
<link rel="canonical" href="https://council.example{page.path()}">
<link rel="stylesheet" href="/assets/site.css?v={page.rng.randint(1, 99)}">
<style>.page .nav-item {{ margin: 0 1rem; }} .icon::before {{ content: "\\f101"; }}</style>
<script type="application/ld+json">{json.dumps(data)}</script>
{_script(page, page.rng.randint(400, 2_000))}
</head>"""


def _script(page: _Page, length: int) -> str:
    code = ["<script>\n(function () {\n  'use strict';\n"]
    while sum(map(len, code)) < length:
        name = page.rng.choice(_LOWER)
        code.append(
            f"  var {name[:4]}_{page.rng.randint(1, 999)} = document.querySelector('.{name}');\n"
            f"  if (window.{name[:6]} && !{page.rng.randint(0, 9)}) {{ track({{ 'event': "
            f'"{page.words(1, 3)}", value: {page.rng.random():.2f} }}); }}\n'
        )
    return "".join([*code, "})();\n</script>"])


def _navigation(page: _Page) -> str:
    items = (
        f'      <li class="nav-item" id="menu-item-{page.rng.randint(100, 9_999)}">'
        f'<a class="nav-link" href="{page.path()}">{page.words(1, 3).capitalize()}</a></li>\n'
        for _ in range(page.rng.randint(60, 100))
    )
    return (
        '<header class="site-header">\n  <nav aria-label="Main">\n    <ul class="nav">\n'
        f"{''.join(items)}    </ul>\n  </nav>\n</header>"
    )


def _article(page: _Page) -> str:
    facts = page.planted("paragraph")
    paragraphs = [_paragraph(page, facts[number::4]) for number in range(page.rng.randint(4, 6))]
    return (
        f'<section class="content">\n  <h2>{page.words(3, 8).capitalize()}</h2>\n'
        f"{''.join(paragraphs)}</section>\n<!-- /{page.words(1, 2)} -->"
    )


def _paragraph(page: _Page, facts: list[str]) -> str:
    sentences = [page.sentence() for _ in range(page.rng.randint(3, 7))]
    sentences.insert(1, f'<a href="{page.path()}">{page.words(2, 5)}</a>')
    sentences.insert(2, f"<strong>{page.words(1, 3)}</strong>")
    for fact in facts:
        sentences.insert(page.rng.randint(0, len(sentences)), _linked(fact))
    return f'  <p class="text">{" ".join(sentences)}</p>\n'


def _linked(fact: str) -> str:
    """Return a fact as markup: often a link where it is an e-mail address or a phone number."""
    if "@" in fact and " " not in fact:
        return f'<a href="mailto:{escape(fact)}">{escape(fact)}</a>'
    if set(fact) <= set("+0123456789 ()"):
        return f'<a href="tel:{fact.replace(" ", "")}">{fact}</a>'
    return escape(fact)


def _cards(page: _Page) -> str:
    cards = (
        f'  <div class="card" data-id="{page.rng.randint(1, 99_999)}">\n    <div class="inner">\n'
        f'      <img src="/media/{page.rng.randint(1, 9_999)}.jpg" alt="{page.words(3, 6)}" '
        f'width="400" height="300" loading="lazy">\n      <h3>{page.words(2, 6).title()}</h3>\n'
        f'      <span class="date">{page.rng.randint(1, 28)} May 2026</span> '
        f'<span class="by">{page.rng.choice(_NAMES)} {page.rng.choice(_NAMES)}</span>\n'
        f'      <a class="more" href="{page.path()}" title="{page.words(2, 4)}">Read <em>more</em>'
        "</a>\n    </div>\n  </div>\n"
        for _ in range(page.rng.randint(6, 20))
    )
    return f'<div class="cards">\n{"".join(cards)}</div>'


def _table(page: _Page) -> str:
    facts = page.planted("cell")
    rows = []
    for _ in range(page.rng.randint(8, 25)):
        cells = [page.rng.choice(_NAMES), page.words(1, 3), page.aside(), page.aside()]
        if facts:
            cells[page.rng.randrange(4)] = _linked(facts.pop())
        rows.append("".join(f"<td>{cell}</td>" for cell in cells))
    rows += [f"<td>{_linked(fact)}</td>" for fact in facts]
    heads = "".join(f"<th>{page.words(1, 2)}</th>" for _ in range(4))
    lines = "".join(f"    <tr>{row}</tr>\n" for row in rows)
    return f"<table>\n  <thead><tr>{heads}</tr></thead>\n  <tbody>\n{lines}  </tbody>\n</table>"


def _form(page: _Page) -> str:
    options = "".join(f"<option>{page.words(1, 2)}</option>" for _ in range(8))
    return f"""<form class="search" action="/search" method="get">
  <label for="q">{page.words(1, 3)}</label> <input id="q" name="q" placeholder="Search">
  <input type="hidden" name="token" value="{page.rng.getrandbits(64):x}">
  <select name="topic">{options}</select> <button type="submit">Go</button>
</form>
<div class="cookies" style="display:none"><p>{page.sentence()}</p></div>"""


def _footer(page: _Page) -> str:
    facts = "".join(f"  <p>{_linked(fact)}</p>\n" for fact in page.planted("footer"))
    links = "".join(
        f'<li><a href="{page.path()}">{page.words(1, 3)}</a></li>' for _ in range(12)
    )  # fmt: skip
    phone = page.phone()
    return f"""<footer>
  <ul>{links}</ul>
{facts}  <address>{page.rng.randint(2, 400)} {page.street()}<br>{page.postcode()}</address>
  <p>Call <a href="tel:{phone.replace(" ", "")}">{phone}</a>
  or write to <a href="mailto:office@council.example">office@council.example</a></p>
  <p>&copy; 2026 Example Council</p>
</footer>"""
