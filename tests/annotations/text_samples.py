"""Texts that are hard to cut: many scripts, emoji, marks, controls and format characters."""

import unicodedata

import regex
from hypothesis import settings
from hypothesis import strategies as st

# A shared machine may be slow at any moment; no example is judged by its time.
any_text = settings(deadline=None)

PIECES = [
    *"aZ0 .,'’-_\"()\n\t\r",
    "\r\n",
    "\x00",
    "\x1b",
    "\x1c",
    "\x85",
    "\u2028",
    "Russia's ",
    "U.S.",
    "3,000.5",
    "Erdoğan'ın",
    "l'Ukraine",
    "e\u0301",
    "\u0301",
    "\u200d",
    "\u200c",
    "\u200b",
    "\ufeff",
    "\xad",
    "\u2067",
    "\u0600",
    "\u0d4e",
    "\U0001f3fd",
    "\ufe0f",
    "👨‍👩‍👧‍👦",
    "👍🏽",
    "🇹🇷",
    "🇺🇦🇷",
    "1️⃣",
    "ℹ️",
    "他说。",
    "々",
    "ウクライナ・",
    "ー",
    "ひらがな",
    "ｶﾞ",
    "สวัสดีครับ",
    "ກໍາ",
    "ភាសាខ្មែរ",
    "မြန်မာ",
    "العَرَبِيَّة؟",
    "صه״ל",
    'צה"ל ',
    "हिन्दी। ",
    "한국어",
    "\u1112\u1161\u11ab",
    "can\u2019t ",
    "! ",
    "!\ufe0f ",
    "。\u0301",
    "? ",
]
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=40).map("".join)


def is_blank(grapheme: str) -> bool:
    """White space and invisible format characters only, but not a sign that opens a number."""
    return all(
        (c.isspace() or unicodedata.category(c) == "Cf") and not regex.match(r"\p{GCB=Prepend}", c)
        for c in grapheme
    )
