"""Words that stand in names and are none: titles, letters behind the name, particles."""

from __future__ import annotations

_TITLE_WORDS = (
    "mr mrs ms miss mx dr prof professor sir dame lord lady rev revd reverend cllr councillor "
    "rt hon the"
)
_SUFFIX_WORDS = "jr sr jnr snr junior senior ii iii iv mp ms msp mbe obe cbe jp phd"
_PARTICLE_WORDS = "van von de der den del della di da dos la le al el bin ibn ap ab ter ten"
_OTHER_WORDS = (
    "and or the of to in on at by with for from as is was are were met said says who that but his "
    "her not has had have will would told asked saw knows called if than then so contact candidate"
)
TITLES = frozenset(_TITLE_WORDS.split())
SUFFIXES = frozenset(_SUFFIX_WORDS.split())
PARTICLES = frozenset(_PARTICLE_WORDS.split())
"""Words in small letters that belong to a surname."""
NO_NAME = frozenset(_OTHER_WORDS.split())
"""Words that stand between two people rather than inside one name."""
