from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract.interface import Extraction
from exposure_audit.model import PartKind, Reason

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]

SHOWING = [
    "<div>{}</div>", "<section>{}</section>", "<span>{}</span>", "<b>{}</b>", "<em>{}</em>",
    "<label>{}</label>", "<ul><li>{}</li></ul>", "<table><tr><td>{}</td></tr></table>",
    "<details>{}</details>", "<my-own>{}</my-own>", "<div itemscope>{}</div>",
    "<div><template shadowrootmode=open>{}</template></div>",
]  # fmt: skip
HIDING = [
    "<div hidden>{}</div>", "<b hidden=until-found>{}</b>", "<q style='Display : None'>{}</q>",
    "<section style='color:red;visibility:hidden'>{}</section>", "<noscript>{}</noscript>",
    "<datalist>{}</datalist>", "<template>{}</template>", "<template hidden>{}</template>",
]  # fmt: skip
ALONE = [
    ("<!-- {} -->", PartKind.COMMENT),
    ("<script>say('{}')</script>", PartKind.HIDDEN),
    ('<script type=\'application/ld+json\'>{{"a": "{}"}}</script>', PartKind.STRUCTURED_DATA),
    ("<script type='text/template'><p>{}</p></script>", PartKind.HIDDEN),
    ("<style>p::after {{ content: '{}' }}</style>", PartKind.HIDDEN),
    ("<img alt='{}'>", PartKind.ATTRIBUTE),
    ("<i title='{}'></i>", PartKind.ATTRIBUTE),
    ("<p data-at='{}'></p>", PartKind.ATTRIBUTE),
    ("<input type=hidden value='{}'>", PartKind.HIDDEN),
    ("<a href='/{}'></a>", PartKind.LINK),
    ("<a href='mailto:{}@a.example'></a>", PartKind.LINK),
    ("<meta name=author content='{}'>", PartKind.META),
]
TEXT = "{} "
Tree = tuple[str, PartKind | None, list["Tree"]]

LEAVES: st.SearchStrategy[Tree] = st.sampled_from([(TEXT, PartKind.BODY), *ALONE]).map(
    lambda leaf: (leaf[0], leaf[1], [])
)
TREES: st.SearchStrategy[Tree] = st.recursive(
    LEAVES,
    lambda inner: st.tuples(st.sampled_from(SHOWING + HIDING), st.none(), st.lists(inner)),
    max_leaves=12,
)


def written(
    tree: Tree, numbers: count[int], found: list[tuple[PartKind, str]], *, hidden: bool
) -> str:
    """Return the markup of a tree, and note where each of its words is to be found."""
    form, kind, inner = tree
    if kind is None:
        hidden = hidden or form in HIDING
        return form.format("".join(written(each, numbers, found, hidden=hidden) for each in inner))
    word = f"w{next(numbers)}w"
    shown = kind is PartKind.BODY and not hidden
    found.append((kind if kind is not PartKind.BODY or shown else PartKind.HIDDEN, word))
    return form.format(word)


@given(st.lists(TREES, max_size=6))
def test_every_word_is_found_once_where_it_stands(reading: Reader, trees: list[Tree]) -> None:
    numbers, expected = count(1), list[tuple[PartKind, str]]()
    inner = "".join(written(tree, numbers, expected, hidden=False) for tree in trees)
    page = reading(f"<!doctype html><body><p>start</p>{inner}</body>", "text/html")
    for kind, word in expected:
        assert [part.kind for part in page.parts if word in part.text] == [kind]
        assert sum(part.text.count(word) for part in page.parts) == 1
    assert not page.gaps


@given(st.lists(TREES, max_size=6))
def test_shown_words_keep_their_order(reading: Reader, texts: Texts, trees: list[Tree]) -> None:
    expected = list[tuple[PartKind, str]]()
    inner = "".join(written(tree, count(1), expected, hidden=False) for tree in trees)
    page = reading(f"<!doctype html><body><p>start</p>{inner}</body>", "text/html")
    shown = [word for kind, word in expected if kind is PartKind.BODY]
    assert texts(page, PartKind.BODY)[0].split() == ["start", *shown]


@pytest.mark.parametrize(
    ("markup", "kind", "text"),
    [
        ("<div><template shadowrootmode=open><p>14 <b>M</b>ill</template></div>",
         PartKind.BODY, "14 Mill"),
        ("<template><a href='mailto:a@b.example'>x</a><template>14 Mill</template></template>",
         PartKind.LINK, "a@b.example"),
        ("<template><template>14 <b>M</b>ill</template></template>", PartKind.HIDDEN, "14 Mill"),
        ("<script type='text/x-template'><p>14 <b>M</b>ill</script>", PartKind.HIDDEN, "14 Mill"),
        ("<iframe>14 <b>M</b>ill</iframe>", PartKind.BODY, "14 Mill"),
        ("<noembed><a href='mailto:a@b.example'>x</a></noembed>", PartKind.LINK, "a@b.example"),
        ("<iframe hidden srcdoc='&lt;p>14 &lt;b>M&lt;/b>ill'></iframe>", PartKind.HIDDEN,
         "14 Mill"),
        ("<script hidden type='application/ld+json'>{\"a\": \"14 Mill\"}</script>",
         PartKind.STRUCTURED_DATA, "a: 14 Mill"),
        ("<svg><style><a title='14 Mill'>x</a></style></svg>", PartKind.ATTRIBUTE, "14 Mill"),
        ("<svg><title>14 Mill</title></svg>", PartKind.META, "14 Mill"),
        ("</html><!-- 14 Mill -->", PartKind.COMMENT, "14 Mill"),
    ],
)  # fmt: skip
def test_what_stands_inside_is_read(
    reading: Reader, texts: Texts, markup: str, kind: PartKind, text: str
) -> None:
    found = texts(reading(f"<!doctype html><p>x</p>{markup}", "text/html"), kind)
    assert text in "\n".join(found).split("\n")


@pytest.mark.parametrize(
    ("item", "lines"),
    [
        ("<title>Meeting &amp;amp; tea</title>", ["Meeting & tea"]),
        ("<d>&amp;lt;p&amp;gt;14 &amp;lt;b&amp;gt;M&amp;lt;/b&amp;gt;ill&amp;lt;/p&amp;gt;</d>",
         ["14 Mill"]),
        ("<d><![CDATA[<p>14 Mill</p><p>&pound;5]]></d>", ["14 Mill", "£5"]),
        ("<d>St Mary&amp;#39;s</d>", ["St Mary's"]),
        ("<link>https://a.example/14-mill</link>", ["https://a.example/14-mill"]),
        ("<empty/><street name='x'/>14 Mill", ["14 Mill"]),
    ],
)  # fmt: skip
def test_feeds_are_read_as_their_readers_show_them(
    reading: Reader, texts: Texts, item: str, lines: list[str]
) -> None:
    feed = f"<?xml version='1.0'?><rss><title>Feed</title><item>{item}</item></rss>"
    found = reading(feed, "application/rss+xml")
    assert texts(found, PartKind.BODY) == ["\n".join(lines)]
    assert found.title == "Feed"


def test_data_without_text_is_a_gap_but_not_data_in_attributes(reading: Reader) -> None:
    empty = reading("<?xml version='1.0'?><rss></rss>", "text/xml")
    assert (empty.parts, empty.gaps) == ((), (Reason.NO_TEXT,))
    assert not reading("<?xml version='1.0'?><a name='14 Mill'/>", "text/xml").gaps


def test_scripts_of_drawings_stay_scripts(reading: Reader, texts: Texts) -> None:
    drawing = "<svg><script><![CDATA[if (a<b && c>d) say('14 Mill')]]></script><text>x</text></svg>"
    found = reading(drawing, "image/svg+xml")
    assert texts(found, PartKind.HIDDEN) == ["if (a<b && c>d) say('14 Mill')"]


def test_many_points_of_a_track_are_one_part(reading: Reader, texts: Texts) -> None:
    points = "".join(f"<wpt lat='51.{number}' lon='0.1'/>" for number in range(10_000, 15_000))
    found = reading(f"<?xml version='1.0'?><gpx>{points}</gpx>", "application/gpx+xml")
    (places,) = texts(found, PartKind.GPS)
    assert places.count("\n") == 4_999
    assert not found.gaps


def test_documents_inside_documents_end_somewhere(reading: Reader) -> None:
    markup = "14 Mill"
    for _ in range(6):
        escaped = markup.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;")
        markup = f"<p>x</p><iframe srcdoc='{escaped}'></iframe>"
    found = reading(markup, "text/html")
    assert found.gaps == (Reason.TOO_LARGE,)


@pytest.mark.parametrize(
    "hostile",
    [
        "<?xml version='1.0'?><rss>" + "<d>&lt;p>&lt;iframe srcdoc='x'></d>" * 20_000,
        "<?xml version='1.0'?><kml>" + "<coordinates>1.5,2.5 " * 250 + "1.5,2.5 " * 100_000,
        "<style>" + "content:''" * 100_000,
        "<style>" + 'content:"\\' * 100_000,
        "<!-- " + "<a title=" * 100_000 + "-->",
        "<script>" + "'+'&#" * 100_000 + "</script>",
        "<a href='https://wa.me/send?phone=" + "&phone=" * 100_000 + "'>",
        "<p " + "".join(f"a{number} " for number in range(1_900)) + ">x",
        "".join(f"<p a{number} b{number}=x>x" for number in range(20_000)),
    ],
    ids=range(9),
)  # fmt: skip
def test_hostile_pages_take_little_time(reading: Reader, hostile: str) -> None:
    began = time.process_time()
    found = reading(hostile, "text/html")
    assert time.process_time() - began < 3
    assert found.parts or found.gaps
