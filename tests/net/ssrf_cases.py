"""Addresses inside, and the ways of writing them that have fooled somebody's guard."""

from __future__ import annotations

from exposure_audit.model import Reason

ADDRESSES = {
    "this machine": "127.0.0.1 127.0.0.2 127.1.2.3 127.255.255.254 ::1",
    "unspecified": "0.0.0.0 0.1.2.3 ::",
    "mapped": "::ffff:127.0.0.1 ::ffff:0.0.0.0 ::ffff:10.0.0.1 ::ffff:192.168.1.1 "
    "::ffff:169.254.169.254 ::ffff:224.0.0.1 ::ffff:0:127.0.0.1",
    "compatible": "::127.0.0.1 ::127.0.0.2 ::10.0.0.1 ::169.254.169.254",
    "private": "10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.255.255",
    "link-local": "169.254.0.1 169.254.255.255 fe80::1 febf::1",
    "cloud metadata": "169.254.169.254 169.254.170.2 169.254.169.253 fd00:ec2::254 "
    "fd20:ce::254 fd00:42::42 100.100.100.200 168.63.129.16 192.0.0.192",
    "carrier-grade NAT": "100.64.0.1 100.127.255.255",
    "multicast": "224.0.0.1 232.0.0.1 239.255.255.250 ff02::1 ff05::2 ff0e::1",
    "broadcast": "255.255.255.255",
    "reserved": "240.0.0.1 254.255.255.255 192.0.0.1 192.0.0.8 192.31.196.1 192.52.193.1 "
    "192.175.48.1 4000::1 5f00::1 100::1",
    "documentation": "192.0.2.1 198.51.100.1 203.0.113.1 2001:db8::1 3fff::1",
    "benchmarking": "198.18.0.1 198.19.255.255 2001:2::1",
    "NAT64": "64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::169.254.169.254 "
    "64:ff9b::192.168.1.1 64:ff9b:1::127.0.0.1 64:ff9b:1:fffe::1",
    "6to4": "192.88.99.1 2002:7f00:1:: 2002:a00:1::1 2002:a9fe:a9fe::1 2002:c0a8:101::1",
    "Teredo, ORCHID": "2001::1 2001:0:7f00:1::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 "
    "2001:10::1 2001:20::1",
    "site-local": "fec0::1 feff::1",
    "unique local": "fc00::1 fd12:3456:789a::1",
}
"""By kind; as a server would write them into an A or AAAA record."""

ALL = [address for kind in ADDRESSES.values() for address in kind.split()]

ODD_NUMBERS = {
    "decimal": "2130706433 4294967297 3232235521 2852039166 0 00000",
    "hexadecimal": "0x7f000001 0X7F000001 0x7f.1 0x7f.0x0.0x0.0x1 127.0.0.0x1 0x 0x0 0xa9fea9fe",
    "octal": "017700000001 0177.0.0.1 0177.1 00127.0.0.1 127.00.00.01 0251.0376.0251.0376",
    "short": "127.1 127.0.1 10.1 0.0",
    "too long, too large": "127.0.0.1.0 1.127.0.0.1 256.0.0.1 127.0.0.257 1.2.3.08",
    "a dot behind": "127.0.0.1. 127.1. 2130706433. 127.0.0.1..",
    "dots without numbers": "127..0.1 .127.0.0.1 127.0..1",
    "percent-encoded": "%31%32%37.0.0.1 127%2e0.0.1 127%2e0%2e0.1",
    "full width": "\uff11\uff12\uff17.0.0.1 \uff10 \uff12130706433 0\uff587f.1",
    "other dots": "127\u30020\u30020\u30021 127\uff0e0\uff0e0\uff0e1 127\uff610.0.1 "
    "127.0.0.1\u3002",
    "enclosed": "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460 \u2460\u2461\u2466.0.0.1",
    "mathematical": "\U0001d7cf\U0001d7d0\U0001d7d5.0.0.1 "
    "\U0001d7d9\U0001d7da\U0001d7df.\U0001d7d8.1",
    "raised and lowered": "\u00b9\u00b2\u2077.0.0.1 \u2081\u2082\u2087.0.0.1",
    "brackets": "[0:0:0:0:0:0:0:1] [0000::0001] [::ffff:7f00:1] [::FFFF:127.0.0.1] [::7f00:1] "
    "[v1.127]",
    "zones": "[::1%25lo] [fe80::1%25eth0] [fe80::1%eth0] [fe80::1%251]",
}
"""Ways of writing an address that is none in its usual spelling."""

NAMES = {
    "this machine": "localhost LOCALHOST localhost. app.localhost a.b.LocalHost. "
    "localhost.localdomain localhost6 ip6-localhost ip6-loopback",
    "in other letters": "\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54 "
    "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3 loca\u217chost app.loc\u1d43lhost",
}
"""Names that mean this machine, whatever the DNS says (RFC 6761, 6.3)."""

NO_HOSTS = [
    "127.0.0.1%00.site.example",
    "127.0.0.1%0d%0a.site.example",
    "127.0.0.1%09",
    "127.0.0.1%20",
    "127.0.0.1%2f.site.example",
    "127.0.0.1%40site.example",
    "127.0.0.1%23.site.example",
    "127.0.0.1 ",
    "127.0.0.1 .site.example",
    "127.0.0.1\x00.site.example",
    "127.0.0.\u2474",
    "127.0.0.1\u200b",
    "\u00ad127.0.0.1",
    "loca\u00adlhost",
    "site..example",
    ".site.example",
    "[::1",
    "::1]",
    "[::1]site.example",
    "[127.0.0.1]",
    "[localhost]",
    "127.0.0.1,site.example",
    "127.0.0%2e1",
    "site.example;127.0.0.a",
    "{127.0.0.1}",
    "*.127.0.0.1.*",
]

INSIDE = Reason.GUARD_INSIDE
MALFORMED = Reason.MALFORMED
STAYS = None
"""The answer comes from the site itself: what looked like a host was a path."""

LINKS: dict[str, tuple[Reason, Reason | None]] = {
    "http://site.example@127.0.0.1:{port}/": (MALFORMED, MALFORMED),
    "http://site.example:80@127.0.0.1:{port}/": (MALFORMED, MALFORMED),
    "http://site.example%40127.0.0.1:{port}/": (INSIDE, INSIDE),
    "http://@127.0.0.1:{port}/": (INSIDE, INSIDE),
    "http://:@127.0.0.1:{port}/": (MALFORMED, MALFORMED),
    "http://a@b@127.0.0.1:{port}/": (MALFORMED, MALFORMED),
    "http://127.0.0.1:{port}\\@site.example/": (MALFORMED, MALFORMED),
    "http://site.example\\@127.0.0.1:{port}/": (MALFORMED, MALFORMED),
    "http://127.0.0.1:{port}\\.site.example/": (MALFORMED, MALFORMED),
    "http://127.0.0.1:{port}#@site.example/": (INSIDE, INSIDE),
    "http://127.0.0.1:{port}?@site.example/": (INSIDE, INSIDE),
    "http://127.0.0.1:{port}/@site.example/": (INSIDE, INSIDE),
    "http://127.0.0\t.1:{port}/": (INSIDE, INSIDE),
    "ht\ttp://127.0.0.1:{port}/": (INSIDE, INSIDE),
    " http://127.0.0.1:{port}/": (INSIDE, INSIDE),
    "HTTP://127.0.0.1:{port}/": (INSIDE, INSIDE),
    "http://127.0.0.1:+{port}/": (INSIDE, INSIDE),
    "http://127.0.0.1:0{port}/": (INSIDE, INSIDE),
    "http://127.0.0.1:{port}:80/": (MALFORMED, MALFORMED),
    "http://127.0.0.1:-{port}/": (MALFORMED, MALFORMED),
    "http://127.0.0.1:1{port}0/": (MALFORMED, MALFORMED),
    "http://127.0.0.1:/": (INSIDE, INSIDE),
    "http://[::ffff:0x7f.1]:{port}/": (INSIDE, MALFORMED),
    "//127.0.0.1:{port}/": (MALFORMED, INSIDE),
    "//localhost:{port}/": (MALFORMED, INSIDE),
    "//[::1]:{port}/": (MALFORMED, INSIDE),
    "//2130706433:{port}/": (MALFORMED, INSIDE),
    "http:127.0.0.1:{port}/": (MALFORMED, STAYS),
    "http:/127.0.0.1:{port}/": (MALFORMED, STAYS),
    "http:///127.0.0.1:{port}/": (MALFORMED, STAYS),
    "///127.0.0.1:{port}/": (MALFORMED, STAYS),
    "/\\127.0.0.1:{port}/": (MALFORMED, STAYS),
    "\\\\127.0.0.1:{port}/": (MALFORMED, STAYS),
    "http:\\\\127.0.0.1:{port}/": (MALFORMED, STAYS),
    "127.0.0.1:{port}/": (MALFORMED, MALFORMED),
    "file:///etc/passwd": (MALFORMED, MALFORMED),
    "file://127.0.0.1/etc/passwd": (MALFORMED, MALFORMED),
    "ftp://127.0.0.1:{port}/": (MALFORMED, MALFORMED),
    "gopher://127.0.0.1:{port}/_GET": (MALFORMED, MALFORMED),
    "dict://127.0.0.1:{port}/d:a": (MALFORMED, MALFORMED),
    "ldap://127.0.0.1:{port}/": (MALFORMED, MALFORMED),
    "ws://127.0.0.1:{port}/": (MALFORMED, MALFORMED),
    "wss://127.0.0.1:{port}/": (MALFORMED, MALFORMED),
    "http+unix://127.0.0.1:{port}/": (MALFORMED, MALFORMED),
    "view-source:http://127.0.0.1:{port}/": (MALFORMED, MALFORMED),
    "jar:http://127.0.0.1:{port}/a.jar!/b": (MALFORMED, MALFORMED),
    "data:text/html,<p>inside": (MALFORMED, MALFORMED),
    "javascript:fetch('http://127.0.0.1:{port}/')": (MALFORMED, MALFORMED),
    "about:blank": (MALFORMED, MALFORMED),
}
"""Whole links: what is said when one is asked for, and when a redirect leads there."""

SPLITTING = [
    "http://127.0.0.1:{port}/\r\nHost: site.example",
    "http://127.0.0.1\r\n:{port}/",
    "http://127.0.0.1:{port}\n/",
    "\r\nhttp://127.0.0.1:{port}/",
    "http://127.0.0.1:{port} HTTP/1.1\r\nHost: site.example\r\n\r\n",
]
"""Links with line breaks, which no redirect can hold."""
