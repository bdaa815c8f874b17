"""German words that say what a noun beside them is, where all nouns have capitals.

Closed or general classes of the language; no list holds a name. In lower case.
"""

from __future__ import annotations

from typing import Final

from annotations.language.tables import words

# Endings of words for what somebody is, or of what kind the name after them is.
ROLE_ENDINGS: Final = tuple(
    kind + ending
    for kinds, endings in (
        ("minister präsident kanzler sprecher meister sekretär direktor leiter richter", " in s"),
        ("anwalt trainer professor kommissar botschafter experte forscher chef", " in s"),
        ("ökonom politiker historiker autor", " in s"),
        ("frau herr", " en n"),
        ("vorsitzende abgeordnete beauftragte kandidat ministerin ratsfrau", " r n en"),
        ("firma konzern gemeinde landkreis stadtteil bundesland", " s"),
    )
    for kind in kinds.split()
    for ending in ("", *endings.split())
)
_KINDS: Final = words("stadt kreis")
# These stand beside other nouns and in no name.
UNITS: Final = words("million millionen milliarde milliarden prozent euro uhr")
# Words that begin sentences and are no names.
SMALL: Final = words(
    "der die das den dem des ein eine einen einem einer eines kein keine mein meine sein seine"
    " ihr ihre unser unsere dieser diese dieses jeder jede jedes alle viele einige manche mehrere"
    " beide im am in an auf aus bei beim mit nach von vom vor zu zum zur für über unter um durch"
    " gegen ohne seit bis während wegen trotz laut ab zwischen hinter neben und oder aber doch"
    " denn auch nur noch schon als wenn wie was wer wo da dann so nun hier dort dabei damit dazu"
    " es er sie wir ich man nicht nichts jetzt heute gestern morgen zudem bereits allerdings"
    " jedoch deshalb daher"
)
# After these a noun stands, hardly ever a person's name.
BEFORE_NOUNS: Final = words(
    "der die das den dem des ein eine einen einem einer eines im am in zum zur beim vom"
)
# After "in" and before no article these are no places.
NO_PLACES: Final = words(
    "gefahr kraft zukunft zeiten höhe richtung teilen sachen form haft arbeit frage betrieb"
    " anspruch kauf angriff sicht rente freiheit sicherheit ruhe wirklichkeit wahrheit bezug"
    " auftrag folge anbetracht ordnung mode panik not bewegung gang schach summe tagen wochen"
    " monaten jahren stunden minuten prozent euro millionen milliarden kürze führung"
)
NOUN_ENDINGS: Final = ("ung", "heit", "keit", "schaft", "tion", "tät", "nis", "ungen")


def is_role(lower: str) -> bool:
    """True for a noun in lower case that says what the name after it is."""
    return lower.endswith(ROLE_ENDINGS) or lower in _KINDS
