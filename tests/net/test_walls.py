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


def page(
    body: str,
    content_type: str = "text/html",
    *,
    path: str = "",
    status: int = 200,
    mitigated: str = "",
) -> Response:
    return Response(
        url=f"https://site.example/{path}",
        status=status,
        headers={"content-type": content_type, "cf-mitigated": mitigated},
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
    assert wall_reason(page("", "text/plain", mitigated="challenge")) is Reason.CAPTCHA


def test_a_redirect_to_a_login_page_is_seen() -> None:
    start = URL("https://site.example/register/1")
    assert leads_to_login(start, URL("https://site.example/account/sign-in?next=/register/1"))
    assert not leads_to_login(start, URL("https://site.example/blog/how-to-login-safely"))
    assert not leads_to_login(URL("https://site.example/login"), URL("https://a.example/login"))


@pytest.mark.parametrize(
    ("title", "body", "reason"),
    [
        ("DDoS-Guard", "Checking your browser before accessing the site.", Reason.CAPTCHA),
        ("Sucuri WebSite Firewall - Access Denied", "Access Denied", Reason.BLOCKED),
        ("Your access to this site has been limited", "by the site owner", Reason.BLOCKED),
        ("", "<a href='/.well-known/sgcaptcha/?r=%2F'></a>", Reason.CAPTCHA),
        ("Robot Challenge Screen", "Checking the site connection security", Reason.CAPTCHA),
        ("reCAPTCHA", "Please click to verify you are not a robot", Reason.CAPTCHA),
        ("Vercel Security Checkpoint", "We're verifying your browser", Reason.CAPTCHA),
        ("", "<script src='/_Incapsula_Resource?S=1'></script>", Reason.CAPTCHA),
        ("Log in to Facebook", "E-mail Password" + "<p>Deutsch" * 200, Reason.LOGIN),
        ("Login • Instagram", "Log in", Reason.LOGIN),
        ("Sign Up | LinkedIn", "Join LinkedIn", Reason.LOGIN),
        (
            "X",
            f"<noscript>JavaScript is not available. {'x ' * 200} x.com</noscript><p>Wrong</p>",
            Reason.NO_TEXT,
        ),
        ("Blocked", "You've been blocked by network security.", Reason.BLOCKED),
        ("Before you continue to Google Search", "We use cookies" * 99, Reason.BLOCKED),
        ("", "You need to enable JavaScript to run this app.", Reason.NO_TEXT),
        ("", "Loading…<noscript>This app requires JavaScript</noscript>", Reason.NO_TEXT),
        ("", "<div id='root'>Loading...</div><script src='/app.js'></script>", Reason.NO_TEXT),
        ("", "We are verifying your browser", Reason.CAPTCHA),
        ("403", "<h1>Access <b>denied</b></h1>", Reason.BLOCKED),
        ("Account Suspended", "This account has been suspended.", Reason.BLOCKED),
        ("Back soon", "We are down for maintenance.", Reason.SERVER_ERROR),
        ("", "This site is private. <input name='pw' type='PassWord'>", Reason.LOGIN),
    ],
)
def test_walls_that_answer_200(title: str, body: str, reason: Reason) -> None:
    assert wall_reason(page(f"<html><title>{title}</title><body>{body}</body></html>")) is reason


@pytest.mark.parametrize(
    "words",
    [
        "Access denied",
        "Your account has been suspended",
        "The lift is under maintenance",
        "Enable JavaScript to see the map",
        "Checking your browser",
        "DDoS-Guard",
        "Password <input type='password'>",
        "<noscript>Please enable JavaScript for the form</noscript>",
    ],
)
def test_a_page_that_mentions_such_words_is_read(words: str) -> None:
    assert wall_reason(page(f"<title>News</title><p>{words}</p>{LONG}")) is None


def test_a_script_that_is_asked_for_beside_the_text_is_no_wall() -> None:
    text = "Siân Example-Hughes stands for the harbour ward. " * 4
    body = f"<p>{text}</p><noscript>Please enable JavaScript for the form</noscript>"
    assert wall_reason(page(body)) is None


def test_a_login_page_that_is_linked_as_one_is_no_wall() -> None:
    form = "<form>E-mail <input> Password <input type='password'></form>"
    for path in ("login", "wp-login.php", "users/sign_in", "register", "wp-admin/"):
        assert wall_reason(page(form, path=path)) is None
    for path in ("", "members", "blog/how-to-login"):
        assert wall_reason(page(form, path=path)) is Reason.LOGIN
    assert wall_reason(page(form, status=404)) is None


def test_nesting_that_would_take_a_parser_long_is_no_wall() -> None:
    assert wall_reason(page("<div>" * 100_000 + "captcha verify you are human")) is None


@pytest.mark.parametrize(
    "path",
    [
        *("/wp-login.php?redirect_to=x", "/users/sign_in", "/sign_in", "/log_in", "/login"),
        *("/Login.aspx", "/authwall", "/auth", "/sso/saml", "/checkpoint/lg", "/checkpoint/lg/x"),
        *("/oauth/authorize", "/oauth2/v2.0/authorize", "/adfs/ls/", "/password", "/session/new"),
        *("/members/login/index", "/uas/login"),
    ],
)
def test_common_login_pages_are_known(path: str) -> None:
    start = URL("https://site.example/register/1")
    assert leads_to_login(start, URL(f"https://site.example{path}"))
    assert not leads_to_login(
        URL("https://site.example/wp-admin/"), URL(f"https://a.example{path}")
    )


@pytest.mark.parametrize(
    "path", ["/", "/blog/password-tips", "/authors", "/sessions", "/logins-explained", "/sso-news"]
)
def test_other_pages_are_no_login_pages(path: str) -> None:
    assert not leads_to_login(URL("https://site.example/x"), URL(f"https://site.example{path}"))


def test_a_wall_must_be_known_by_something(tmp_path: Path) -> None:
    path = tmp_path / "walls.toml"
    path.write_text('[[wall]]\nname = "x"\nreason = "captcha"\nmost_text = 9\n')
    with pytest.raises(DataError, match=r"walls\.toml"):
        load(path, Walls)


def test_an_unknown_key_in_the_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "walls.toml"
    path.write_text('[[wall]]\nname = "x"\nreason = "captcha"\nmost_text = 9\ntitle = "x"\n')
    with pytest.raises(DataError, match=r"walls\.toml:[15]"):
        load(path, Walls)
