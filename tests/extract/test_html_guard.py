import pytest

from exposure_audit.extract.html_guard import hostile
from exposure_audit.extract.reader import read
from exposure_audit.limits import Limits
from exposure_audit.model import Reason


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 400,
        "<div></x>" * 400,
        "<div><!-- --></x></y>" * 400,
        "<p>" + "<b a=i>" * 80 + "<p>x" * 100,
        "<x " + "a=1 " * 3_000 + ">",
    ],
)
def test_what_a_parser_would_choke_on_is_not_parsed(markup: str) -> None:
    assert hostile(markup)
    body = f"<p>before</p>{markup}<p>07700 900123</p>".encode()
    made = read(body, media_type="text/html", name="", limits=Limits())
    assert Reason.TOO_LARGE in made.gaps
    assert any("07700 900123" in part.text for part in made.parts)


@pytest.mark.parametrize(
    "markup",
    [
        "<div><a href=x><b>y</b></a></div>" * 5_000,
        "<p>one<p>two" * 5_000,
        "<ul>" + "<li>x" * 5_000 + "</ul>",
        "</div>" * 1_000 + "<div>" * 200 + "</div>" * 200,
    ],
)
def test_ordinary_pages_are_parsed(markup: str) -> None:
    assert not hostile(markup)


def test_a_long_title_is_cut_and_stands_among_the_parts() -> None:
    body = b"<title>" + b"word " * 1_000 + b"07700 900123</title>"
    made = read(body, media_type="text/html", name="", limits=Limits())
    assert len(made.title) == 1_000
    assert any("07700 900123" in part.text for part in made.parts)
