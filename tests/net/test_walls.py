from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from yarl import URL

from exposure_audit.errors import DataError
from exposure_audit.model import Reason
from exposure_audit.net.interface import Response
from exposure_audit.net.walls import Walls, leads_to_login, wall_reason
from exposure_audit.toml_data import load

LONG = "<p>" + "Meet us at the library on Saturday. " * 60 + "</p>"


def page(body: str, content_type: str = "text/html", **headers: str) -> Response:
    return Response(
        url="https://site.example/",
        status=200,
        headers={"content-type": content_type, **headers},
        body=body.encode(),
        retrieved=datetime.now(UTC),
    )


@pytest.mark.parametrize(
    "body",
    [
        "<title>Just a moment...</title><body>Enable JavaScript and cookies to continue</body>",
        "<title>x</title><script>window._cf_chl_opt={cType:'managed'}</script>",
        "<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>",
        "<title>Pardon Our Interruption</title><p>As you were browsing</p>",
        "<script src='https://geo.captcha-delivery.com/c.js'></script>Please enable JS",
        "<title>Access to this page has been denied.</title><div id=px-captcha></div>",
        (
            "<title>Making sure you&#39;re not a bot!</title><p>Loading</p>"
            "<script id='anubis_challenge'></script>"
        ),
        "<title>Are you a robot?</title>",
        "<p>Please verify you are human</p><div class='g-recaptcha captcha'></div>",
    ],
)
def test_a_wall_is_no_page(body: str) -> None:
    assert wall_reason(page(body)) is Reason.CAPTCHA


@pytest.mark.parametrize(
    "body",
    [
        f"<title>Contact</title>{LONG}<div class='g-recaptcha captcha'>verify you are human</div>",
        f"<title>Just a moment... of your time</title>{LONG}",
        f"<title>Home</title>{LONG}<script>var captcha; // verify you are human</script>",
        "<title>Contact</title><form>Name <input> <div class='g-recaptcha'></div></form>",
        (
            "<title>Home</title>14 St Mary's Road"
            "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"
        ),
        "",
    ],
)
def test_a_page_that_only_embeds_a_captcha_is_read(body: str) -> None:
    assert wall_reason(page(body)) is None


def test_other_kinds_of_content_are_never_a_wall() -> None:
    text = "<title>Just a moment...</title>"
    assert wall_reason(page(text, "application/json")) is None
    assert wall_reason(page(text + "x" * 300_000)) is None


def test_cloudflares_own_header_is_believed() -> None:
    assert wall_reason(page("", "text/plain", **{"cf-mitigated": "challenge"})) is Reason.CAPTCHA


def test_a_redirect_to_a_login_page_is_seen() -> None:
    start = URL("https://site.example/register/1")
    assert leads_to_login(start, URL("https://site.example/account/sign-in?next=/register/1"))
    assert not leads_to_login(start, URL("https://site.example/blog/how-to-login-safely"))
    assert not leads_to_login(URL("https://site.example/login"), URL("https://a.example/login"))


def test_an_unknown_key_in_the_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "walls.toml"
    path.write_text('[[wall]]\nname = "x"\nreason = "captcha"\nmost_text = 9\ntitle = "x"\n')
    with pytest.raises(DataError, match=r"walls\.toml:[15]"):
        load(path, Walls)
