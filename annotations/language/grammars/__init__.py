"""What is known of languages whose scripts have no capital letters: closed classes of words.

Function words, endings, words for days and months, for what somebody is, and the heads of names of
institutions and places. No list holds a name. A language that isn't here is read by what its text
repeats.
"""

from __future__ import annotations

from annotations.language.grammars.base import NONE, Grammar, Piece, key_of
from annotations.language.grammars.indic import BENGALI, HINDI, MARATHI
from annotations.language.grammars.other import GEORGIAN, KOREAN
from annotations.language.grammars.semitic import ARABIC, HEBREW, PERSIAN, URDU
from annotations.language.grammars.unspaced import CHINESE, JAPANESE, THAI

__all__ = ["GRAMMARS", "NONE", "Grammar", "Piece", "key_of"]

GRAMMARS: tuple[Grammar, ...] = (
    *(HINDI, MARATHI, BENGALI, ARABIC, PERSIAN, URDU, HEBREW, GEORGIAN, KOREAN),
    *(JAPANESE, CHINESE, THAI),
)
