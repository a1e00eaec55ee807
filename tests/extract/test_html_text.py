from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract.html_text import BREAK, tidy
from exposure_audit.extract.interface import Extraction
from exposure_audit.model import PartKind

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


@pytest.mark.parametrize(
    ("markup", "body"),
    [
        ("S<b>i</b>ân <em>H</em>ughes", "Siân Hughes"),
        ("<span>14</span><span>Mill</span> <a>Lane</a>", "14 Mill Lane"),
        ("call<a href=x>07700</a>900123", "call 07700 900123"),
        ("call <a href=x> 07700 </a> 900123", "call 07700 900123"),
        ("<b><a>14</a></b><i><a>Mill</a></i>", "14 Mill"),
        ("14<img src=x>Mill<input>Lane", "14 Mill Lane"),
        ("1<!-- -->4 Mi<wbr>ll La&shy;ne", "14 Mill Lane"),
        ("077&#8203;00&nbsp;&nbsp;900&#x2060;123", "07700 900123"),
        ("<p>14\n   Mill\t Lane</p>", "14 Mill Lane"),
        ("14 Mill Lane<br>Peckham<br>", "14 Mill Lane\nPeckham"),
        ("<table><tr><td>14</td><td>Mill</td></tr><tr><th>x</table>", "14\nMill\nx"),
        ("<ul><li>14<li>Mill</ul><dl><dt>Tel</dt><dd>07700</dd></dl>", "14\nMill\nTel\n07700"),
        ("<address>14 Mill Lane<p>Peckham</address>", "14 Mill Lane\nPeckham"),
        ("<del>14</del> <s>Mill</s> <ins>Lane</ins>", "14 Mill Lane"),
        ("<pre>14 Mill\n<b>Lane</b>\n  Peckham</pre>", "14 Mill\nLane\nPeckham"),
        ("<textarea>14 Mill\nLane</textarea>", "14 Mill\nLane"),
        ("<select><option>14<option>Mill</select>", "14\nMill"),
        ("<ruby>14<rt>Mill</ruby> <my-own>Lane</my-own>x", "14 Mill\nLane\nx"),
        ("<svg><text><tspan>14</tspan><tspan>Mill</tspan></text></svg>", "14 Mill"),
        ("<math><mn>07700</mn><mn>900123</mn></math>", "07700 900123"),
        ("<div>14</div><div>Mill</div>Lane", "14\nMill\nLane"),
        ("<p>\u00a0</p><p>14</p> <p> </p>", "14"),
    ],
)
def test_what_stands_in_one_line(reading: Reader, texts: Texts, markup: str, body: str) -> None:
    page = reading(f"<!doctype html><body>{markup}</body>", "text/html")
    assert texts(page, PartKind.BODY) == [body]
    assert not page.gaps


WORDS = st.text(alphabet="abc", min_size=1, max_size=4)
GLUED = st.sampled_from(["b", "i", "em", "strong", "small", "u", "sup", "font", "ins"])
SPACED = st.sampled_from(["a", "span", "abbr", "label", "code", "time", "q", "button"])
BLOCKS = st.sampled_from(["div", "section", "p", "li", "h2", "blockquote", "td-like", "address"])


def wrapped(pieces: list[tuple[str, str]]) -> str:
    return "".join(f"<{tag}>{word}</{tag}>" for word, tag in pieces)


@given(st.lists(st.tuples(WORDS, GLUED), min_size=1), st.lists(st.tuples(WORDS, SPACED)),
       st.lists(st.tuples(WORDS, BLOCKS)))  # fmt: skip
def test_elements_part_words_and_lines_as_they_are_shown(
    reading: Reader,
    texts: Texts,
    glued: list[tuple[str, str]],
    spaced: list[tuple[str, str]],
    blocks: list[tuple[str, str]],
) -> None:
    markup = f"<body><div>{wrapped(glued)}{wrapped(spaced)}</div>{wrapped(blocks)}"
    line = " ".join(["".join(word for word, _ in glued), *(word for word, _ in spaced)])
    expected = "\n".join([line, *(word for word, _ in blocks)])
    assert texts(reading(markup, "text/html"), PartKind.BODY) == [expected]


@given(st.text(alphabet=st.sampled_from("ab \n\t\u00a0\u200b\r" + BREAK)))
def test_tidying_keeps_the_words_and_is_stable(text: str) -> None:
    tidied = tidy(text)
    assert tidied.split() == text.replace("\u200b", "").replace(BREAK, " ").split()
    assert tidy(tidied.replace("\n", BREAK)) == tidied
    assert "  " not in tidied
    assert "\n\n" not in tidied
