from datetime import date

from exposure_audit import profile
from exposure_audit.net.domains import ascii_host
from exposure_audit.publishers import Publishers, shipped
from exposure_audit.visiting import own_domains, own_sites, registered

PLATFORM = """
[[website]]
label = "platform"
url = "https://www.{host}/sian"
"""


def test_a_page_on_a_platform_makes_none_of_it_ones_own(profile_text: str) -> None:
    host = next(host for host in shipped().by_host if host.count(".") == 1)
    text = profile_text + PLATFORM.format(host=host)
    subject = profile.parse(text, "p", date(2026, 11, 25))
    assert own_domains(subject) == {"sian4peckham.example", host}
    assert own_sites(subject, shipped()) == {"sian4peckham.example"}
    assert own_sites(subject, Publishers({})) == own_domains(subject)


def test_the_registered_domain_of_each_own_place_is_known(profile_text: str) -> None:
    extra = '[[domain]]\nlabel = "old"\nname = "www.siân.example"\n'
    known = registered(profile.parse(f"{profile_text}\n{extra}", "p", date(2026, 11, 25)))
    assert known[ascii_host("siân.example")] == {"domain:old"}
    assert known["sian4peckham.example"] == {"domain:campaign", "website:campaign"}
