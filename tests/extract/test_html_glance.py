import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract.html_glance import glance, shows_more_than

WORDS = "The committee met on Tuesday and heard from its members. "
PIECES = (
    *("<p>", "</p>", "<div class='a'>", "</div>", "<li>", "<a href='/'>", "<br>", "<b>", "</b>"),
    *("<script>", "</script>", "<style>", "</style>", "<noscript>", "</noscript>", "<SCRIPT x>"),
    *("<template>", "</template>", "<title>", "</title>", "<!--", "-->", "<!-->", "<![CDATA["),
    *("<textarea>", "</textarea>", "<svg>", "</svg>", "<iframe>", "</iframe>", "<plaintext>"),
    *("&nbsp;", "&#160;", "&amp;", "\xe9", "<", ">", "'", '"', "\n   \n", "<head>", "<body>"),
    *(WORDS, WORDS * 3, "<p>" + WORDS, "<p>" + WORDS * 2 + "</p>", "x"),
)


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=40), most=st.integers(0, 400))
def test_what_is_said_to_show_much_does(pieces: list[str], most: int) -> None:
    body = "".join(pieces).encode()
    if shows_more_than(body, most):
        seen = glance(body, "utf-8")
        assert seen is None or len(seen.text) > most


@pytest.mark.parametrize(
    ("body", "shows"),
    [
        (("<p>" + WORDS) * 100, True),
        ("<head><title>Minutes</title><style>a{}</style></head>" + ("<p>" + WORDS) * 100, True),
        ("<!-- menu -->" * 9 + ("<li><a href='/x'>" + WORDS) * 100, True),
        ("<p>" + WORDS, False),
        ("<script>" + ("<p>" + WORDS) * 100 + "</script>", False),
        ("<!--" + ("<p>" + WORDS) * 100, False),
        ("<p>" + "&nbsp;" * 2_000, False),
        ("<p>" + " \n" * 9_000, False),
        ("<title>" + ("<p>" + WORDS) * 100 + "</title>", False),
    ],
)
def test_only_what_surely_is_seen_counts(body: str, *, shows: bool) -> None:
    assert shows_more_than(body.encode(), 2_000) is shows


def test_an_encoding_that_is_no_superset_of_ascii_says_nothing() -> None:
    assert not shows_more_than((("<p>" + WORDS) * 100).encode("utf-16"), 2_000)
